"""The headless demo: the whole job once, each step seen at its far end."""

from __future__ import annotations

import email
import email.policy
import sys
import time
from typing import TYPE_CHECKING

import aiohttp

from rosterdesk.bot.demo.page.samples import make_wrong_date
from rosterdesk.bot.demo.stage import PRINTER, add_page, set_stage, wait_for, write_mail
from rosterdesk.bot.demo.teacher import open_window
from rosterdesk.bot.program.logs import set_up_logs
from rosterdesk.core.customers.registering import add_customer, find_active_card, grant_uploads
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.customers.staff import add_staff
from rosterdesk.core.login.own_password import make_shown_password
from rosterdesk.core.models import (
    Customer,
    Membership,
    MembershipKind,
    School,
    StaffRole,
    Submission,
    SubmissionStatus,
)
from rosterdesk.core.protection.easy_words import think_up
from rosterdesk.core.roster.samples import sample_pupils, write_workbook
from rosterdesk.core.trail.actors import Actor, shell_actor
from rosterdesk.printer.reading.text import read_password, slip_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from rosterdesk.bot.demo.stage import Stage
    from rosterdesk.bot.standins.botapi.people import Person
    from rosterdesk.bot.standins.botapi.state.messages import Message
    from rosterdesk.printer.devices.owner import Printer

PUPILS = 30
MENDED = "29-02-2016"
_OWN_LENGTH = 15
TEACHER = "marijke@regenboog.example"


class NotSeenError(Exception):
    """A step did not arrive where it should; the demo has failed."""


class Narrator:
    """A narrator who says each step with the seconds since the start."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def say(self, text: str) -> None:
        print(f"{time.monotonic() - self._began:6.2f} s  {text}", flush=True)


async def play() -> int:
    """Play the job; return the exit status: 0 only if every step was seen at its far end."""
    set_up_logs()
    narrator = Narrator()
    try:
        async with set_stage(adapt=add_page) as stage:
            narrator.say("Mail server, chat, page, printer and an empty database are up, offline.")
            await _play_on(stage, narrator)
    except (NotSeenError, TimeoutError) as error:
        print(f"The demo failed: {error or 'a step took too long'}", file=sys.stderr)
        return 1
    narrator.say("Done: every step was seen where it should arrive.")
    return 0


async def _play_on(stage: Stage, narrator: Narrator) -> None:
    school = await _register(stage)
    narrator.say("Two schools; Marijke may send rosters for De Regenboog.")
    librarian = await _link_librarian(stage)
    narrator.say("Anna, librarian, linked her chat with a one-time code.")
    workbook = write_workbook(sample_pupils(PUPILS))
    await stage.mail.deliver(
        write_mail(TEACHER, stage.mail.user, "leerlingen-regenboog.xlsx", workbook)
    )
    narrator.say(f"Marijke mailed leerlingen-regenboog.xlsx: {PUPILS} pupils.")
    card = await librarian.expect(_has_button("Goedkeuren"), timeout=30)
    narrator.say("The librarian's chat shows the card:")
    _quote(card.content.text)
    await _press(stage, librarian, card, "Goedkeuren")
    narrator.say("She pressed Approve.")
    await _see_customers(school)
    narrator.say(f"{PUPILS} new customers are members of the school library.")
    button = f"Print {PUPILS} bonnen"
    card = await librarian.expect(_has_button(button), timeout=30)
    await _press(stage, librarian, card, button)
    slips = await _see_slips(stage)
    narrator.say(f"{len(slips)} slips came out of the printer. The first one:")
    _quote(slip_text(slips[0]))
    reply = await _see_reply(stage)
    narrator.say("Marijke received the answer:")
    _quote(reply)
    await _upload(stage, narrator, librarian)


async def _upload(stage: Stage, narrator: Narrator, librarian: Person) -> None:
    """Play the other way: a file on the page, mended there before the library has it."""
    teacher = await Customer.get(email=TEACHER)
    card = await find_active_card(teacher.id)
    password = await make_shown_password(teacher, shell_actor("demo"), stage.service.library)
    url = stage.service.settings.page.url
    if card is None or url is None:
        raise NotSeenError("there is no card, or no page")
    async with open_window(url) as window:
        await window.log_in(card.number, password, think_up(_OWN_LENGTH))
        await window.upload("leerlingen-regenboog.xlsx", make_wrong_date())
        await window.wait_for("Dit hebben we gelezen")
        wrong = window.find_wrong()
        if wrong is None:
            raise NotSeenError(f"no cell to mend on the page: {window.words[:200]}")
        narrator.say(f"On the page, Marijke sees that row {wrong.row} has the date {wrong.text}.")
        await window.mend(wrong, MENDED)
        if window.find_wrong() is not None:
            raise NotSeenError(f"the cell is still wrong: {window.words[:200]}")
        await window.send()
        await window.wait_for("wacht op goedkeuring")
        narrator.say("She mended it in the table and sent the file.")
        approve = await librarian.expect(_says("1 cel verbeterd"), timeout=120)
        await _press(stage, librarian, approve, "Goedkeuren")
        await window.wait_for("goedgekeurd en verwerkt")
        narrator.say("Anna's card names the correction; she approved, and Marijke sees it happen.")


def _says(words: str) -> Callable[[Message], bool]:
    return lambda message: words in message.content.text


async def _register(stage: Stage) -> School:
    desk: Actor = shell_actor("demo")
    library = stage.service.library
    school = await add_school("12AB00", "De Regenboog", desk, city="Voorbeelddam")
    await add_school("34CD00", "De Vlieger", desk, city="Voorbeelddam")
    teacher, _ = await add_customer(
        school,
        desk,
        library.numbering,
        first_name="Marijke",
        prefix="de",
        surname="Wit",
        email=TEACHER,
        role="teacher",
    )
    await grant_uploads(teacher, school, desk)
    return school


async def _link_librarian(stage: Stage) -> Person:
    library = stage.service.library
    _, code = await add_staff(
        "Anna Smit", StaffRole.LIBRARIAN, shell_actor("demo"), library.keys, hours=1
    )
    anna = stage.chat.person(1001, "Anna")
    anna.send(f"/start {code}")
    question = await anna.expect("Klopt deze naam", timeout=30)
    await _press(stage, anna, question, "Ja")
    await anna.expect("is nu gekoppeld aan", timeout=30)
    return anna


async def _press(stage: Stage, person: Person, message: Message, button: str) -> None:
    """Press over HTTP, as a chat program would tell its server."""
    url = f"{stage.chat.base_url}/control/people/{person.id}/press"
    label = next(text for text in _labels(message) if button in text)
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, json={"message_id": message.id, "button": label}) as response,
    ):
        if response.status != 200:
            raise NotSeenError(f"the button {button!r} could not be pressed")


def _has_button(label: str) -> Callable[[Message], bool]:
    return lambda message: any(label in text for text in _labels(message))


def _labels(message: Message) -> list[str]:
    markup = message.content.markup
    keyboard = getattr(markup, "inline_keyboard", [])
    return [button.text for row in keyboard for button in row]


async def _see_customers(school: School) -> None:
    async def applied() -> bool:
        return await Submission.filter(school=school, status=SubmissionStatus.APPLIED).exists()

    await wait_for(applied)
    pupils = await Customer.filter(school=school, role="pupil").count()
    members = await Membership.filter(
        customer__school=school,
        customer__role="pupil",
        kind=MembershipKind.SCHOOL_LIBRARY,
        ends_on=None,
    ).count()
    if (pupils, members) != (PUPILS, PUPILS):
        raise NotSeenError(f"{pupils} pupils and {members} memberships in the database")


async def _see_slips(stage: Stage) -> list[bytes]:
    printer = stage.service.printers[PRINTER]

    async def printed() -> bool:
        return len(_list_slips(printer)) >= PUPILS

    await wait_for(printed)
    slips = _list_slips(printer)
    if len(slips) != PUPILS:
        raise NotSeenError(f"{len(slips)} slips instead of {PUPILS}")
    return slips


def _list_slips(printer: Printer) -> list[bytes]:
    """Return what came out, without the separators between classes."""
    return [each for each in printer.output() if read_password(each)]


async def _see_reply(stage: Stage) -> str:
    raw = await stage.mail.wait_for_sent(_is_outcome, seconds=30)
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(("plain",))
    return f"{message['Subject']}\n\n{body.get_content() if body else ''}"


def _is_outcome(raw: bytes) -> bool:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    return TEACHER in str(message["To"]) and "verwerkt" in str(message["Subject"])


def _quote(text: str) -> None:
    for line in text.rstrip().splitlines():
        print(f"          | {line}")
