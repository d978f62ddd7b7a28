"""Steps and scripts of dialogs, and what they stand on: mails, files, questions, people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.bot.approval.desk import has
from tests.bot.dialogs.scenes import SECONDS, file_roster, link_guest

from rosterdesk.bot.demo.stage import wait_for, write_mail
from rosterdesk.core.applying.undo import undo
from rosterdesk.core.clock import now
from rosterdesk.core.customers.registering import add_customer, grant_uploads
from rosterdesk.core.intake.questions import ask_sender
from rosterdesk.core.models import Card, Question, Submission, SubmissionStatus
from rosterdesk.core.roster.samples import sample_pupils, write_workbook
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import SYSTEM, shell_actor
from rosterdesk.core.trail.events import librarians, record
from rosterdesk.core.trail.payloads.mails import MailMessageTaken
from rosterdesk.mailbox.models import MailMessage, MailStatus
from rosterdesk.mailbox.store.held.challenge import ask_sender as ask_owner

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.bot.dialogs.scenes import Scene

    from rosterdesk.bot.standins.botapi.people import Person
    from rosterdesk.core.models import Customer

ANNA = shell_actor("tester")


@dataclass(frozen=True, slots=True)
class Step:
    """``sees`` are words, ``shows`` a button that the person finds where all went well.

    ``asks``: from then on their words are meant to be an answer.
    """

    act: Callable[[Scene], object]
    sees: str = ""
    shows: str = ""
    asks: bool = False

    def is_done(self, scene: Scene, person: Person) -> bool:
        return scene.sees(person, self.sees, self.shows)


@dataclass(frozen=True, slots=True)
class Script:
    """A dialog: who has it, what it stands on, and its steps.

    ``sends_file``: it hands a file over, which must not be lost.
    """

    who: Callable[[Scene], Person]
    begin: Callable[[Scene], Awaitable[object]]
    steps: tuple[Step, ...]
    sends_file: bool = False


def spell(number: int) -> str:
    """Return the number in letters: a name has no digits."""
    return "".join("Abcdefghij"[int(digit)] for digit in str(number)).capitalize()


def make_file(scene: Scene) -> bytes:
    scene.serial += 1
    return write_workbook(sample_pupils(3 + scene.serial % 40, seed=scene.serial))


def make_members(scene: Scene) -> bytes:
    """Return an export of a loan system with one member, who is new each time.

    Their school sends no rosters: those would look like another school's.
    """
    scene.serial += 1
    head = "school,cardnumber,leerlingnummer,surname,firstname"
    return f"{head}\n78GH00,9{scene.serial:09},8{scene.serial:06},Vos,Tom\n".encode()


async def nothing(_: Scene) -> None:
    """Stand on what is there."""


async def empty_small(scene: Scene) -> None:
    """Undo every roster of the small school, the newest first."""
    applied = Submission.filter(school=scene.small, status=SubmissionStatus.APPLIED)
    for each in await applied.order_by("-id"):
        await undo(each.reference, ANNA, days=365)


async def ask_teacher(scene: Scene) -> None:
    """A librarian has asked the teacher something, and nothing else is open."""
    submission = await file_roster(scene)
    await Question.filter(answer=None).update(answer="–")
    question = await ask_sender(submission, f"Which year? {scene.serial}", ANNA)

    async def is_sent() -> bool:
        return await Question.filter(id=question.id, message_id__not_isnull=True).exists()

    await wait_for(is_sent, SECONDS)


def ask_anna(scene: Scene) -> Person:
    return scene.anna


def ask_boss(scene: Scene) -> Person:
    return scene.boss


def ask_marijke(scene: Scene) -> Person:
    return scene.marijke


def ask_noor(scene: Scene) -> Person:
    return scene.noor


def ask_guest(scene: Scene) -> Person:
    return scene.guest


async def find_subject(scene: Scene) -> None:
    number = await find_number(scene.subject)
    scene.boss.send(number)
    await scene.boss.expect(has("✏️ Change", number), timeout=SECONDS)


async def find_number(customer: Customer) -> str:
    card = await Card.filter(customer=customer, status="active").first()
    assert card is not None
    return card.number


async def welcome_reader(scene: Scene) -> None:
    await link_guest(scene, scene.reader)


async def welcome_stranger(scene: Scene) -> None:
    """Somebody whom nobody knows, with the card of the reader."""
    scene.serial += 1
    stranger = scene.desk.api.person(7000 + scene.serial, "Sam", language_code="en")
    stranger.chat.started = True
    scene.guests.append(stranger)
    scene.card = await find_number(scene.reader)


async def bring_mail(scene: Scene) -> None:
    """A mail of somebody unknown, which is held."""
    await _keep_mail(scene, MailStatus.HELD, trust="C")


async def bring_words(scene: Scene) -> None:
    """A mail without a roster, with words."""
    mail = await _keep_mail(scene, MailStatus.PROCESSED, words="When is it printed?")
    async with writing():
        taken = MailMessageTaken(mail=mail.id, thanks=False, findings=())
        await record(taken, SYSTEM, to=await librarians())
    await scene.anna.expect(has("Answer by mail", mail.address), timeout=SECONDS)


async def hold_roster(scene: Scene) -> MailMessage:
    """A mail with a roster, as from somebody who may send, whose address proves nothing."""
    scene.serial += 1
    address = f"juf{scene.serial}@school.example"
    numbering = scene.desk.service.library.numbering
    scene.mailer, _ = await add_customer(
        scene.school,
        ANNA,
        numbering,
        first_name="Roos",
        surname=f"Berg {spell(scene.serial)}",
        role="teacher",
        email=address,
    )
    await grant_uploads(scene.mailer, scene.school, ANNA)
    name = f"lijst{scene.serial}.xlsx"
    raw = write_mail(address, "rosters@library.example", name, make_file(scene))
    stored = await scene.desk.service.library.files.save(raw)
    facts = {"address": address, "stored": stored, "raw_gone": False, "trust": "B"}
    return await _keep_mail(scene, MailStatus.HELD, **facts)


async def ask_mailer(scene: Scene) -> None:
    """Ask the sender of a held mail in their chat whether it is theirs."""
    mail = await hold_roster(scene)
    guest = await link_guest(scene, scene.mailer)
    async with writing():
        await ask_owner(mail.id, scene.mailer, [("lijst.xlsx", 1)])
    await guest.expect(has("Yes, this mail was mine"), timeout=SECONDS)


async def _keep_mail(scene: Scene, status: MailStatus, **facts: object) -> MailMessage:
    scene.serial += 1
    usual = {
        "stored": "0" * 64,
        "raw_gone": True,
        "address": f"sam{scene.serial}@elders.example",
    }
    return await MailMessage.create(
        account="mail",
        folder="INBOX",
        uidvalidity=1,
        uid=scene.serial,
        size=1,
        arrived_at=now(),
        due_at=now(),
        judged_at=now(),
        status=status,
        **(usual | facts),
    )


async def send_file(scene: Scene) -> None:
    """A file of the teacher is up for approval, and its message is known."""
    name = f"een{scene.serial}.xlsx"
    scene.sent = scene.marijke.send_document(name, make_file(scene))

    async def is_up() -> bool:
        return await Submission.filter(file_name=name, status=SubmissionStatus.WAITING).exists()

    await wait_for(is_up, SECONDS)


def replace_file(scene: Scene) -> None:
    assert scene.sent is not None
    scene.marijke.edit(scene.sent, "", document=(f"twee{scene.serial}.xlsx", make_file(scene)))
