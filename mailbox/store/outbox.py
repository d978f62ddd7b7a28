from __future__ import annotations

from collections.abc import Awaitable, Callable
from mimetypes import guess_type
from typing import TYPE_CHECKING, Any

from rosterdesk.core.actors import SYSTEM, Actor
from rosterdesk.core.clock import now
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.events import (
    Kind,
    claim_deliveries,
    keep_envelope,
    mark_failed,
    mark_sent,
)
from rosterdesk.core.language import N_, Language
from rosterdesk.core.models import Channel, Customer, Delivery, Event, Question, Submission
from rosterdesk.core.roster.answers import say_refusal
from rosterdesk.core.roster.model import Refusal
from rosterdesk.core.usecases.remarks import has_remarks
from rosterdesk.mailbox.compose import Enclosure, Letterhead, Thread, freeze, make_message_id
from rosterdesk.mailbox.models import MailMessage
from rosterdesk.mailbox.ports import OutgoingMail
from rosterdesk.mailbox.replies import ReplyKind, ReplyValues, compose_reply, phrases

if TYPE_CHECKING:
    from rosterdesk.core.protection.files import FileStore

_KINDS = {
    Kind.SUBMISSION_RECEIVED: ReplyKind.RECEIVED,
    Kind.SUBMISSION_REPEATED: ReplyKind.DUPLICATE,
    Kind.SUBMISSION_REFUSED: ReplyKind.REFUSED,
    Kind.SUBMISSION_NEEDS_MAPPING: ReplyKind.QUESTION,
    Kind.PLAN_MADE: ReplyKind.WAITING,  # only where something must be mended
    Kind.PLAN_APPLIED: ReplyKind.APPLIED,
    Kind.PLAN_REJECTED: ReplyKind.REJECTED,
    Kind.PLAN_UNDONE: ReplyKind.UNDONE,
    Kind.QUESTION_ASKED: ReplyKind.QUESTION,
    Kind.MAIL_UNUSABLE: ReplyKind.REFUSED,
}


_WITH_REMARKS = (ReplyKind.WAITING, ReplyKind.QUESTION)
_MOST_BYTES = 5_000_000  # more is refused by many a school's mail server

GiveRemarks = Callable[[Submission, Actor, Language], Awaitable[tuple[str, bytes]]]


class DatabaseOutbox:
    """`ports.MailOutbox` on the deliveries of the channel mail.

    A reply is composed once and its bytes are kept until it is sent, so that a second attempt
    is the same mail to the recipient's server, Message-ID included.
    """

    def __init__(
        self,
        files: FileStore,
        letterhead: Letterhead,
        default: Language,
        give_remarks: GiveRemarks | None = None,
    ) -> None:
        self._files = files
        self._letterhead = letterhead
        self._default = default
        self._give_remarks = give_remarks

    async def claim(self) -> OutgoingMail | None:
        while True:
            claimed = await claim_deliveries(Channel.MAIL, limit=1)
            if not claimed:
                return None
            mail = await self._prepare(claimed[0])
            if mail is not None:
                return mail
            await mark_sent(claimed[0])  # nothing to say, or nobody who may be answered

    async def sent(self, mail: OutgoingMail) -> None:
        delivery = await Delivery.get(id=mail.id)
        await mark_sent(delivery)
        await self._files.delete(delivery.envelope["message"])

    async def failed(self, mail: OutgoingMail, reason: str, *, permanent: bool) -> None:
        del reason  # it is logged; it may hold an address
        await mark_failed(await Delivery.get(id=mail.id), permanent=permanent)

    async def _prepare(self, delivery: Delivery) -> OutgoingMail | None:
        if not delivery.envelope:
            envelope = await self._compose(delivery.event, delivery.recipient)
            if envelope is None:
                return None
            await keep_envelope(delivery, envelope)
        message = await self._files.load(delivery.envelope["message"])
        return OutgoingMail(delivery.id, delivery.envelope["to"], message, delivery.attempts)

    async def _compose(self, event: Event, recipient: str) -> dict[str, Any] | None:
        answered = await _find_mail(event) or await _find_address(event, recipient)
        kind = _KINDS.get(Kind(event.kind))
        if kind is None or answered is None or answered.silence or not answered.address:
            return None
        if kind is ReplyKind.WAITING and not _count_errors(event):
            return None
        language = Language(answered.language) if answered.language else self._default
        enclosures = await self._enclose(event, kind, language)
        reply = compose_reply(
            kind,
            language,
            await _fill(event, language, marked=bool(enclosures)),
            letterhead=self._letterhead,
            to=answered.address,
            message_id=make_message_id(self._letterhead),
            date=now(),
            thread=_thread(answered),
            enclosures=enclosures,
        )
        return {"to": answered.address, "message": await self._files.save(freeze(reply))}

    async def _enclose(self, event: Event, kind: ReplyKind, language: Language) -> list[Enclosure]:
        """Return the sender's own file with remarks, only where the library lets it be mailed."""
        submission: Submission | None = event.submission
        if self._give_remarks is None or submission is None or kind not in _WITH_REMARKS:
            return []
        if not has_remarks(submission):
            return []
        try:
            name, data = await self._give_remarks(submission, SYSTEM, language)
        except RosterdeskError:  # gone by now, or too large: the words of the reply are enough
            return []
        media_type = guess_type(name)[0] or "application/octet-stream"
        return [Enclosure(name, data, media_type)] if len(data) <= _MOST_BYTES else []


def _thread(answered: MailMessage) -> Thread | None:
    if answered.message_id is None:
        return None
    return Thread(answered.message_id, tuple(answered.references.split()))


async def _find_mail(event: Event) -> MailMessage | None:
    submission: Submission | None = event.submission
    number = event.data.get("mail") or (submission.origin.get("mail") if submission else None)
    return await MailMessage.get_or_none(id=number) if number else None


async def _find_address(event: Event, recipient: str) -> MailMessage | None:
    """Return where to write to a sender whom the chat no longer reaches: there is no mail yet."""
    submission: Submission | None = event.submission
    kind, _, number = recipient.partition(":")
    if submission is None or submission.channel is not Channel.CHAT or kind != "customer":
        return None
    customer = await Customer.get_or_none(id=int(number))
    if customer is None or not customer.email:
        return None
    return MailMessage(address=customer.email, language=customer.language)


async def _ask(event: Event) -> tuple[str, ...]:
    """Return the words of a question: they are not in the event, which is for ever."""
    number = event.data.get("question")
    question = await Question.get_or_none(id=number) if number else None
    return (question.text,) if question else ()


def _count_errors(event: Event) -> int:
    submission: Submission | None = event.submission
    return submission.answer.get("errors", 0) if submission else 0


def _say_remarks(event: Event, language: Language, *, marked: bool) -> tuple[str, ...]:
    """Return how many there are and where they can be read: no reply itself names a pupil."""
    count = _count_errors(event)
    if not count or _KINDS.get(Kind(event.kind)) not in _WITH_REMARKS:
        return ()
    counted = phrases.say_many(
        language, count, "{count} remark needs mending.", "{count} remarks need mending."
    )
    where = (
        N_("The rows with a remark are in the attached file; its last column says what to do.")
        if marked
        else N_("The library's chat gives you your file with the remarks; or ask the library.")
    )
    return (counted, phrases.say(language, where))


async def _fill(event: Event, language: Language, *, marked: bool) -> ReplyValues:
    submission: Submission | None = event.submission
    data = event.data
    refused = data.get("refused")
    sentences = (
        (say_refusal(Refusal(refused, data.get("values", {})), language),) if refused else ()
    )
    return ReplyValues(
        reference=submission.reference if submission else None,
        file_name=submission.file_name if submission else None,
        school=submission.school.name if submission else None,
        counts=data.get("counts", {}),
        sentences=(
            *sentences,
            *await _ask(event),
            *_say_remarks(event, language, marked=marked),
        ),
        advice=tuple(data.get("findings", ())),
        reason=data.get("reason"),
    )
