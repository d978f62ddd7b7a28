"""The consequences of a believed mail: rosters are received, or its words taken as an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.core.clock import today
from rosterdesk.core.intake.questions import answer_question, filter_open
from rosterdesk.core.intake.receiving import Arrival, Received, receive
from rosterdesk.core.intake.together import END, LEFT_OUT
from rosterdesk.core.models import LIBRARY, Channel, Delivery, Destination, Question, Recipient
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import (
    MailTaken,
    MailUnusable,
    QuestionAnswered,
    QuestionAsked,
    read_payload,
)
from rosterdesk.mailbox.answers.accompanying import read_accompanying
from rosterdesk.mailbox.answers.people import leave_out_people
from rosterdesk.mailbox.answers.quoting import cut_quoted
from rosterdesk.mailbox.answers.signing import list_names, name_writer
from rosterdesk.mailbox.files.ends import CUT_OFF, NO_END
from rosterdesk.mailbox.models import MailMessage, SentReply
from rosterdesk.mailbox.store.taken.messages import is_message, pass_on

if TYPE_CHECKING:
    from rosterdesk.core.models import Customer, School, Trust
    from rosterdesk.core.protection.files import FileStore
    from rosterdesk.core.trail.actors import Actor
    from rosterdesk.mailbox.files.parsed import ParsedMail
    from rosterdesk.mailbox.settings import MailSettings

_ABOUT_ENDS = {CUT_OFF, NO_END}


@dataclass(frozen=True, slots=True)
class Believed:
    """A mail of which it is clear who sent it and for which school."""

    mail_id: int
    parsed: ParsedMail
    sender: Customer
    school: School
    trust: Trust
    actor: Actor


async def take_mail(mail: Believed, files: FileStore, settings: MailSettings) -> int:
    """Receive its rosters and answer all of them in one reply; return how many there were.

    A mail without any may be the answer to a librarian's question; if it is not, its sender is
    told how to do it. Call it inside ``writing()``.
    """
    arrived_at = (await MailMessage.get(id=mail.mail_id)).arrived_at
    note = read_note(mail.parsed, name_writer(mail.sender, [mail.school], mail.parsed.sender_name))
    received = [
        await receive(
            Arrival(
                school=mail.school,
                file_name=attachment.name,
                data=attachment.data,
                channel=Channel.MAIL,
                trust=mail.trust,
                actor=mail.actor,
                sender=mail.sender,
                sender_name=f"{mail.parsed.sender_name} <{mail.parsed.sender}>".strip(),
                note=note,
                origin=_name_origin(mail, is_last=attachment is mail.parsed.rosters[-1]),
                charset=attachment.charset,
                arrived_at=arrived_at,
                tell=tell_library(settings),
            ),
            files,
        )
        for attachment in mail.parsed.rosters
    ]
    if received:
        await _answer_taken(mail, received)
    elif await _take_answer(mail):
        pass
    elif is_message(mail.parsed):
        await pass_on(mail.mail_id, mail.parsed, mail.sender, mail.actor, silent=False)
    else:
        await _tell_unusable(mail)
    return len(received)


def _name_origin(mail: Believed, *, is_last: bool) -> dict[str, int | str]:
    unread, findings = mail.parsed.unread, mail.parsed.findings
    end = next((each for each in (CUT_OFF, NO_END) if each in findings and is_last), None)
    return {
        "mail": mail.mail_id,
        **({LEFT_OUT: unread} if unread else {}),
        **({END: end} if end else {}),
    }


def read_note(parsed: ParsedMail, names: frozenset[str]) -> str:
    """Return the subject, and the words beside the roster where they say something.

    A roster that stands in the text is no word about it.
    """
    words = read_accompanying(parsed.text, names, today())
    pasted = any(each.pasted for each in parsed.rosters)
    return "\n".join(filter(None, [parsed.subject, "" if pasted else words]))


def tell_library(settings: MailSettings) -> tuple[Destination, ...]:
    """Return who hears of each submission, where the library has an address for that."""
    return ((Channel.MAIL, LIBRARY),) if settings.notice_address else ()


async def _answer_taken(mail: Believed, received: list[Received]) -> None:
    event = await record(
        MailTaken(
            mail=mail.mail_id,
            files=tuple((each.submission.id, each.repeated) for each in received),
            findings=tuple(each for each in mail.parsed.findings if each in _ABOUT_ENDS),
            left_out=mail.parsed.left_out,
            names=tuple(each.name for each in mail.parsed.rosters),
        ),
        mail.actor,
        submission=received[0].submission,
        customer_id=mail.sender.id,
        to=_sender_of(mail),
    )
    await MailMessage.filter(id=mail.mail_id).update(taken_event=event.id)


async def _tell_unusable(mail: Believed) -> None:
    await record(
        MailUnusable(
            mail=mail.mail_id,
            findings=mail.parsed.findings or ("no_attachment",),
            left_out=mail.parsed.left_out,
        ),
        mail.actor,
        customer_id=mail.sender.id,
        school_id=mail.school.id,
        to=_sender_of(mail),
    )


def _sender_of(mail: Believed) -> list[Destination]:
    return [(Channel.MAIL, Recipient.customer(mail.sender.id))]


async def _take_answer(mail: Believed) -> bool:
    """Take the words as the answer to a librarian's question, where one is open."""
    question = await _find_question(mail)
    text = cut_quoted(mail.parsed.text)
    if question is None or not text:
        return False
    shown = leave_out_people(text, list_names(mail.parsed.sender_name), today())
    return await answer_question(question, shown, mail.actor)


async def _find_question(mail: Believed) -> Question | None:
    """Find it by the mail that asked it, or by the reference that stands in its subject."""
    asked = await (
        filter_open().filter(submission__sender_id=mail.sender.id).prefetch_related("submission")
    )
    replied = await _find_asked(mail.parsed)
    by_thread = next((each for each in asked if each.id in replied), None)
    by_subject = next((q for q in asked if q.submission.reference in mail.parsed.subject), None)
    return by_thread or by_subject


async def _find_asked(parsed: ParsedMail) -> set[int]:
    """Return the questions that stood in the mails of ours to which this one is an answer."""
    sent = await SentReply.filter(message_id__in=[*parsed.in_reply_to, *parsed.references])
    deliveries = await Delivery.filter(id__in=[each.delivery_id for each in sent]).prefetch_related(
        "event"
    )
    said = (read_payload(delivery.event) for delivery in deliveries)
    return {each.question for each in said if isinstance(each, QuestionAsked | QuestionAnswered)}
