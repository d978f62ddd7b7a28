"""The desk: registers customers, prints slips again, and looks at the paper when asked."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from tests.bot.printing.jobs import find_card
from tests.crash.rosters import invent

from rosterdesk.bot.chat.printing.job import SlipAnswer
from rosterdesk.core.protection.passwords import verify_password
from rosterdesk.printer.reading.text import read_password

if TYPE_CHECKING:
    from collections.abc import Iterable
    from random import Random

    from tests.crash.looking import Look
    from tests.crash.people import Hand, Mood
    from tests.printer.virtual import VirtualPrinter

    from rosterdesk.bot.standins.botapi.state.messages import Message

_PAUSE = 31.0  # seconds: the first that the card asks for
_OF_SLIP = (
    "SELECT c.number, p.hash FROM slip s JOIN card c ON c.customer_id = s.customer_id"
    " LEFT JOIN one_time_password p ON p.customer_id = s.customer_id WHERE s.id = {}"
)


@dataclass
class Paper:
    """Everything that came out of all printers."""

    printers: dict[str, VirtualPrinter]

    def slips(self) -> list[tuple[str, str]]:
        """(card, password) of each whole slip, those of one printer in their order."""
        found = []
        for printer in self.printers.values():
            for slip in printer.slips():
                password = read_password(slip)
                assert password is not None
                found.append((find_card(slip), password))
        return found

    def passwords_of(self, cards: Iterable[str]) -> list[str]:
        wanted = set(cards)
        return [password for card, password in self.slips() if card in wanted]


@dataclass
class Desk:
    hand: Hand
    dice: Random
    paper: Paper
    look: Look
    mood: Mood
    tasks: asyncio.Queue[tuple[str, str]] = field(default_factory=asyncio.Queue)
    busy: bool = False

    async def live(self) -> None:
        await asyncio.gather(self._watch_paper(), self._serve())

    async def _watch_paper(self) -> None:
        while True:
            for message in self.hand.recent(most=10_000):
                if "Ja, ik heb hem" in message.buttons:
                    await self._look_at_paper(message)
            await asyncio.sleep(self.dice.uniform(0.2, 0.6))

    async def _serve(self) -> None:
        while True:
            if not self.tasks.empty():
                self.busy = True
                what, about = self.tasks.get_nowait()
                await (self._register(about) if what == "register" else self._reprint(about))
                self.busy = False
            await asyncio.sleep(self.dice.uniform(0.1, 0.5))

    async def _look_at_paper(self, message: Message) -> None:
        (data,) = (b.callback_data for row in message.keyboard for b in row if "Ja" in b.text)
        found = await self.look.rows(_OF_SLIP.format(SlipAnswer.unpack(data).slip))
        printed = any(
            row["hash"] is not None and verify_password(row["hash"], password)
            for row in found
            for password in self.paper.passwords_of([row["number"]])
        )
        self.hand.press(message, "Ja, ik heb hem" if printed else "Nee, print opnieuw")

    async def _register(self, school: str) -> None:
        surname = invent(self.dice).capitalize()
        hand, say = self.hand, self.hand.person.send
        hand.ledger.registered[surname] = False

        def tap(label: str, message: Message) -> None:
            hand.press(message, label)

        ended = await hand.go_through(
            "/new",
            {
                "Welke school": partial(tap, school),
                "Scan de pas": partial(tap, "Genereer"),
                "Leerling, docent": partial(tap, "leerling"),
                "Hoe is de naam": lambda _: say(f"Sam {surname}"),
                "Opslaan, verder": partial(tap, "Opslaan, verder"),
            },
            "Ingeschreven. Nu",
            about=surname,
        )
        hand.ledger.registered[surname] = ended is not None
        if ended is None:
            await hand.go_through("/cancel", {}, "Gestopt")

    async def _reprint(self, card: str) -> None:
        hand = self.hand

        def tap(label: str, message: Message) -> None:
            hand.press(message, label)

        await hand.go_through(
            card,
            {"🔎 Kwijt": partial(tap, "Kwijt"), "🖨 Print bon": partial(tap, "🖨 Print bon")},
            "🔁 ",
            "Niemand gevonden",
        )


async def log_in(hand: Hand, card: str, printed: str, own: str) -> str:
    """A pupil with a slip: the card and the password of it, then an own one twice."""
    say, begin = hand.person.send, f"{card} {printed}"

    def come_back(_: Message) -> None:
        asyncio.get_running_loop().call_later(_PAUSE, say, begin)

    ended = await hand.go_through(
        begin,
        {
            "Te veel pogingen": come_back,
            "Kies nu een eigen wachtwoord": lambda _: say(own),
            "En nog een keer": lambda _: say(own),
        },
        "ingesteld en actief",
        "horen niet bij elkaar",
    )
    if ended == "horen niet bij elkaar":
        await hand.go_through("/cancel", {}, "Gestopt")
        return "refused"
    return "lost" if ended is None else "chosen"
