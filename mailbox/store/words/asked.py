"""Replies of a registered person to the question whether a held mail is theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.core.clock import now
from rosterdesk.core.models import Channel, Delivery, Question, Trust
from rosterdesk.core.trail.actors import SYSTEM, customer_actor
from rosterdesk.core.trail.events import Kind, librarians, record
from rosterdesk.mailbox.answers.codes import find_codes
from rosterdesk.mailbox.answers.confirming import Verdict, judge_answer
from rosterdesk.mailbox.answers.numbers import blank_bsn
from rosterdesk.mailbox.answers.ours import list_our_sentences
from rosterdesk.mailbox.models import (
    Confirmation,
    MailChallenge,
    MailMessage,
    MailStatus,
    SentReply,
)
from rosterdesk.mailbox.store import challenge
from rosterdesk.mailbox.store.release import confirm_mail

if TYPE_CHECKING:
    from rosterdesk.core.models import Customer
    from rosterdesk.core.protection.files import FileStore
    from rosterdesk.core.protection.keys import Keys
    from rosterdesk.core.trail.actors import Actor
    from rosterdesk.mailbox.answers.confirming import Answer
    from rosterdesk.mailbox.files.parsed import ParsedMail
    from rosterdesk.mailbox.settings import MailSettings
    from rosterdesk.mailbox.trust.assessing import Assessment

_MOST_ANSWERS = 10  # of one question; then something answers that will not stop
_LONGEST_WORDS = 1_000


@dataclass(frozen=True, slots=True)
class Reply:
    """A mail that may be such an answer; ``silent`` where its sender gets no mail from us."""

    mail_id: int
    parsed: ParsedMail
    assessment: Assessment
    sender: Customer | None
    silent: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    """The question that is answered; ``proved`` where only who reads her mail can answer so."""

    question: MailChallenge
    codes: tuple[str, ...]
    proved: bool


async def take_reply(
    reply: Reply, keys: Keys, files: FileStore, settings: MailSettings
) -> Verdict | None:
    """Take it as the answer to our question; None where it is none. Inside ``writing()``.

    Only a yes of the person whom we asked takes the held mail. Whatever else was written stands
    on the card of that mail, word for word, and the mail stays held.
    """
    asked = await _find_asked(reply, keys)
    if asked is None:
        return None
    held = await MailMessage.get(id=asked.question.mail_id)
    if held.status is not MailStatus.HELD or len(held.answers) >= _MOST_ANSWERS:
        return None
    answer = judge_answer(
        reply.parsed.text,
        list_our_sentences(),
        subject=reply.parsed.subject,
        codes=asked.codes,
    )
    confirms = answer.verdict is Verdict.YES and _may_confirm(reply, asked, settings)
    verdict = Verdict.UNCLEAR if answer.verdict is Verdict.YES and not confirms else answer.verdict
    await _keep_words(held, reply, verdict, answer)
    if confirms and reply.sender is not None:
        actor = customer_actor(reply.sender, Channel.MAIL)
        await confirm_mail(held.id, reply.sender, Confirmation.CODE, actor, files, settings)
    else:
        await _tell(held, reply, verdict)
    return verdict


def _may_confirm(reply: Reply, asked: _Asked, settings: MailSettings) -> bool:
    """Return whether a yes in this mail is hers, and said to us.

    A forward to a colleague, with us among the copies, says nothing to us.
    """
    addressed = any(settings.is_own(address) for address in reply.parsed.to)
    known = reply.sender is not None and reply.sender.id == asked.question.customer_id
    is_open = asked.question.closed_at is None and asked.question.expires_at > now()
    by_a_person = reply.parsed.automatic is None and reply.assessment.level in (Trust.A, Trust.B)
    return asked.proved and known and is_open and addressed and by_a_person


async def _find_asked(reply: Reply, keys: Keys) -> _Asked | None:
    by_code = await _find_by_code(reply, keys)
    if by_code is not None:
        return by_code
    level, parsed = reply.assessment.level, reply.parsed
    if (question := await _find_by_thread(parsed)) is not None:
        mine = reply.sender is not None and reply.sender.id == question.customer_id
        return _Asked(question, (), proved=mine and level is Trust.A)
    if reply.sender is None or level not in (Trust.A, Trust.B) or parsed.rosters:
        return None
    if await Question.filter(submission__sender_id=reply.sender.id, answer=None).exists():
        return None  # it is as likely the answer to a librarian
    return await _find_only(reply.sender)


async def _find_by_code(reply: Reply, keys: Keys) -> _Asked | None:
    if reply.sender is None:
        return None
    codes = find_codes(reply.parsed, challenge.CODE_LENGTH)
    tried = await challenge.try_codes(reply.sender.id, codes, keys) if codes else None
    if tried is None:
        return None
    return _Asked(
        tried, tuple(c for c in codes if challenge.is_code_of(tried, c, keys)), proved=True
    )


async def _find_by_thread(parsed: ParsedMail) -> MailChallenge | None:
    """Find it by the Message-ID of our letter, which nobody knows who did not see that."""
    sent = await SentReply.filter(message_id__in=[*parsed.in_reply_to, *parsed.references])
    about = await Delivery.filter(id__in=[each.delivery_id for each in sent] or [0]).select_related(
        "event"
    )
    mails = [each.event.data.get("mail") for each in about if each.event.kind in _ASKING]
    return await MailChallenge.filter(mail_id__in=mails or [0]).order_by("-id").first()


_ASKING = (Kind.MAIL_ASKED, Kind.MAIL_ANSWERED)


async def _find_only(sender: Customer) -> _Asked | None:
    """Find her newest question, for a mail that names none: people write a new one, too."""
    held = await MailMessage.filter(status=MailStatus.HELD).values_list("id", flat=True)
    question = (
        await MailChallenge.filter(customer_id=sender.id, mail_id__in=list(held) or [0])
        .order_by("-id")
        .first()
    )
    return None if question is None else _Asked(question, (), proved=False)


async def _keep_words(held: MailMessage, reply: Reply, verdict: Verdict, answer: Answer) -> None:
    said = {
        "at": now().isoformat(),
        "verdict": str(verdict),
        "words": blank_bsn(answer.words[:_LONGEST_WORDS]),
        "from": reply.parsed.sender or "",
    }
    held.answers = [*held.answers, said]
    await MailMessage.filter(id=held.id).update(answers=held.answers)


async def _tell(held: MailMessage, reply: Reply, verdict: Verdict) -> None:
    """Show the words to librarians, and say once to the person that they look at it."""
    if verdict is Verdict.NO:
        await challenge.close(held.id)  # after her no the code is no key any more
    first = len(held.answers) == 1 and not reply.silent and reply.sender is not None
    to = [(Channel.MAIL, f"mail:{reply.mail_id}")] if first else []
    await record(
        Kind.MAIL_ANSWERED,
        _actor(reply),
        customer_id=reply.sender.id if reply.sender else None,
        data={"mail": held.id, "answer": reply.mail_id, "verdict": str(verdict)},
        to=[*await librarians(), *to],
    )


def _actor(reply: Reply) -> Actor:
    return customer_actor(reply.sender, Channel.MAIL) if reply.sender else SYSTEM
