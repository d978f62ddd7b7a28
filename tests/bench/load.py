"""The last day before school begins: all the schools of a library send their file in one go.

``python -m tests.bench.load [--database sqlite|postgres] [--schools 400] [--pupils 300]
[--librarians 10] [--paced] [--polling 10]``: half of the files come by mail and half by chat;
librarians approve each card as it comes and ask for its slips. The program runs in a process of its
own; the mail server, the Bot API stand-in and everybody who uses them are in this one, on the same
machine.
``--paced`` keeps to Telegram's limits (30 messages a second, one a second in a chat). ``--polling``
adds the page, and so many printers that ask it for work every two seconds; 0 adds the page alone.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import sys
import tempfile
import time
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.national import make_people
from tests.bench.polling import add_printers, keep_asking
from tests.bench.serving import print_line, serve
from tests.core.worlds import open_school
from tests.postgres import run_postgres

from rosterdesk.bot.demo.stage import make_settings, set_world, write_mail
from rosterdesk.bot.models import ChatAccount
from rosterdesk.bot.program.database import APPS
from rosterdesk.bot.standins.botapi.flood import FREE, WRITING
from rosterdesk.core.clock import now
from rosterdesk.core.models import Caretaker, Event, Slip, Staff, StaffRole
from rosterdesk.core.roster.samples import write_workbook
from rosterdesk.core.storage.database import open_database, sqlite_url, writing

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import AsyncIterator, Iterable, Sequence

    from rosterdesk.bot.demo.stage import World
    from rosterdesk.bot.standins.botapi.people import Person

DESKS = 20  # they ask /status in turn: a chat takes one message a second
ASK_SECONDS = 0.25
LOOK_SECONDS = 0.1  # how soon a librarian sees a card
SENDER, LIBRARIAN, DESK = 100_000, 200_000, 300_000  # the chat accounts of each begin here
RECEIVED = "submission.received"
STATIONS = {
    RECEIVED: "received",
    "plan.made": "plan made",
    "plan.approved": "approved",
    "plan.applied": "applied",
    "slips.requested": "slips queued",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question: when it was asked, by the clock, and how long it took."""

    asked: float
    seconds: float


@dataclass(slots=True)
class Cast:
    senders: list[Person] = field(default_factory=list)
    librarians: list[Person] = field(default_factory=list)
    desks: list[Person] = field(default_factory=list)


async def load(folder: Path, url: str, chosen: Namespace) -> None:
    data = folder / "data"
    data.mkdir(mode=0o700)
    files = write_files(chosen.schools, chosen.pupils)
    async with set_world() as world:
        async with open_database(url, APPS), writing():
            cast = await make_cast(world, chosen.schools, chosen.librarians)
        answers: list[Answer] = []
        settings = make_settings(data, world).model_copy(update={"database_url": url})
        parts, polls = "mail,chat", list[float]()
        if chosen.polling is not None:
            settings, parts = add_printers(chosen.polling)(settings), "mail,chat,page"
        async with serve(data, world, parts, settings=settings, unpaced=not chosen.paced) as fared:
            began = time.time()
            async with in_the_background(
                *(keep_asking(settings, n, polls) for n in range(chosen.polling or 0)),
                *(approve_all(librarian) for librarian in cast.librarians),
                ask_status(cast.desks, answers),
                send_all(world, cast, files),
            ):
                await wait_until_done(url, chosen)
        received = await report(url, began)
        written = [each for each in world.chat.calls if is_message(each.method)]
    coming_in = [each.seconds for each in answers if each.asked <= began + received]
    later = [each.seconds for each in answers if each.asked > began + received]
    print_line("/status while files came", coming_in, "ms", 1_000)
    print_line("/status from then on", later, "ms", 1_000)
    if polls:
        print_line("a poll of a printer", polls, "ms", 1_000)
    print_line("event loop late", fared.late, "ms", 1_000)
    said = len(written) - len(answers)
    print(f"{'messages in chat':>22} {said} beside {len(answers)} answers to /status,", end=" ")
    print(f"{len(world.mail.sent)} mails")
    print(
        f"{'service':>22} {fared.service_mb:.0f} MB at its peak, {fared.service_seconds:.0f} s of a"
        f" processor; reader {fared.reader_mb:.0f} MB, {fared.reader_seconds:.0f} s"
    )


def is_message(method: str) -> bool:
    """Return whether Telegram's limits count the call."""
    return method.startswith(WRITING) and method not in FREE


def write_files(schools: int, pupils: int) -> list[bytes]:
    people = make_people()
    return [write_workbook(people.draw(pupils, school)) for school in range(1, schools + 1)]


async def make_cast(world: World, schools: int, librarians: int) -> Cast:
    """Make the schools with a sender each, and who decides; every other sender has a chat."""
    cast = Cast()
    caring = []
    for number in range(librarians):
        staff = await Staff.create(name=f"Librarian {number}", role=StaffRole.LIBRARIAN)
        cast.librarians.append(await link(world, LIBRARIAN + number, staff=staff))
        caring.append(staff)
    for number in range(DESKS):
        staff = await Staff.create(name=f"Desk {number}", role=StaffRole.DESK)
        cast.desks.append(await link(world, DESK + number, staff=staff))
    for number in range(schools):
        school, sender = await open_school(
            f"{number:04}00", f"School {number}", write_address(number)
        )
        await Caretaker.create(staff=caring[number % librarians], school=school)
        if number % 2:
            cast.senders.append(await link(world, SENDER + number, customer=sender))
    return cast


async def link(world: World, number: int, **owner: object) -> Person:
    person = world.chat.person(number, "Anna")
    person.chat.started = True
    facts = {"user_id": number, "chat_id": number, "language": "en", "digest_on": None}
    await ChatAccount.create(**facts, linked_at=now(), **owner)
    return person


def write_address(school: int) -> str:
    return f"adm@school{school}.example"


@asynccontextmanager
async def in_the_background(*works) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            if task.done():
                task.result()
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def send_all(world: World, cast: Cast, files: Sequence[bytes]) -> None:
    senders = iter(cast.senders)
    for number, data in enumerate(files):
        name = f"lijst{number}.xlsx"
        if number % 2:
            next(senders).send_document(name, data)
        else:
            raw = write_mail(write_address(number), world.mail.user, name, data)
            await world.mail.deliver(raw)


async def approve_all(librarian: Person) -> None:
    """Press what decides, and then what prints, under each card as soon as it is there."""
    pressed: set[tuple[int, int]] = set()
    while True:
        for message in librarian.messages:
            seen = (message.id, message.revision)
            label = next((b for b in message.buttons if b.startswith(("✅ Appr", "🖨 Pri"))), None)
            if label and seen not in pressed and not message.deleted:
                pressed.add(seen)
                librarian.press(message, label)
        await asyncio.sleep(LOOK_SECONDS)


async def ask_status(desks: Iterable[Person], answers: list[Answer]) -> None:
    """Ask at a steady pace, however long the answers take."""
    asked = set()
    for desk in itertools.cycle(desks):
        asking = asyncio.create_task(ask_once(desk, answers))
        asked.add(asking)
        asking.add_done_callback(asked.discard)
        await asyncio.sleep(ASK_SECONDS)


async def ask_once(desk: Person, answers: list[Answer]) -> None:
    asked = time.time()
    desk.send("/status")
    await desk.expect("Now", timeout=600)
    answers.append(Answer(asked, time.time() - asked))


async def wait_until_done(url: str, chosen: Namespace) -> None:
    async with open_database(url, APPS, migrating=False):
        with suppress(TimeoutError):
            async with asyncio.timeout(chosen.patience):
                while await count_done() < chosen.schools:  # noqa: ASYNC110 - another process's work
                    await asyncio.sleep(1)


async def count_done() -> int:
    return await Event.filter(kind="slips.requested").count()


async def report(url: str, began: float) -> float:
    """Print when what was done; return after how many seconds all files were received."""
    received = 0.0
    async with open_database(url, APPS, migrating=False):
        for kind, name in STATIONS.items():
            found = await Event.filter(kind=kind).values_list("at", flat=True)
            seconds = sorted(at.timestamp() - began for at in found)
            if seconds:
                middle = seconds[len(seconds) // 2]
                print(f"{name:>22} {len(seconds)}: half by {middle:.1f} s, all by", end=" ")
                print(f"{seconds[-1]:.1f} s")
            if kind == RECEIVED:
                received = seconds[-1]
        print(f"{'slips':>22} {await Slip.all().count():,} in the queue")
    return received


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--schools", type=int, default=400)
    parser.add_argument("--pupils", type=int, default=300)
    parser.add_argument("--librarians", type=int, default=10)
    parser.add_argument("--paced", action="store_true", help="keep to Telegram's limits")
    parser.add_argument("--polling", type=int, help="printers that ask for work")
    parser.add_argument("--patience", type=float, default=1_200, help="seconds")
    chosen = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rosterdesk-load-")))
        url = sqlite_url(folder / "data")
        if chosen.database == "postgres":
            url = stack.enter_context(run_postgres(("-c", "fsync=on")))
        pace = "Telegram's pace" if chosen.paced else "no pace"
        print(
            f"{chosen.schools} schools x {chosen.pupils} pupils, {chosen.librarians} librarians,"
            f" {chosen.database}, {pace}",
            flush=True,
        )
        asyncio.run(load(folder, url, chosen))
    return 0


if __name__ == "__main__":
    sys.exit(main())
