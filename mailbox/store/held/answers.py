"""Replies of a registered person to the question whether a held mail is theirs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rosterdesk.core.clock import now, today
from rosterdesk.core.customers.registering import schools_to_send_for
from rosterdesk.core.language import Language
from rosterdesk.core.models import Channel, Customer, Delivery, Question, Recipient, Trust
from rosterdesk.core.trail.actors import SYSTEM, customer_actor
from rosterdesk.core.trail.events import librarians, record
from rosterdesk.core.trail.payloads import MailAnswered, MailAsked, MailRepeated, read_payload
from rosterdesk.mailbox.answers.codes import CODE_LENGTH, find_codes, find_mistyped
from rosterdesk.mailbox.answers.confirming import Verdict, is_bare, judge_answer
from rosterdesk.mailbox.answers.numbers import blank_bsn
from rosterdesk.mailbox.answers.ours import list_our_sentences
from rosterdesk.mailbox.answers.people import leave_out_people
from rosterdesk.mailbox.answers.reasons import Why
from rosterdesk.mailbox.answers.signing import name_writer
from rosterdesk.mailbox.models import (
    Confirmation,
    MailChallenge,
    MailMessage,
    MailStatus,
    SentReply,
)
from rosterdesk.mailbox.replies.texts import name_question
from rosterdesk.mailbox.store.held import challenge
from rosterdesk.mailbox.store.held.decided import name_late, tell_late
from rosterdesk.mailbox.store.held.release import confirm_mail
from rosterdesk.mailbox.store.taken.messages import is_message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.core.protection.files import FileStore
    from rosterdesk.core.protection.keys import Keys
    from rosterdesk.core.trail.actors import Actor
    from rosterdesk.mailbox.answers.confirming import Answer
    from rosterdesk.mailbox.files.parsed import ParsedMail
    from rosterdesk.mailbox.settings import MailSettings
    from rosterdesk.mailbox.trust.assessing import Assessment

_MOST_ANSWERS = 10  # of people to one question
_MOST_AUTOMATIC = 3  # then something answers that will not stop
_LONGEST_WORDS = 1_000


@dataclass(frozen=True, slots=True)
class Reply:
    """A mail that may be such an answer; ``silent`` where this gets no mail from us in return."""

    mail_id: int
    parsed: ParsedMail
    assessment: Assessment
    sender: Customer | None
    silent: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    """The question that is answered; ``proved`` where only who reads her mail can answer so.

    ``codes`` are those in the answer that are the question's own. ``named`` where the mail shows
    which question it answers: people begin a new mail, too, but they also write about something
    else while a question is open. ``several`` where it has codes of her other questions, too.
    """

    question: MailChallenge
    codes: tuple[str, ...] = ()
    proved: bool = False
    named: bool = True
    several: bool = False


async def take_reply(
    reply: Reply, keys: Keys, files: FileStore, settings: MailSettings, library: str
) -> Verdict | None:
    """Take it as the answer to our question; None where it is none. Inside ``writing()``.

    Only a yes of the person whom we asked takes the held mail. Whatever else was written stands
    on the card of that mail, word for word but for lists of people, and the mail stays held. A mail
    that names no question is an answer only where it says yes or no and nothing else; else it is a
    mail of its own.
    """
    codes = find_codes(reply.parsed, CODE_LENGTH)
    asked = await _find_asked(reply, codes, keys)
    verdict = None if asked is None else await _take(reply, asked, files, settings, library)
    if verdict is None and codes and (asked is None or not asked.codes):
        await _count_guess(reply)
    return verdict


async def _take(
    reply: Reply, asked: _Asked, files: FileStore, settings: MailSettings, library: str
) -> Verdict | None:
    held = await MailMessage.get(id=asked.question.mail_id)
    answer = await _judge(reply, asked, held, (library, *_list_ours(settings)))
    if held.status is not MailStatus.HELD:
        return await _take_late(held, reply, asked, answer)
    if not (asked.named or is_bare(answer)):
        return None
    if answer.verdict is Verdict.YES and (why := _why_not(reply, asked, settings)) is not None:
        answer = replace(answer, verdict=Verdict.UNCLEAR, why=why)
    if answer.why is Why.WRONG_CODE and asked.several:
        answer = replace(answer, why=Why.SEVERAL_CODES)
    if _is_automatic(reply, answer):
        answer = replace(answer, verdict=Verdict.UNCLEAR, why=Why.AUTOMATIC)
    if not _has_place(held, answer):
        return None
    await _keep_words(held, reply, asked, answer)
    if answer.verdict is Verdict.YES and reply.sender is not None:
        actor = customer_actor(reply.sender, Channel.MAIL)
        how = Confirmation.CODE if asked.codes else Confirmation.MAIL
        await confirm_mail(held.id, reply.sender, how, actor, files, settings)
    else:
        await _tell(held, reply, asked, answer)
    return answer.verdict


async def _take_late(
    held: MailMessage, reply: Reply, asked: _Asked, answer: Answer
) -> Verdict | None:
    """Take an answer that comes after the decision; None where it says something else."""
    hers = reply.sender is not None and reply.sender.id == asked.question.customer_id
    believed = hers and reply.assessment.level in (Trust.A, Trust.B)
    late = name_late(held, answer) if believed and not _is_automatic(reply, answer) else ""
    if reply.sender is None or not late or not _has_place(held, answer):
        return None
    await _keep_words(held, reply, asked, answer)
    silent, actor = reply.silent, _actor(reply)
    await tell_late(held, reply.mail_id, late, answer, reply.sender, actor, silent=silent)
    return answer.verdict


def _list_ours(settings: MailSettings) -> Sequence[str]:
    """Return what of the settings stands in our letters and their headers."""
    name = settings.smtp.sender_name if settings.smtp else None
    return [each for each in (name, settings.questions_to) if each]


async def _judge(reply: Reply, asked: _Asked, held: MailMessage, known: Sequence[str]) -> Answer:
    parsed = reply.parsed
    return judge_answer(
        parsed.text,
        list_our_sentences(),
        subject=parsed.subject,
        codes=asked.codes,
        wrong=find_mistyped(parsed, asked.codes),
        shown=parsed.shown,
        hidden=parsed.hidden,
        whole=parsed.whole,
        beside=parsed.beside,
        names=await _name_writer(reply, asked),
        came=held.arrived_at,
        about=(held.subject, *(str(name) for name, *_ in held.parts)),
        known=known,
    )


async def _name_writer(reply: Reply, asked: _Asked) -> frozenset[str]:
    """Return the words with which the person asked may sign, and who wrote."""
    person = await Customer.get_or_none(id=asked.question.customer_id)
    schools = await schools_to_send_for(person) if person else []
    return name_writer(person, schools, reply.parsed.sender_name)


def _why_not(reply: Reply, asked: _Asked, settings: MailSettings) -> Why | None:
    """Return why a yes in this mail is not hers, or not said to us; None where it counts.

    A forward to a colleague, with us among the copies, says nothing to us.
    """
    if reply.sender is None or reply.sender.id != asked.question.customer_id:
        return Why.ANOTHER_SENDER
    if (why := challenge.why_no_key(asked.question)) is not None:
        return why
    if asked.several and not asked.proved:
        return Why.SEVERAL_CODES
    if not asked.proved or reply.assessment.level not in (Trust.A, Trust.B):
        return Why.NO_CODE
    addressed = any(settings.is_own(address) for address in reply.parsed.to)
    return None if addressed else Why.NOT_TO_US


def _is_automatic(reply: Reply, answer: Answer) -> bool:
    return reply.parsed.automatic is not None or answer.why is Why.AUTOMATIC


def _has_place(held: MailMessage, answer: Answer) -> bool:
    """Return whether the card has room for one more: what machines say takes none of people's."""
    automatic = [each.get("why") == Why.AUTOMATIC for each in held.answers]
    if answer.why is Why.AUTOMATIC:
        return sum(automatic) < _MOST_AUTOMATIC
    return len(automatic) - sum(automatic) < _MOST_ANSWERS


async def _find_asked(reply: Reply, codes: Sequence[str], keys: Keys) -> _Asked | None:
    """Find the question by a code of it, by its thread, or where there is only one.

    An answer that names none is never given to one of several: it would stand on the card of
    another mail.
    """
    parsed, sender, level = reply.parsed, reply.sender, reply.assessment.level
    threaded = await _find_by_thread(parsed)
    if sender is not None and (found := await challenge.find_by_codes(sender.id, codes, keys)):
        chosen = next((each for each in found if each == threaded), found[0])
        own = _list_own(chosen, codes, keys)
        several = len(found) > 1
        return _Asked(chosen, own, proved=not several or chosen == threaded, several=several)
    if threaded is not None:
        mine = sender is not None and sender.id == threaded.customer_id
        own = _list_own(threaded, codes, keys)
        return _Asked(threaded, own, proved=mine and level is Trust.A)
    if sender is None or level not in (Trust.A, Trust.B) or parsed.sent_files:
        return None
    if await Question.filter(submission__sender_id=sender.id, answer=None).exists():
        return None  # it is as likely the answer to a librarian
    return await _find_only(sender, named=_names_question(parsed.subject))


def _names_question(subject: str) -> bool:
    """Return whether the subject is that of our letter, as where an answer lost its thread."""
    return any(name_question(language) in subject for language in Language)


def _list_own(question: MailChallenge, codes: Sequence[str], keys: Keys) -> tuple[str, ...]:
    return tuple(code for code in codes if challenge.is_code_of(question, code, keys))


async def _find_by_thread(parsed: ParsedMail) -> MailChallenge | None:
    """Find it by the Message-ID of our letter, which nobody knows who did not see that.

    Of several letters it is the one that is answered, and else the last one of the thread.
    """
    names = [*parsed.in_reply_to, *reversed(parsed.references)]
    sent = {each.message_id: each for each in await SentReply.filter(message_id__in=names)}
    for each in [sent[name] for name in dict.fromkeys(names) if name in sent]:
        about = await Delivery.filter(id=each.delivery_id).select_related("event").first()
        said = read_payload(about.event) if about else None
        if isinstance(said, MailAsked | MailAnswered):
            return await MailChallenge.get_or_none(mail_id=said.mail)
        if isinstance(said, MailRepeated) and said.held:  # our reminder of the question
            return await MailChallenge.get_or_none(mail_id=said.before)
    return None


async def _find_only(sender: Customer, *, named: bool) -> _Asked | None:
    """Find her question about a mail that is still held, if there is just one."""
    held = await MailMessage.filter(status=MailStatus.HELD).values_list("id", flat=True)
    asked = MailChallenge.filter(customer_id=sender.id, mail_id__in=list(held) or [0])
    questions = await asked.limit(2)
    return _Asked(questions[0], named=named) if len(questions) == 1 else None


async def _count_guess(reply: Reply) -> None:
    """Count what looks like a code and is none; tell where it was the last try of a question."""
    if reply.sender is None or reply.parsed.automatic is not None:
        return
    used_up = await challenge.count_guess(reply.sender.id)
    for number, question in enumerate(used_up):
        held = await MailMessage.get(id=question.mail_id)
        if held.status is MailStatus.HELD:
            # One letter tells the person, however many mails of theirs wait: this one, or the one
            # that passes the words on.
            silent = number > 0 or is_message(reply.parsed)
            await _record(held, reply, Verdict.UNCLEAR, used_up=True, silent=silent)


async def _keep_words(held: MailMessage, reply: Reply, asked: _Asked, answer: Answer) -> None:
    names = await _name_writer(reply, asked)
    shown = leave_out_people(answer.words[:_LONGEST_WORDS], names, today())
    said = {
        "at": now().isoformat(),
        "verdict": str(answer.verdict),
        "why": str(answer.why or ""),
        "words": blank_bsn(shown),
        "from": reply.parsed.sender or "",
    }
    held.answers = [*held.answers, said]
    await MailMessage.filter(id=held.id).update(answers=held.answers)


async def _tell(held: MailMessage, reply: Reply, asked: _Asked, answer: Answer) -> None:
    """Show the words to librarians, and say to the person that they look at it."""
    now_used_up = False
    if answer.verdict is Verdict.NO:
        await challenge.close(held.id)  # after her no the code is no key any more
    elif _is_try(reply, asked, answer):
        now_used_up = await challenge.count_try(asked.question)
    # How to go on is told whatever else the mail is answered for.
    silent = (reply.silent and not now_used_up) or answer.why is Why.AUTOMATIC
    used_up = now_used_up or (
        answer.verdict is Verdict.UNCLEAR and challenge.why_no_key(asked.question) is Why.USED_UP
    )
    await _record(held, reply, answer.verdict, used_up=used_up, silent=silent, why=answer.why)


def _is_try(reply: Reply, asked: _Asked, answer: Answer) -> bool:
    named = asked.named or answer.why is Why.WRONG_CODE
    no_fault = (Why.AUTOMATIC, Why.SEVERAL_CODES)
    return named and reply.sender is not None and answer.why not in no_fault


async def _record(
    held: MailMessage,
    reply: Reply,
    verdict: Verdict,
    *,
    used_up: bool,
    silent: bool,
    why: Why | None = None,
) -> None:
    said = MailAnswered(
        mail=held.id,
        answer=reply.mail_id,
        verdict=str(verdict),
        used_up=used_up,
        why=str(why or ""),
    )
    told = reply.sender is not None and not silent
    to = [(Channel.MAIL, Recipient.mail(reply.mail_id))] if told else []
    await record(
        said,
        _actor(reply),
        customer_id=reply.sender.id if reply.sender else None,
        to=[*await librarians(), *to],
    )


def _actor(reply: Reply) -> Actor:
    return customer_actor(reply.sender, Channel.MAIL) if reply.sender else SYSTEM
