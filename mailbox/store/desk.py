from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from tortoise.expressions import F, Q

from rosterdesk.core.clock import now
from rosterdesk.core.customers.registering import schools_to_send_for, uploaders_at
from rosterdesk.core.language import Language
from rosterdesk.core.models import Channel, Customer, Destination, Recipient, School, Trust
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import SYSTEM, customer_actor
from rosterdesk.core.trail.events import librarians, record
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads import MailHeld, MailRepeated
from rosterdesk.core.trail.refusals import has_room
from rosterdesk.mailbox.files.naming import name_files
from rosterdesk.mailbox.models import MailMessage, MailStatus
from rosterdesk.mailbox.ports import KeptMail
from rosterdesk.mailbox.replies.wording import why_not_answer
from rosterdesk.mailbox.store.held import challenge
from rosterdesk.mailbox.store.held.answers import Reply, take_reply
from rosterdesk.mailbox.store.held.guesses import find_fault
from rosterdesk.mailbox.store.kept.forgetting import FORGOTTEN
from rosterdesk.mailbox.store.kept.sealing import delete_files, let_go, list_parts, seal
from rosterdesk.mailbox.store.letters.bounces import take_bounce
from rosterdesk.mailbox.store.taken.messages import is_message, pass_on
from rosterdesk.mailbox.store.taken.taking import Believed, take_mail

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from rosterdesk.core.protection.files import FileStore
    from rosterdesk.core.protection.keys import Keys
    from rosterdesk.mailbox.files.parsed import ParsedMail
    from rosterdesk.mailbox.settings import MailSettings
    from rosterdesk.mailbox.trust.assessing import Assessment

_LEASE = timedelta(minutes=2)
_DAY = timedelta(days=1)
_LONGEST_SUBJECT = 200
# Which mails make a later delivery of the same one a repetition: one that is proved is taken,
# whatever became of an unproved one.
_DONE = (MailStatus.PROCESSED,)
_ASIDE = MailStatus.QUARANTINED
# Mails of one address that are told of by themselves within the window of refusals.
_MOST_OF_STRANGER = 5
_MOST_OF_SENDER = 20  # the address is a registered person's, and nothing proves that it is theirs
_SEEN = (MailStatus.PROCESSED, MailStatus.HELD, MailStatus.DISCARDED)


@dataclass(frozen=True, slots=True)
class _Judged:
    mail_id: int
    parsed: ParsedMail
    assessment: Assessment
    sender: Customer | None
    schools: Sequence[School]
    silence: str | None

    @property
    def level(self) -> Trust:
        return self.assessment.level

    @property
    def is_plausible(self) -> bool:
        """Return whether it may well be from somebody who is registered."""
        return self.sender is not None and self.level in (Trust.A, Trust.B)


class DatabaseDesk:
    """`ports.MailDesk`: takes what is trusted, holds and shows what is not, drops nothing."""

    def __init__(
        self,
        files: FileStore,
        keys: Keys,
        settings: MailSettings,
        default: Language = Language.NL,
        library: str = "",
    ) -> None:
        """``library`` is its name, which stands in what is quoted of our letters."""
        self._files = files
        self._keys = keys
        self._settings = settings
        self._default = default
        self._library = library

    async def next_unread(self) -> KeptMail | None:
        while True:
            mail = (
                await MailMessage.filter(status=MailStatus.KEPT, due_at__lte=now())
                .order_by("id")
                .first()
            )
            if mail is None:
                return None
            claimed = await MailMessage.filter(
                id=mail.id, status=MailStatus.KEPT, attempts=mail.attempts
            ).update(attempts=F("attempts") + 1, due_at=now() + _LEASE)
            if claimed:
                return await self._load(mail)

    async def _load(self, mail: MailMessage) -> KeptMail:
        return KeptMail(
            id=mail.id,
            raw=await self._files.load(mail.stored),
            arrived_at=mail.arrived_at,
            attempts=mail.attempts + 1,
            postponed=mail.postponed,
            oversized=mail.oversized,
        )

    async def is_authorised(self, address: str) -> bool:
        return bool(await uploaders_at(address))

    async def take(self, mail: KeptMail, parsed: ParsedMail, assessment: Assessment) -> None:
        sender, schools = await _find_sender(parsed.sender or "")
        told = sender.language if sender else None
        parsed = name_files(parsed, Language(told) if told else self._default)
        replies = await _count_replies(parsed.sender, assessment.level, self._settings)
        silence = why_not_answer(parsed, assessment.level, self._settings, replies)
        judged = _Judged(mail.id, parsed, assessment, sender, schools, silence)
        sealed = "" if assessment.level is Trust.D else await seal(parsed, self._files)
        async with writing():
            await _describe(judged, sealed)
            await self._decide(judged)
            gone = await let_go(mail.id)
        await delete_files(gone, self._files)

    async def _decide(self, mail: _Judged) -> None:
        if await self._is_about_ours(mail):
            await _judge(mail.mail_id, MailStatus.PROCESSED)
        else:
            await self._decide_about(await self._note_code(mail))

    async def _note_code(self, mail: _Judged) -> _Judged:
        """Return it with the finding that it has a code that is none, where a question waits."""
        if mail.sender is None or not mail.is_plausible:
            return mail
        fault = await find_fault(mail.parsed, mail.sender.id, self._keys)
        findings = (*mail.parsed.findings, *([fault] if fault else []))
        return replace(mail, parsed=replace(mail.parsed, findings=findings))

    async def _decide_about(self, mail: _Judged) -> None:
        if mail.level is not Trust.A and not await self._has_room(mail):
            await _judge(mail.mail_id, MailStatus.HELD if mail.is_plausible else _ASIDE)
        elif mail.sender is None or not mail.is_plausible:
            await self._take_strangers(mail)
        elif (before := await _find_repeated(mail)) is not None:
            await _answer_repeated(mail, mail.sender, before)
        elif mail.level is Trust.B:
            await _hold(mail, mail.sender)
        elif len(mail.schools) != 1 and is_message(mail.parsed):
            await _pass_on(mail, mail.sender)
        elif len(mail.schools) != 1:
            await _set_aside(mail, MailStatus.HELD, ["schools" if mail.schools else "no_school"])
        elif await _judge(mail.mail_id, MailStatus.PROCESSED):
            actor = customer_actor(mail.sender, Channel.MAIL)
            believed = Believed(
                mail.mail_id, mail.parsed, mail.sender, mail.schools[0], Trust.A, actor
            )
            await take_mail(believed, self._files, self._settings)

    async def _is_about_ours(self, mail: _Judged) -> bool:
        """Return whether it is a mail of ours that came back, or an answer to one, and taken so.

        Our mails bound how many of these there are: whoever answers in the thread has read one.
        """
        if mail.parsed.bounce is not None and await take_bounce(mail.parsed.bounce):
            return True
        return mail.is_plausible and await self._is_answer(mail)

    async def _take_strangers(self, mail: _Judged) -> None:
        if await self._is_answer(mail):
            await _judge(mail.mail_id, MailStatus.PROCESSED)
        else:
            await _quarantine(mail)

    async def _has_room(self, mail: _Judged) -> bool:
        """Return whether the mail is told of by itself: no stranger makes the trail grow for ever.

        What is not is counted, and stands in the list of those that wait.
        """
        name = self._name(mail.parsed.sender)
        if mail.is_plausible and mail.sender is not None:
            # Apart from the mails that only use this name: those must not silence its own.
            return await has_room(Kind.MAILS_HELD, f"{name} own", _MOST_OF_SENDER, alone=True)
        return await has_room(Kind.MAILS_HELD, name, _MOST_OF_STRANGER)

    def _name(self, address: str | None) -> str:
        return f"mail:{self._keys.digest((address or '').casefold().encode())}"

    async def _is_answer(self, mail: _Judged) -> bool:
        """Take it as the answer to our question about another mail; return whether that is all.

        A stranger's answer is shown, and the mail is set aside like every other of theirs. What
        comes with files is dealt with for these, and answered so.
        """
        if mail.level is Trust.D and mail.parsed.automatic is None:
            return False
        with_files = bool(mail.parsed.sent_files)
        silent = with_files or mail.silence is not None
        reply = Reply(mail.mail_id, mail.parsed, mail.assessment, mail.sender, silent)
        verdict = await take_reply(reply, self._keys, self._files, self._settings, self._library)
        return verdict is not None and mail.sender is not None and not with_files

    async def quarantine(self, mail: KeptMail, reason: str) -> None:
        async with writing():
            if await has_room(Kind.MAILS_HELD, self._name(None), _MOST_OF_STRANGER):
                await _report(mail.id, _ASIDE, [reason])
            elif await _judge(mail.id, _ASIDE):
                await MailMessage.filter(id=mail.id).update(reasons=[reason])
            gone = await let_go(mail.id)
        await delete_files(gone, self._files)

    async def postpone(self, mail: KeptMail, until: datetime) -> None:
        await MailMessage.filter(id=mail.id, status=MailStatus.KEPT).update(
            due_at=until, postponed=F("postponed") + 1, attempts=F("attempts") - 1
        )


async def retry_interrupted() -> None:
    """Make mail that was open when the process ended due at once, whatever its lease."""
    await MailMessage.filter(status=MailStatus.KEPT, postponed=0).update(due_at=now())


async def _describe(mail: _Judged, sealed: str) -> None:
    parsed, assessment = mail.parsed, mail.assessment
    await MailMessage.filter(id=mail.mail_id).update(
        address=parsed.sender,
        message_id=parsed.message_id and parsed.message_id[:500],
        references=" ".join(parsed.references),
        subject=parsed.subject[:_LONGEST_SUBJECT],
        language=mail.sender.language if mail.sender else None,
        fingerprint=parsed.fingerprint if parsed.rosters else None,
        trust=assessment.level,
        reasons=list(assessment.reasons),
        silence=mail.silence,
        sealed=sealed,
        parts=list_parts(parsed),
    )


async def _judge(mail_id: int, status: MailStatus) -> bool:
    """Decide the mail's place, once; False where another process did."""
    judged = await MailMessage.filter(id=mail_id, status=MailStatus.KEPT).update(
        status=status, judged_at=now()
    )
    return bool(judged)


async def _find_repeated(mail: _Judged) -> MailMessage | None:
    """Return this very mail, with the same files, that came before: a server may deliver twice.

    Its bytes differ in the fields that servers add on the way.
    """
    if not mail.parsed.rosters or mail.parsed.fingerprint is None:
        return None
    theirs_or_forgotten = Q(address=mail.parsed.sender) | Q(silence=FORGOTTEN)
    earlier = MailMessage.filter(
        theirs_or_forgotten,
        fingerprint=mail.parsed.fingerprint,
        id__lt=mail.mail_id,
        status__in=_DONE if mail.level is Trust.A else _SEEN,
    )
    return await earlier.order_by("-id").first()


async def _answer_repeated(mail: _Judged, sender: Customer, before: MailMessage) -> None:
    if await _judge(mail.mail_id, MailStatus.REPEATED):
        held = before.status is MailStatus.HELD
        await record(
            MailRepeated(
                mail=mail.mail_id,
                held=held,
                files=_list_rosters(mail.parsed),
                before=before.id,
            ),
            customer_actor(sender, Channel.MAIL),
            customer_id=sender.id,
            to=[(Channel.MAIL, Recipient.customer(sender.id))],
        )


async def _hold(mail: _Judged, sender: Customer) -> None:
    """Hold a mail that may be forged; about a roster the registered person is asked."""
    reasons = mail.assessment.reasons
    if is_message(mail.parsed):
        await _pass_on(mail, sender)
    elif not mail.parsed.rosters:
        await _set_aside(mail, MailStatus.HELD, reasons)
    elif await _report(mail.mail_id, MailStatus.HELD, reasons):
        await challenge.ask_sender(mail.mail_id, sender, _list_rosters(mail.parsed))


def _list_rosters(parsed: ParsedMail) -> tuple[tuple[str, int], ...]:
    """Return the names and sizes of the rosters, by which a reply names them."""
    return tuple((each.name, len(each.data)) for each in parsed.rosters)


async def _pass_on(mail: _Judged, sender: Customer) -> None:
    if await _judge(mail.mail_id, MailStatus.PROCESSED):
        actor = customer_actor(sender, Channel.MAIL)
        silent = mail.silence is not None
        await pass_on(mail.mail_id, mail.parsed, sender, actor, silent=silent)


async def _quarantine(mail: _Judged) -> None:
    await _set_aside(mail, _ASIDE, mail.assessment.reasons)


async def _set_aside(mail: _Judged, status: MailStatus, reasons: Iterable[str]) -> None:
    """Set aside and say so to the sender, as far as they may have an answer."""
    silent = mail.silence is not None
    to = [] if silent else [(Channel.MAIL, Recipient.mail(mail.mail_id))]
    # What is wrong with the files is for those who are known here; a stranger is told nothing.
    found = mail.parsed if mail.sender else None
    await _report(mail.mail_id, status, reasons, found, to)


async def _report(
    mail_id: int,
    status: MailStatus,
    reasons: Iterable[str],
    found: ParsedMail | None = None,
    to: Sequence[Destination] = (),
) -> bool:
    if not await _judge(mail_id, status):
        return False
    held = MailHeld(
        mail=mail_id,
        reasons=tuple(reasons),
        findings=found.findings if found else (),
        left_out=found.left_out if found else (),
    )
    await MailMessage.filter(id=mail_id).update(reasons=list(held.reasons))
    await record(held, SYSTEM, to=[*await librarians(), *to])
    return True


async def _find_sender(address: str) -> tuple[Customer | None, list[School]]:
    for customer in await uploaders_at(address):
        return customer, await schools_to_send_for(customer)
    return None, []


async def _count_replies(address: str | None, level: Trust, settings: MailSettings) -> int:
    """Return how many mails of this sender were answered in the last day.

    Each has one answer at once and a few later ones about its outcome, so that two programs that
    answer each other end here. Strangers have a limit together, too: addresses cost nothing.
    """
    if not address:
        return 0
    answered = MailMessage.filter(silence=None, judged_at__gt=now() - _DAY)
    if level is not Trust.C:
        return await answered.filter(address=address).count()
    strangers = await answered.filter(trust=Trust.C).count()
    if strangers >= settings.neutral_replies_per_day:
        return settings.replies_per_sender_per_day
    return await answered.filter(address=address).count()
