from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from rosterdesk.core.clock import now
from rosterdesk.core.language import Language
from rosterdesk.core.models import (
    LIBRARY,
    Channel,
    Customer,
    Delivery,
    DeliveryStatus,
    RecipientKind,
    Trust,
)
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import claim_deliveries, keep_envelope, mark_failed, mark_sent
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads import (
    AboutMail,
    Arrived,
    MailAnswered,
    MailHeld,
    MailRepeated,
    MailTaken,
    MailUndelivered,
    PowerChanged,
    read_payload,
)
from rosterdesk.mailbox.answers.codes import show_code
from rosterdesk.mailbox.answers.confirming import Verdict
from rosterdesk.mailbox.answers.reasons import Why
from rosterdesk.mailbox.models import MailChallenge, MailMessage, SentReply
from rosterdesk.mailbox.ports import OutgoingMail
from rosterdesk.mailbox.replies.advice import choose
from rosterdesk.mailbox.replies.compose import (
    Enclosure,
    Letterhead,
    Thread,
    freeze,
    make_message_id,
)
from rosterdesk.mailbox.replies.texts import SAY_YES, SEVERAL_CODES, WRONG_CODE
from rosterdesk.mailbox.replies.wording import ReplyKind, ReplyValues, compose_reply
from rosterdesk.mailbox.store.held.challenge import make_code, why_no_key
from rosterdesk.mailbox.store.held.decided import DENIED, DISCARDED, TAKEN
from rosterdesk.mailbox.store.letters.bounces import report_undelivered
from rosterdesk.mailbox.store.letters.filling import (
    describe_end,
    fill_values,
    find_told,
    list_left_out,
)
from rosterdesk.mailbox.store.letters.remarks import enclose_remarks
from rosterdesk.mailbox.store.letters.states import (
    OUTCOMES,
    describe_next_step,
    find_replaced,
    is_refused,
    is_told,
    is_told_beside,
    is_too_early,
    list_told,
    put_off,
)
from rosterdesk.mailbox.trust.reasons import phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.core.library import Library
    from rosterdesk.core.models import Event, Recipient, Submission
    from rosterdesk.mailbox.settings import MailSettings

_KINDS = {
    Kind.ACCESS_ENDED: ReplyKind.ACCESS_ENDED,
    Kind.POWER_CHANGED: ReplyKind.POWER_CHANGED,
    Kind.PASSWORD_CHOSEN: ReplyKind.PASSWORD_CHOSEN,
    Kind.MAIL_ASKED: ReplyKind.CONFIRM,
    Kind.MAIL_ANSWERED: ReplyKind.LOOKING,
    Kind.MAIL_MESSAGE: ReplyKind.PASSED_ON,
    Kind.MAIL_REPLIED: ReplyKind.ANSWER,
    Kind.MAIL_UNUSABLE: ReplyKind.REFUSED,
    Kind.QUESTION_ASKED: ReplyKind.QUESTION,
    **OUTCOMES,
    Kind.PLAN_APPLIED: ReplyKind.APPLIED,
    Kind.PLAN_REJECTED: ReplyKind.REJECTED,
    Kind.PLAN_UNDONE: ReplyKind.UNDONE,
}


_LATE = {
    TAKEN: ReplyKind.TAKEN_ALREADY,
    DISCARDED: ReplyKind.PUT_ASIDE,
    DENIED: ReplyKind.DENIED,
}
_HOW_TO_SAY_YES = {str(Why.WRONG_CODE): WRONG_CODE, str(Why.SEVERAL_CODES): SEVERAL_CODES}
_ABOUT_ACCESS = (Kind.ACCESS_ENDED, Kind.POWER_CHANGED, Kind.PASSWORD_CHOSEN)
_NEWS = timedelta(days=7)


class DatabaseOutbox:
    """`ports.MailOutbox` on the deliveries of the channel mail.

    A reply is composed once and its bytes are kept until it is sent, so that a second attempt
    is the same mail to the recipient's server, Message-ID included.
    """

    def __init__(
        self,
        library: Library,
        letterhead: Letterhead,
        default: Language,
        settings: MailSettings,
    ) -> None:
        self._library = library
        self._files = library.files
        self._letterhead = letterhead
        self._default = default
        self._settings = settings

    async def claim(self) -> OutgoingMail | None:
        while True:
            claimed = await claim_deliveries(Channel.MAIL, limit=1)
            if not claimed:
                return None
            if await self._is_too_early(claimed[0]):
                await put_off(claimed[0])
                continue
            mail = await self._try_to_prepare(claimed[0])
            if mail is not None:
                return mail
            await mark_sent(claimed[0])  # nothing to say, or nobody who may be answered

    async def sent(self, mail: OutgoingMail) -> None:
        delivery = await Delivery.get(id=mail.id)
        await mark_sent(delivery)
        await self._files.delete(delivery.envelope["message"])

    async def failed(self, mail: OutgoingMail, reason: str, *, permanent: bool) -> None:
        del reason  # it is logged; it may hold an address
        delivery = await Delivery.get(id=mail.id).prefetch_related("event__submission")
        await _put_off(delivery, permanent=permanent)

    async def _is_too_early(self, delivery: Delivery) -> bool:
        """Return whether this waits: for the reading, or for the letter that tells of it too."""
        event: Event = delivery.event
        if delivery.envelope or delivery.to == LIBRARY:
            return False
        if event.kind == Kind.MAIL_TAKEN:
            patience = timedelta(seconds=self._settings.first_answer_seconds)
            return await is_too_early(event, patience)
        answered = await _find_mail(event)
        return answered is not None and await is_told(event, answered) is None

    async def _try_to_prepare(self, delivery: Delivery) -> OutgoingMail | None:
        try:
            return await self._prepare(delivery)
        except Exception:
            # A fault of ours: it is heard of, and is no more tried for ever than a server's no.
            await _put_off(delivery, permanent=False)
            raise

    async def _prepare(self, delivery: Delivery) -> OutgoingMail | None:
        if not delivery.envelope:
            letter = await self._address(delivery)
            if letter is None:
                return None
            await self._keep(delivery, letter)
        message = await self._files.load(delivery.envelope["message"])
        return OutgoingMail(delivery.id, delivery.envelope["to"], message, delivery.attempts)

    async def _keep(self, delivery: Delivery, letter: _Letter) -> None:
        """Compose, and keep the bytes before the first attempt to send them."""
        message_id = make_message_id(self._letterhead)
        reply = compose_reply(
            letter.kind,
            letter.language,
            letter.values,
            letterhead=self._letterhead,
            to=letter.to,
            message_id=message_id,
            date=now(),
            thread=letter.thread,
            enclosures=letter.enclosures,
        )
        stored = await self._files.save(freeze(reply))
        async with writing():
            told = await list_told(letter.told)
            await keep_envelope(delivery, {"to": letter.to, "message": stored, "told": told})
            await SentReply.create(
                delivery_id=delivery.id,
                message_id=message_id,
                kind=str(letter.kind),
                made_at=now(),
            )

    async def _address(self, delivery: Delivery) -> _Letter | None:
        """Return what is to be said to whom; None for nothing, or nobody who may be answered."""
        event = delivery.event
        if delivery.to == LIBRARY:
            return await self._write_notice(event)
        answered = await _find_mail(event) or await _find_address(event, delivery.to)
        if answered is None or answered.silence or not answered.address:
            return None
        if await is_told(event, answered) or await is_told_beside(event):
            return None
        taken = event.kind == Kind.MAIL_TAKEN
        told = await find_told(event) if taken else await find_replaced(event)
        # Of one file it is told how far that is; of several each has its line.
        alone = taken and len(told) == 1 and len(MailTaken.read(event).files) == 1
        about = told[0] if alone else event
        kind = _choose_kind(about, answered, told)
        if kind is None:
            return None
        language = Language(answered.language) if answered.language else self._default
        enclosures: tuple[Enclosure, ...] = ()
        if self._settings.remarks_in_replies:
            enclosures = await enclose_remarks(about, self._library, language)
        values = replace(
            await fill_values(about, language, marked=bool(enclosures)),
            left_out=list_left_out(event),
            contact=self._settings.questions_to,
            next_step=await _describe_yes(event, language)
            or describe_next_step(told or [event], language),
        )
        values = describe_end(values, event, told, language)
        if kind is ReplyKind.CONFIRM:
            code = await make_code(answered.id, self._library.keys)
            if code is None:
                return None
            values = replace(values, code=show_code(code), arrived_at=answered.arrived_at)
        thread = _thread(answered)
        return _Letter(answered.address, kind, language, values, thread, enclosures, tuple(told))

    async def _write_notice(self, event: Event) -> _Letter | None:
        submission: Submission | None = event.submission
        to = self._settings.notice_address
        if to is None or submission is None:
            return None
        values = await fill_values(event, self._default)
        values = replace(values, sender=submission.sender_name)
        return _Letter(to, ReplyKind.NOTICE, self._default, values)


async def _put_off(delivery: Delivery, *, permanent: bool) -> None:
    async with writing():
        await mark_failed(delivery, permanent=permanent)
        await delivery.refresh_from_db(fields=["status"])
        if delivery.status is DeliveryStatus.FAILED:
            await report_undelivered(delivery, MailUndelivered)


@dataclass(frozen=True, slots=True)
class _Letter:
    to: str
    kind: ReplyKind
    language: Language
    values: ReplyValues
    thread: Thread | None = None
    enclosures: tuple[Enclosure, ...] = ()
    told: tuple[Event, ...] = ()


def _choose_kind(event: Event, answered: MailMessage, told: Sequence[Event]) -> ReplyKind | None:
    if event.kind == Kind.MAIL_HELD:
        return _choose_held(event, answered)
    if event.kind == Kind.MAIL_TAKEN:
        files = MailTaken.read(event).files
        if len(told) == len({number for number, _ in files}) and all(map(is_refused, told)):
            return ReplyKind.REFUSED
        all_repeated = all(repeated for _, repeated in files)
        return ReplyKind.DUPLICATE if all_repeated else ReplyKind.RECEIVED
    if event.kind == Kind.MAIL_REPEATED:
        return ReplyKind.STILL_HELD if MailRepeated.read(event).held else ReplyKind.DUPLICATE
    said = read_payload(event)
    if isinstance(said, MailAnswered) and (said.used_up or said.late):
        return _LATE.get(said.late, ReplyKind.USED_UP)
    return _KINDS.get(Kind(event.kind))


async def _describe_yes(event: Event, language: Language) -> str | None:
    """Return how to say yes, for somebody whose answer was neither that nor a no."""
    said = read_payload(event)
    if (
        not isinstance(said, MailAnswered)
        or said.verdict != Verdict.UNCLEAR
        or said.used_up
        or said.late
    ):
        return None
    question = await MailChallenge.get_or_none(mail_id=said.mail)
    if question is None or why_no_key(question) is not None:
        return None
    return phrases.say(language, _HOW_TO_SAY_YES.get(said.why, SAY_YES))


def _choose_held(event: Event, answered: MailMessage) -> ReplyKind:
    if answered.trust == Trust.C:
        # A stranger learns nothing, not even whether somebody else is known here.
        return ReplyKind.NEUTRAL
    said = MailHeld.read(event)
    if not answered.sealed and choose(said.findings) is not None:
        return ReplyKind.REFUSED  # whoever sent it, nothing can become of its files
    about_school = {"schools", "no_school"} & set(said.reasons)
    return ReplyKind.WHICH_SCHOOL if about_school else ReplyKind.HELD


def _thread(answered: MailMessage) -> Thread | None:
    if answered.message_id is None:
        return None
    return Thread(answered.message_id, tuple(answered.references.split()))


def _is_fresh_news(event: Event) -> bool:
    """Mail may have been switched off for long: what happened then is no news any more."""
    return event.kind in _ABOUT_ACCESS and event.at > now() - _NEWS


async def _find_mail(event: Event) -> MailMessage | None:
    submission: Submission | None = event.submission
    # An answer to a question about a mail is itself a mail, in whose thread we write.
    said = read_payload(event)
    numbers = (
        said.answer if isinstance(said, MailAnswered) else None,
        said.mail if isinstance(said, AboutMail | Arrived) else None,
        submission.origin.get("mail") if submission else None,
    )
    number = next(filter(None, numbers), None)
    return await MailMessage.get_or_none(id=number) if number else None


async def _find_address(event: Event, recipient: Recipient) -> MailMessage | None:
    """Return where to write to somebody of whom there is no mail to answer.

    That is a sender whom the chat no longer reaches, one who used the page, or the owner of an
    access that changed.
    """
    submission: Submission | None = event.submission
    without_mail = submission is not None and submission.channel in (Channel.CHAT, Channel.PAGE)
    is_customer = recipient.kind is RecipientKind.CUSTOMER
    if not is_customer or not (without_mail or _is_fresh_news(event)):
        return None
    customer = await Customer.get_or_none(id=recipient.number)
    # What changed may be the address itself: the one of before is told.
    said = read_payload(event)
    before = said.address if isinstance(said, PowerChanged) else None
    address = before or (customer.email if customer else None)
    if customer is None or not address:
        return None
    return MailMessage(address=address, language=customer.language)
