"""Mails, kills and restarts: the whole program must lose nothing and do nothing twice.

``python -m tests.mailbox.soak --mails 1000 --kills 100 --restarts 20`` delivers that many mails
to a real IMAP server while the program is killed (SIGKILL) and the server is restarted at random
moments. Each mail is of a school of its own; what waits is approved between two lives. In the end
it counts submissions and cards in the database, and each kind of reply at the SMTP server.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bot.lives import Life
from tests.bot.stages import make_environment
from tests.core.worlds import open_school

from rosterdesk.bot.demo.stage import World, make_settings, set_world, write_mail
from rosterdesk.bot.models import ApprovalCard, ChatAccount
from rosterdesk.bot.program.database import APPS
from rosterdesk.core.approval.verdicts import approve
from rosterdesk.core.clock import now
from rosterdesk.core.models import (
    Caretaker,
    Plan,
    PlanStatus,
    Staff,
    StaffRole,
    Submission,
    SubmissionStatus,
)
from rosterdesk.core.roster.samples import sample_pupils, write_workbook
from rosterdesk.core.storage.database import open_database, sqlite_url, writing
from rosterdesk.core.trail.actors import shell_actor
from rosterdesk.mailbox.models import MailMessage

if TYPE_CHECKING:
    from rosterdesk.bot.standins.mailserver import MailServer

WHO = shell_actor("soak")
LIBRARIANS = 5  # each cares for a part of the schools
# The replies of which each sender must have each at least once, by their subject. That a file was
# received is said by itself only where its reading took long.
REPLIES = {
    "waiting": "Leerlingbestand wacht op goedkeuring",
    "applied": "Leerlingbestand verwerkt",
}


@dataclass
class Outcome:
    """``answers`` counts for each kind of reply the mails that had it once, twice, …"""

    mails: int
    submissions: int = 0
    applied: int = 0
    cards: int = 0
    kept: int = 0
    answers: dict[str, Counter[int]] = field(default_factory=dict)
    different_bytes: int = 0
    seconds: float = 0.0

    @property
    def is_good(self) -> bool:
        once_or_twice = all(set(each) <= {1, 2} for each in self.answers.values())
        counts = {self.submissions, self.applied, self.cards, self.kept, self.mails}
        return once_or_twice and len(counts) == 1 and not self.different_bytes


async def soak(
    data: Path, *, mails: int, kills: int, restarts: int, seed: int = 1, patience: float = 600
) -> Outcome:
    chance = random.Random(seed)
    data.mkdir(mode=0o700)  # noqa: ASYNC240 - nothing else runs yet
    began = time.monotonic()
    async with set_world() as world:
        server = world.mail
        await _make_schools(data, mails, world)
        waiting = [_write(server, number) for number in range(mails)]
        sent = [message_from_bytes(raw)["Message-ID"] for raw in waiting]
        restarting = set(chance.sample(range(kills), restarts))
        for number in range(kills):
            share = len(waiting) if number == kills - 1 else chance.randint(0, 2 * mails // kills)
            given, waiting = waiting[:share], waiting[share:]
            await _live_and_die(world, data, given, chance)
            if number in restarting:
                await server.stop_imap()
                await server.start_imap()
            await _approve_waiting(data)
        process = await _start(world, data)
        try:
            await _wait_for_the_end(server, data, sent, patience)
        finally:
            process.kill()
            await process.wait()
        outcome = await _count(server, data, sent)
    outcome.seconds = time.monotonic() - began
    return outcome


async def _live_and_die(
    world: World, data: Path, mails: list[bytes], chance: random.Random
) -> None:
    """Start the program, deliver these mails while it works, and kill it at a random moment.

    In one life of five that may be while it starts; in the others it works by then.
    """
    process = await _start(world, data)
    for raw in mails:
        await world.mail.deliver(raw)
    if chance.random() < 0.8:
        await _wait_until_connected(world, process)
    with suppress(TimeoutError):
        async with asyncio.timeout(chance.uniform(0.5, 5.0)):
            await process.wait()
            said = _said(data).read_text(encoding="utf-8")[-2_000:]
            raise AssertionError(f"the program ended by itself: {process.returncode}\n{said}")
    process.kill()
    await process.wait()


async def _wait_until_connected(world: World, process: Life) -> None:
    async with asyncio.timeout(120):
        while not world.mail.clients and process.returncode is None:  # noqa: ASYNC110 - as below
            await asyncio.sleep(0.05)


async def _start(world: World, data: Path) -> Life:
    life = Life("mail,chat", make_environment(make_settings(data, world)), _said(data))
    await life.start()
    return life


def _said(data: Path) -> Path:
    return data.with_suffix(".log")


def _address(school: int) -> str:
    return f"adm@school{school}.example"


def _write(server: MailServer, number: int) -> bytes:
    """A mail with a roster of its own: no two contents are equal."""
    roster = write_workbook(sample_pupils(3, seed=number))
    return write_mail(_address(number), server.user, f"lijst{number}.xlsx", roster)


async def _make_schools(data: Path, schools: int, world: World) -> None:
    async with open_database(sqlite_url(data), APPS), writing():
        librarians = [await _make_librarian(number, world) for number in range(LIBRARIANS)]
        for number in range(schools):
            school, _ = await open_school(
                f"{number:04}00", f"School {number}", _address(number), WHO
            )
            await Caretaker.create(staff=librarians[number % LIBRARIANS], school=school)


async def _make_librarian(number: int, world: World) -> Staff:
    staff = await Staff.create(name=f"Librarian {number}", role=StaffRole.LIBRARIAN)
    person = world.chat.person(1_000 + number, "Anna")
    person.send("/start")  # a chat that never began takes no message
    await ChatAccount.create(
        user_id=1_000 + number, chat_id=1_000 + number, staff=staff, linked_at=now()
    )
    return staff


async def _approve_waiting(data: Path) -> None:
    """Decide as librarians would, while the program is down or beside it."""
    async with open_database(sqlite_url(data), APPS, migrating=False):
        for plan in await Plan.filter(status=PlanStatus.WAITING).prefetch_related("submission"):
            await approve(plan.submission.reference, plan.version, WHO)


def _answers(server: MailServer, kind: str) -> dict[str, list[bytes]]:
    """The replies of a kind by the Message-ID that they answer."""
    found: dict[str, list[bytes]] = {}
    for raw in server.sent:
        if f"Subject: {REPLIES[kind]}".encode() in raw:
            found.setdefault(message_from_bytes(raw)["In-Reply-To"], []).append(raw)
    return found


async def _wait_for_the_end(
    server: MailServer, data: Path, sent: list[str], patience: float
) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(patience):
            while any(set(sent) - set(_answers(server, kind)) for kind in REPLIES):
                await _approve_waiting(data)
                await asyncio.sleep(1)
            while await _count_cards(data) < len(sent):  # noqa: ASYNC110 - another process's work
                await asyncio.sleep(1)


async def _count_cards(data: Path) -> int:
    async with open_database(sqlite_url(data), APPS, migrating=False):
        return await ApprovalCard.all().count()


async def _count(server: MailServer, data: Path, sent: list[str]) -> Outcome:
    outcome = Outcome(len(sent), cards=await _count_cards(data))
    for kind in REPLIES:
        answers = _answers(server, kind)
        outcome.answers[kind] = Counter(len(answers.get(number, [])) for number in sent)
        outcome.different_bytes += sum(len(set(each)) > 1 for each in answers.values())
    async with open_database(sqlite_url(data), APPS):
        outcome.submissions = await Submission.all().count()
        outcome.applied = await Submission.filter(status=SubmissionStatus.APPLIED).count()
        outcome.kept = await MailMessage.all().count()
    return outcome


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--restarts", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patience", type=float, default=900)
    chosen = vars(parser.parse_args())
    with tempfile.TemporaryDirectory(prefix="rosterdesk-soak-") as folder:
        outcome = asyncio.run(soak(Path(folder) / "data", **chosen))
    print(outcome)
    return 0 if outcome.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
