from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rosterdesk.core.clock import now
from rosterdesk.core.events import (
    Kind,
    claim_deliveries,
    keep_envelope,
    mark_failed,
    mark_sent,
)
from rosterdesk.core.language import Language
from rosterdesk.core.models import Channel, Customer, Delivery, Event, Question, Submission
from rosterdesk.core.roster.answers import say_refusal
from rosterdesk.core.roster.model import Refusal
from rosterdesk.mailbox.compose import Letterhead, Thread, freeze, make_message_id
from rosterdesk.mailbox.models import MailMessage
from rosterdesk.mailbox.ports import OutgoingMail
from rosterdesk.mailbox.replies import ReplyKind, ReplyValues, compose_reply

if TYPE_CHECKING:
    from rosterdesk.core.protection.files import FileStore

_KINDS = {
    Kind.SUBMISSION_RECEIVED: ReplyKind.RECEIVED,
    Kind.SUBMISSION_REPEATED: ReplyKind.DUPLICATE,
    Kind.SUBMISSION_REFUSED: ReplyKind.REFUSED,
    Kind.SUBMISSION_NEEDS_MAPPING: ReplyKind.QUESTION,
    Kind.PLAN_APPLIED: ReplyKind.APPLIED,
    Kind.PLAN_REJECTED: ReplyKind.REJECTED,
    Kind.PLAN_UNDONE: ReplyKind.UNDONE,
    Kind.QUESTION_ASKED: ReplyKind.QUESTION,
    Kind.MAIL_UNUSABLE: ReplyKind.REFUSED,
}


class DatabaseOutbox:
    """`ports.MailOutbox` on the deliveries of the channel mail.

    A reply is composed once and its bytes are kept until it is sent, so that a second attempt
    is the same mail to the recipient's server, Message-ID included.
    """

    def __init__(self, files: FileStore, letterhead: Letterhead, default: Language) -> None:
        self._files = files
        self._letterhead = letterhead
        self._default = default

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
        language = Language(answered.language) if answered.language else self._default
        reply = compose_reply(
            kind,
            language,
            await _fill(event, language),
            letterhead=self._letterhead,
            to=answered.address,
            message_id=make_message_id(self._letterhead),
            date=now(),
            thread=_thread(answered),
        )
        return {"to": answered.address, "message": await self._files.save(freeze(reply))}


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


async def _fill(event: Event, language: Language) -> ReplyValues:
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
        sentences=(*sentences, *await _ask(event)),
        advice=tuple(data.get("findings", ())),
        reason=data.get("reason"),
    )
