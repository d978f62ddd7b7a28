"""The whole product between its stand-ins, and what tests do with it again and again."""

from __future__ import annotations

import email
import email.policy
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.bot.demo.stage import Stage, wait_for, write_mail
from rosterdesk.core.customers.registering import add_customer, grant_uploads
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.customers.staff import Person as Owner
from rosterdesk.core.customers.staff import add_staff, make_link_code
from rosterdesk.core.models import School, StaffRole, Submission, SubmissionStatus
from rosterdesk.core.trail.actors import shell_actor

if TYPE_CHECKING:
    from email.message import EmailMessage

    from rosterdesk.bot.settings import Settings
    from rosterdesk.bot.standins.botapi.people import Person
    from rosterdesk.bot.standins.botapi.state.messages import Message
    from rosterdesk.core.models import Customer

WHO = shell_actor("tester")
TEACHER = "marijke@regenboog.example"


@dataclass(frozen=True, slots=True)
class Cast:
    """A school, its uploader, and two librarians with linked chats."""

    stage: Stage
    school: School
    teacher: Customer
    anna: Person
    bo: Person


async def make_school(stage: Stage) -> tuple[School, Customer]:
    school = await add_school("12AB00", "De Regenboog", WHO)
    teacher, _ = await add_customer(
        school,
        WHO,
        stage.service.library.numbering,
        first_name="Marijke",
        prefix="de",
        surname="Wit",
        email=TEACHER,
        role="teacher",
    )
    await grant_uploads(teacher, school, WHO)
    return school, teacher


async def make_cast(stage: Stage) -> Cast:
    school, teacher = await make_school(stage)
    anna = await link_staff(stage, 1001, "Anna Smit", StaffRole.LIBRARIAN)
    bo = await link_staff(stage, 1002, "Bo Jansen", StaffRole.LIBRARIAN)
    return Cast(stage, school, teacher, anna, bo)


async def link_staff(stage: Stage, number: int, name: str, role: StaffRole) -> Person:
    library = stage.service.library
    _, code = await add_staff(name, role, WHO, library.keys, hours=1)
    return await link(stage, number, name, code)


async def link_customer(stage: Stage, number: int, customer: Customer) -> Person:
    code = await make_link_code(Owner(customer=customer), WHO, stage.service.library.keys, 1)
    return await link(stage, number, customer.first_name or "", code)


async def link(stage: Stage, number: int, name: str, code: str) -> Person:
    person = stage.chat.person(number, name.partition(" ")[0])
    person.send(f"/start {code}")
    question = await person.expect("Klopt deze naam", timeout=90)
    await press(person, question, "Ja")
    await person.expect("is nu gekoppeld aan", timeout=90)
    return person


async def press(person: Person, message: Message, button: str) -> str:
    """Press the button whose label holds the text; return what the bot showed for a moment."""
    label = next(text for text in labels(message) if button in text)
    result = person.press(message, label)
    await result.wait(30)
    return result.text or ""


def labels(message: Message) -> list[str]:
    keyboard = getattr(message.content.markup, "inline_keyboard", [])
    return [button.text for row in keyboard for button in row]


def has_button(text: str):
    return lambda message: any(text in label for label in labels(message))


def make_environment(settings: Settings) -> dict[str, str]:
    """The settings as an administrator would set them, for a process of its own."""
    mail = json.loads(settings.mail.model_dump_json(exclude_none=True))
    for account, raw in zip(settings.mail.accounts, mail["accounts"], strict=True):
        raw["password"] = account.read_password()
    token = settings.read_bot_token()
    assert token is not None
    made = {
        "ROSTERDESK_DATA": str(settings.data),
        "ROSTERDESK_BOT_TOKEN": token,
        "ROSTERDESK_CHAT": settings.chat.model_dump_json(),
        "ROSTERDESK_MAIL": json.dumps(mail),
        "ROSTERDESK_PRINTING": settings.printing.model_dump_json(),
        "ROSTERDESK_WARM_READER": str(settings.warm_reader),
    }
    if settings.page.url is not None:
        made["ROSTERDESK_PAGE"] = settings.page.model_dump_json(exclude_none=True)
    if settings.database_url is not None:
        made["ROSTERDESK_DATABASE_URL"] = settings.database_url
    return made


async def mail_roster(stage: Stage, data: bytes, name: str = "leerlingen.xlsx") -> None:
    await stage.mail.deliver(write_mail(TEACHER, stage.mail.user, name, data))


async def wait_for_status(school: School, status: SubmissionStatus) -> Submission:
    async def reached() -> bool:
        return await Submission.filter(school=school, status=status).exists()

    await wait_for(reached)
    return await Submission.get(school=school, status=status)


def read_reply(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, email.message.EmailMessage)
    return message


def subject_has(text: str):
    return lambda raw: text in str(read_reply(raw)["Subject"])
