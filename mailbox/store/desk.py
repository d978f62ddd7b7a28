from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tortoise.expressions import F, Q

from rosterdesk.core.clock import now
from rosterdesk.core.customers.registering import schools_to_send_for, uploaders_at
from rosterdesk.core.models import Channel, Customer, School, Trust
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import SYSTEM, customer_actor
from rosterdesk.core.trail.events import Kind, librarians, record
from rosterdesk.mailbox.models import MailMessage, MailStatus
from rosterdesk.mailbox.ports import KeptMail
from rosterdesk.mailbox.replies.wording import why_not_answer
from rosterdesk.mailbox.store import challenge
from rosterdesk.mailbox.store.bounces import take_bounce
from rosterdesk.mailbox.store.forgetting import FORGOTTEN
from rosterdesk.mailbox.store.sealing import delete_files, let_go, list_parts, seal
from rosterdesk.mailbox.store.taking import Believed, take_mail
from rosterdesk.mailbox.store.words.asked import Reply, take_reply
from rosterdesk.mailbox.store.words.messages import is_message, pass_on

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


class DatabaseDesk:
    """`ports.MailDesk`: takes what is trusted, holds and shows what is not, drops nothing."""

    def __init__(self, files: FileStore, keys: Keys, settings: MailSettings) -> None:
        self._files = files
        self._keys = keys
        self._settings = settings

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
        if (
            mail.parsed.bounce is not None and await take_bounce(mail.parsed.bounce)
        ) or await self._is_answer(mail):
            await _judge(mail.mail_id, MailStatus.PROCESSED)
        elif mail.sender is None or mail.level not in (Trust.A, Trust.B):
            await _quarantine(mail)
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

    async def _is_answer(self, mail: _Judged) -> bool:
        """Take it as the answer to our question about another mail; return whether that is all.

        A stranger's answer is shown, and the mail is set aside like every other of theirs.
        """
        if mail.level is Trust.D and mail.parsed.automatic is None:
            return False
        reply = Reply(
            mail.mail_id, mail.parsed, mail.assessment, mail.sender, mail.silence is not None
        )
        verdict = await take_reply(reply, self._keys, self._files, self._settings)
        return verdict is not None and mail.sender is not None and not mail.parsed.rosters

    async def quarantine(self, mail: KeptMail, reason: str) -> None:
        async with writing():
            await _report(mail.id, MailStatus.QUARANTINED, [reason])
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
        await record(
            Kind.MAIL_REPEATED,
            customer_actor(sender, Channel.MAIL),
            customer_id=sender.id,
            data={"mail": mail.mail_id, "held": before.status is MailStatus.HELD},
            to=[(Channel.MAIL, f"customer:{sender.id}")],
        )


async def _hold(mail: _Judged, sender: Customer) -> None:
    """Hold a mail that may be forged; about a roster the registered person is asked."""
    reasons = mail.assessment.reasons
    if is_message(mail.parsed):
        await _pass_on(mail, sender)
    elif not mail.parsed.rosters:
        await _set_aside(mail, MailStatus.HELD, reasons)
    elif await _report(mail.mail_id, MailStatus.HELD, reasons):
        files = [(each.name, len(each.data)) for each in mail.parsed.rosters]
        await challenge.ask_sender(mail.mail_id, sender, files)


async def _pass_on(mail: _Judged, sender: Customer) -> None:
    if await _judge(mail.mail_id, MailStatus.PROCESSED):
        actor = customer_actor(sender, Channel.MAIL)
        silent = mail.silence is not None
        await pass_on(mail.mail_id, mail.parsed, sender, actor, silent=silent)


async def _quarantine(mail: _Judged) -> None:
    await _set_aside(mail, MailStatus.QUARANTINED, mail.assessment.reasons)


async def _set_aside(mail: _Judged, status: MailStatus, reasons: Iterable[str]) -> None:
    """Set aside and say so to the sender, as far as they may have an answer."""
    silent = mail.silence is not None
    to = [] if silent else [(Channel.MAIL, f"mail:{mail.mail_id}")]
    # What is wrong with the files is for those who are known here; a stranger is told nothing.
    findings = mail.parsed.findings if mail.sender else ()
    await _report(mail.mail_id, status, reasons, findings, to)


async def _report(
    mail_id: int,
    status: MailStatus,
    reasons: Iterable[str],
    findings: Iterable[str] = (),
    to: Sequence[tuple[Channel, str]] = (),
) -> bool:
    if not await _judge(mail_id, status):
        return False
    data = {"mail": mail_id, "reasons": list(reasons), "findings": list(findings)}
    await MailMessage.filter(id=mail_id).update(reasons=data["reasons"])
    await record(Kind.MAIL_HELD, SYSTEM, data=data, to=[*await librarians(), *to])
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
