"""A day at the library, by a seed: files come, people decide, slips are printed, pupils log in."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import TYPE_CHECKING

from tests.bot.test_held_mail import without_verdict
from tests.crash.desk import log_in
from tests.crash.ledger import Login, Sent, Sort
from tests.crash.people import Hand
from tests.crash.rosters import Pupil, invent, write_roster, write_unreadable
from tests.crash.stage import address_of, name_school

from rosterdesk.bot.demo.stage import write_mail

if TYPE_CHECKING:
    from random import Random

    from tests.crash.stage import Scene

_MOST_UNDER_WAY = 6  # files: what more would only wait
_FIRST_UID = 100  # of the stand-in's mailbox, less one
_PUPILS = 50_000  # their chats are numbered from here
_SORTS = (
    *((Sort.GOOD, "mail"),) * 4,
    *((Sort.GOOD, "chat"),) * 4,
    *((Sort.GOOD, "page"),) * 4,
    *((Sort.REFUSED, "mail"), (Sort.REFUSED, "chat")),
    *((Sort.HELD, "mail"),) * 2,
    *((Sort.AGAIN, "mail"), (Sort.AGAIN, "chat"), (Sort.TWICE, "mail")),
)


@dataclass
class Day:
    """Does something every moment; ``pause`` is the mean time between two things."""

    scene: Scene
    dice: Random
    pause: float
    most_files: float
    used: set[str] = field(default_factory=set)  # passwords that somebody typed
    running: set[asyncio.Task[None]] = field(default_factory=set)
    talking: dict[int, Hand] = field(default_factory=dict)  # chats of pupils who log in just now
    erasing: bool = False
    last_mail: bytes | None = None
    delivered: int = 0

    async def live(self) -> None:
        while True:
            await self._do_something()
            await asyncio.sleep(self.dice.expovariate(1 / self.pause))

    async def _do_something(self) -> None:
        desk, chance = self.scene.desk, self.dice.random()
        assert desk is not None
        if chance < 0.45 and len(self.scene.ledger.sent) < self.most_files:
            under_way = await self.scene.look.find_unsettled(self.scene.ledger.sent[-30:])
            if len(under_way) < _MOST_UNDER_WAY:
                await self.send_file()
        elif chance < 0.7:
            self.let_log_in()
        elif chance < 0.8 and desk.tasks.qsize() < 2:
            school = self.dice.choice(self.scene.classes).school
            desk.tasks.put_nowait(("register", name_school(school)))
        elif chance < 0.9 and desk.tasks.qsize() < 2 and (slips := self.scene.paper.slips()):
            desk.tasks.put_nowait(("reprint", self.dice.choice(slips)[0]))
        elif chance < 0.95 and not self.erasing:
            self._begin(self.erase_one())

    async def send_file(self) -> None:
        number = len(self.scene.ledger.sent)
        # The first by the page: of a few files it would be none at times.
        sort, channel = self.dice.choice(_SORTS) if number else (Sort.GOOD, "page")
        each = self.dice.choice(self.scene.classes)
        name = f"lijst{number:05}.csv"
        last = next(
            (s for s in reversed(self.scene.ledger.sent) if s.school == each.school and s.pupils),
            None,
        )
        if sort in {Sort.AGAIN, Sort.TWICE} and last is None:
            sort = Sort.GOOD
        if sort is Sort.REFUSED:
            await self._hand_over(sort, channel, each.school, name, write_unreadable(self.dice), [])
        elif sort is Sort.AGAIN:
            assert last is not None
            pupils = last.pupils
            await self._hand_over(sort, channel, each.school, name, last.data, pupils)
        elif sort is Sort.TWICE:
            await self._deliver_twice(each.school)
        else:
            pupils = each.move_on()
            self.scene.ledger.forbidden |= {word for p in pupils for word in p.forbidden}
            workbook = self.dice.random() < 0.2
            if workbook:
                name = name.replace(".csv", ".xlsx")
            data = write_roster(pupils, workbook=workbook)
            await self._hand_over(sort, channel, each.school, name, data, pupils)

    async def _hand_over(
        self, sort: Sort, channel: str, school: int, name: str, data: bytes, pupils: list[Pupil]
    ) -> None:
        scene, uid = self.scene, None
        if channel == "chat":
            message = scene.uploaders[school].send_document(name, data)
            key = str(message.id)
        elif channel == "page":
            key = name
            self._begin(scene.teachers[school].send(name, data))
        else:
            raw = write_mail(address_of(school), scene.world.mail.user, name, data)
            raw = without_verdict(raw) if sort is Sort.HELD else raw
            key = str(message_from_bytes(raw)["Message-ID"])
            self.last_mail = raw if sort is Sort.GOOD else self.last_mail
            uid = await self._deliver(raw)
        made = Sent(name, sort, channel, school, key, data, list(pupils), uid)
        scene.ledger.sent.append(made)

    async def _deliver(self, raw: bytes) -> int:
        self.delivered += 1
        await self.scene.world.mail.deliver(raw)
        return _FIRST_UID + self.delivered

    async def _deliver_twice(self, school: int) -> None:
        if self.last_mail is not None:
            uid = await self._deliver(self.last_mail)
            key = str(message_from_bytes(self.last_mail)["Message-ID"])
            made = Sent("", Sort.TWICE, "mail", school, key, b"", uid=uid)
            self.scene.ledger.sent.append(made)

    def let_log_in(self) -> None:
        newest = dict(self.scene.paper.slips())
        fresh = [(card, word) for card, word in newest.items() if word not in self.used]
        if fresh:
            card, printed = self.dice.choice(fresh)
            self.used.add(printed)
            self._begin(self._log_in(card, printed))

    async def _log_in(self, card: str, printed: str) -> None:
        ledger, chat = self.scene.ledger, _PUPILS + len(self.scene.ledger.logins)
        own = " ".join(invent(self.dice, 3) for _ in range(3))
        login = Login(card, printed, own, chat)
        ledger.logins.append(login)
        hand = Hand(self.scene.world.chat, self.scene.world.chat.person(chat, "Noor"), ledger)
        self.talking[chat] = hand
        login.outcome = await log_in(hand, card, printed, own)
        login.story = hand.recount()
        del self.talking[chat]

    def _begin(self, work: object) -> None:
        task = asyncio.ensure_future(work)
        self.running.add(task)
        task.add_done_callback(self.running.discard)

    async def erase_one(self) -> None:
        """Erase somebody who left, once nothing that is under way can bring them back."""
        self.erasing = True
        try:
            candidate = await self._find_former()
            if candidate is not None:
                pupil, card = candidate
                await self.scene.commands.run("customer", "erase", card, "--yes")
                if not await self._is_known(pupil):  # killed too, it may have come so far
                    self._note_erased(pupil)
        finally:
            self.erasing = False

    async def erase_all(self) -> None:
        """Erase everybody who left, at the end; whoever cannot be erased is not former."""
        while await self._find_former():
            before = len(self.scene.ledger.erased)
            await self.erase_one()
            if len(self.scene.ledger.erased) == before:
                return

    async def _is_known(self, pupil: Pupil) -> bool:
        query = f"SELECT 1 FROM customer WHERE external_number = '{pupil.number}'"
        return bool(await self.scene.look.rows(query))

    def _note_erased(self, pupil: Pupil) -> None:
        self.scene.ledger.erased.append(pupil.words)
        for each in self.scene.classes:
            with suppress(ValueError):
                each.gone.remove(pupil)

    async def _find_former(self) -> tuple[Pupil, str] | None:
        scene = self.scene
        found = await scene.look.rows(
            "SELECT c.external_number AS number, min(k.number) AS card FROM customer c"
            " JOIN card k ON k.customer_id = c.id WHERE c.external_number IS NOT NULL"
            " AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.customer_id = c.id"
            " AND m.ends_on IS NULL) GROUP BY c.external_number"
        )
        cards = {row["number"]: row["card"] for row in found}
        unsettled = await scene.look.find_unsettled([s for s in scene.ledger.sent if s.name])
        busy = {sent.school for sent in unsettled}  # also a file without somebody tells of them
        for each in scene.classes:
            for pupil in each.gone:
                if pupil.number in cards and each.school not in busy:
                    return pupil, cards[pupil.number]
        return None
