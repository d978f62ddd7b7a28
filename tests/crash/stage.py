"""The surroundings of the program, and the library that works with it."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from tests.bot.page.test_two_processes import balance
from tests.bot.stages import make_environment
from tests.core.worlds import open_school
from tests.crash.desk import Desk, Paper
from tests.crash.ledger import Ledger
from tests.crash.looking import Look
from tests.crash.machines import Commands, Machine
from tests.crash.people import Hand, Librarian, Mood
from tests.crash.rosters import Class
from tests.crash.teachers import Teacher, seat
from tests.ports import find_free_port
from tests.printer.virtual import VirtualPrinter

from rosterdesk.bot.demo.stage import World, make_settings, set_world
from rosterdesk.bot.demo.teacher import open_window
from rosterdesk.bot.models import ChatAccount
from rosterdesk.bot.page_settings import PageSettings
from rosterdesk.bot.program.database import APPS
from rosterdesk.core.approval.settings import ApprovalSettings
from rosterdesk.core.clock import now
from rosterdesk.core.models import Customer, Staff, StaffRole
from rosterdesk.core.storage.database import open_database, sqlite_url
from rosterdesk.core.trail.actors import shell_actor
from rosterdesk.printer.settings import PrinterSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from rosterdesk.bot.settings import Settings
    from rosterdesk.bot.standins.botapi.people import Person

WHO = shell_actor("crash")
# Files of a few pupils that come and go would stop at each guard, and nobody could be erased.
_POLICY = {
    "grace_days": 0,
    "leaving_percent": 100,
    "partial_count": 1000,
    "wrong_school_percent": 0,
    "shifted_percent": 100,
    "renumbered_percent": 100,
}
_LIBRARIANS, _DESK, _UPLOADERS = 1000, 1100, 2000


@dataclass
class Scene:
    """The whole of it. ``machines`` are the processes, ``look`` is how to see their database."""

    world: World
    data: Path
    url: str
    ledger: Ledger
    machines: list[Machine]
    commands: Commands
    paper: Paper
    look: Look
    mood: Mood
    classes: list[Class]
    uploaders: list[Person] = field(default_factory=list)
    librarians: list[Librarian] = field(default_factory=list)
    teachers: list[Teacher] = field(default_factory=list)
    desk: Desk | None = None


@asynccontextmanager
async def set_scene(
    folder: Path, url: str | None, *, processes: int, schools: int, seed: int
) -> AsyncIterator[Scene]:
    """``url`` is an empty PostgreSQL database; without one, SQLite in the data folder."""
    data = folder / "data"
    data.mkdir(mode=0o700, parents=True)
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(set_world())
        printers = {
            f"desk{number}": stack.enter_context(VirtualPrinter()) for number in range(processes)
        }
        port, *backends = (find_free_port() for _ in range(processes + 1))
        page = f"http://localhost:{port}"
        await stack.enter_async_context(balance(folder, port, backends))
        environments = [
            make_environment(_make_settings(data, world, url, name, printer, page, backend))
            for (name, printer), backend in zip(printers.items(), backends, strict=True)
        ]
        machines = [
            Machine(environment, folder / f"said-{number}.log")
            for number, environment in enumerate(environments)
        ]
        scene = Scene(
            world,
            data,
            url or sqlite_url(data),
            Ledger(),
            machines,
            Commands(environments[0], folder / "said-by-commands.log"),
            Paper(printers),
            Look(url or sqlite_url(data)),
            Mood(),
            [Class(number, Random(f"{seed}/{number}")) for number in range(schools)],
        )
        async with open_database(scene.url, APPS):
            await _fill(scene, seed)
            for teacher in await Customer.filter(role="teacher").order_by("id"):
                window = await stack.enter_async_context(open_window(page))
                scene.teachers.append(await seat(window, data, teacher))
        yield scene


def _make_settings(
    data: Path,
    world: World,
    url: str | None,
    name: str,
    printer: VirtualPrinter,
    page: str,
    port: int,
) -> Settings:
    made = make_settings(data, world)
    # Longer than the usual of the stand-in: this machine does much else meanwhile.
    address = f"tcp://127.0.0.1:{printer.port}?timeout=5&patience=20&fastest=999999"
    return made.model_copy(
        update={
            "database_url": url,
            "warm_reader": False,
            "page": PageSettings(url=page, port=port, on_slips=False, session_hours=72),
            "printing": PrinterSettings(printers={name: address}),
            "chat": made.chat.model_copy(
                update={"approvals": ApprovalSettings(digest_hour=None)},
            ),
            "mail": made.mail.model_copy(update={"replies_per_sender_per_day": 100_000}),
        }
    )


async def _fill(scene: Scene, seed: int) -> None:
    for number in range(2):
        hand = await _employ(scene, _LIBRARIANS + number, f"Librarian {number}", "librarian")
        scene.librarians.append(Librarian(hand, Random(f"{seed}/librarian{number}"), scene.mood))
    hand = await _employ(scene, _DESK, "Dirk", "desk")
    scene.desk = Desk(hand, Random(f"{seed}/desk"), scene.paper, scene.look, scene.mood)
    for each in scene.classes:
        scene.uploaders.append(await _open_school(scene, each.school))


async def _employ(scene: Scene, user: int, name: str, role: str) -> Hand:
    staff = await Staff.create(name=name, role=StaffRole(role))
    person = await _link(scene, user, name, staff=staff)
    return Hand(scene.world.chat, person, scene.ledger)


async def _open_school(scene: Scene, number: int) -> Person:
    _, teacher = await open_school(
        f"{number:04}00", name_school(number), address_of(number), WHO, policy=_POLICY
    )
    return await _link(scene, _UPLOADERS + number, "Anna", customer=teacher)


async def _link(scene: Scene, user: int, name: str, **owner: object) -> Person:
    person = scene.world.chat.person(user, name)
    person.chat.started = True
    await ChatAccount.create(user_id=user, chat_id=user, language="nl", linked_at=now(), **owner)
    return person


def name_school(number: int) -> str:
    return f"School {number:02}"


def address_of(school: int) -> str:
    return f"adm@school{school}.example"
