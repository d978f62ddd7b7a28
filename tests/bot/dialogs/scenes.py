"""A desk on which dialogs are played: who is there, and what is seen since a moment."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.bot.approval.desk import WHO, has, open_desk
from tests.printer.machines.machine import Machine
from tests.printer.machines.models import EPSON
from tests.printer.machines.wires import TcpMachine

from rosterdesk.bot.chat.rights_page import list_rights
from rosterdesk.bot.models import ChatAccount
from rosterdesk.core.customers.registering import grant_uploads
from rosterdesk.core.login.own_password import choose_own_password, prepare_own_password
from rosterdesk.core.models import LoginFailures, Staff, StaffRole, Submission, SubmissionStatus
from rosterdesk.core.slips.queue import resume
from rosterdesk.printer.setup import places

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.bot.approval.desk import Desk

    from rosterdesk.bot.standins.botapi.people import Person
    from rosterdesk.bot.standins.botapi.state.messages import Message
    from rosterdesk.bot.standins.botapi.state.queries import CallbackResult
    from rosterdesk.core.models import Customer, School

SECONDS = 300  # a run by hand has time; the suite has its own limit
PRINTER = "balie"
OWN = "drie kikkers op een ladder"
AGAIN = "Something went wrong"
SORRY = (
    AGAIN,
    "It was done, but telling you",
    "Er ging bij ons iets mis",
    "This file is larger than",
)


@dataclass(slots=True)
class Scene:
    """Everybody, and what changes from case to case; ``mark`` is the newest revision before a step.

    ``serial`` makes names and files differ between cases.
    """

    desk: Desk
    school: School
    other: School
    teacher: Customer
    boss: Person
    anna: Person
    marijke: Person  # sends for one school
    noor: Person  # sends for two
    reader: Customer  # has a password
    subject: Customer  # is changed by staff
    serial: int = 0
    mark: int = 0
    card: str = ""
    submission: Submission | None = None
    sent: Message | None = None  # the file that is replaced
    pressed: CallbackResult | None = None
    clerk: Staff | None = None  # is removed
    code: str = ""  # links a chat to the clerk
    job: str = ""  # whose slips wait
    mailer: Customer | None = None  # whose mail is held
    small: School | None = None  # has nobody, but for what is approved and undone
    machines: tuple[str, ...] = ()  # addresses of printers that are set up
    buttons: set[str] = field(default_factory=set)  # that were pressed, as the rights name them
    begun: set[str] = field(default_factory=set)  # steps of dialogs in which somebody was
    guests: list[Person] = field(default_factory=list)

    @property
    def guest(self) -> Person:
        """The chat that this case alone has."""
        return self.guests[-1]

    @property
    def reference(self) -> str:
        assert self.submission is not None
        return self.submission.reference

    def begin_step(self) -> None:
        self.mark = self.desk.api.world.revision
        self.pressed = None

    def fresh(self, person: Person) -> list[Message]:
        """Return what the bot wrote or changed in the person's chat since the mark."""
        return [
            each
            for each in person.messages
            if each.revision > self.mark and each.sender.is_bot and not each.deleted
        ]

    def sees(self, person: Person, words: str = "", label: str = "") -> bool:
        fits = has(label, words) if label else lambda m: words in m.words
        return any(fits(each) for each in self.fresh(person))

    def press(self, person: Person, label: str, words: str = "") -> None:
        """Press the newest button with that label."""
        shown = [m for m in person.messages if not m.deleted and has(label, words)(m)]
        message = shown[-1]
        button = next(each for row in message.keyboard for each in row if label in each.text)
        self.pressed = person.press_button(message, button)
        self.buttons.add(name_button(button.callback_data or ""))

    def is_told(self, person: Person) -> bool:
        """Return whether the person reads that it went wrong."""
        said = (self.pressed.text or "") if self.pressed and self.pressed.answered else ""
        apologies = any(self.sees(person, each) for each in SORRY)
        return apologies or bool(said)

    def is_apologised(self, person: Person) -> bool:
        """Return whether the person reads that they should try it again."""
        said = (self.pressed.text or "") if self.pressed and self.pressed.answered else ""
        return AGAIN in said or self.sees(person, AGAIN)

    async def settle(self) -> None:
        """Return when every update was handled: confirmed, as its handler ended."""

        api = self.desk.api
        await api.wait_until(lambda: api.pending_updates == 0 or None, timeout=SECONDS)


def name_button(data: str) -> str:
    """Return the name of that button in the table of rights."""
    prefix, _, rest = data.partition(":")
    named = f"{prefix}:{rest.partition(':')[0]}"
    return named if named in list_rights() else prefix


@asynccontextmanager
async def open_scene(data: Path) -> AsyncIterator[Scene]:
    """Everybody, with a page to log in on and two printers on the network to be set up."""
    places._LISTENING = 0.1  # no printer announces itself here
    with TcpMachine(Machine(EPSON)) as one, TcpMachine(Machine(EPSON)) as two:
        async with open_desk(data, page=True, profiles={"zaal": "width=80"}) as desk:
            scene = await set_scene(desk)
            scene.machines = tuple(each.place.removeprefix("tcp://") for each in (one, two))
            yield scene


async def set_scene(desk: Desk) -> Scene:
    boss = await desk.staff("Els Baas", StaffRole.ADMINISTRATOR)
    anna = await desk.staff("Anna Smit")
    school, other = (
        await desk.school("12AB00", "De Regenboog"),
        await desk.school("34CD00", "Linde"),
    )
    teacher = await desk.teacher(school)
    marijke = await desk.sender(teacher, 2001)
    both = await desk.teacher(school)
    await grant_uploads(both, other, WHO)
    noor = await desk.sender(both, 2002)
    reader = await desk.teacher(school)
    hashed = await prepare_own_password(reader, OWN, desk.service.library)
    await choose_own_password(reader, hashed, OWN)
    subject = await desk.teacher(school)
    scene = Scene(desk, school, other, teacher, boss, anna, marijke, noor, reader, subject)
    scene.small = await desk.school("56EF00", "Olm")
    await desk.school("78GH00", "Iep")  # whose members are taken over
    return scene


async def file_roster(scene: Scene) -> Submission:
    """Have a roster of the teacher up for approval, the one of before where it still is."""
    found = scene.submission
    if found is not None and found.school_id == scene.school.id:
        await found.refresh_from_db()
        if found.status is SubmissionStatus.WAITING:
            return found
    scene.serial += 1
    scene.submission = await scene.desk.file(
        scene.school, 3 + scene.serial % 40, sender=scene.teacher
    )
    reference = scene.submission.reference
    await scene.anna.expect(has("✅ Approve", reference), timeout=SECONDS)
    await scene.submission.refresh_from_db()
    return scene.submission


async def link_guest(scene: Scene, customer: Customer) -> Person:
    scene.serial += 1
    guest = await scene.desk.sender(customer, 5000 + scene.serial)
    scene.guests.append(guest)
    return guest


async def calm_down(scene: Scene) -> None:
    """Leave every dialog; everybody is reached again, and nobody has guessed a password."""
    await LoginFailures.all().delete()
    await resume(PRINTER, WHO)
    await Staff.filter(name="Anna Smit").update(role=StaffRole.LIBRARIAN)
    scene.desk.api.world.faults.clear()
    await ChatAccount.all().update(reachable=True)
    people = [scene.boss, scene.anna, scene.marijke, scene.noor, *scene.guests[-1:]]
    scene.begin_step()
    for person in people:
        person.send("/cancel")
    await scene.settle()
    await ChatAccount.all().update(reachable=True)
