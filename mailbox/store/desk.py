from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tortoise.expressions import F

from rosterdesk.core.actors import SYSTEM, Actor, customer_actor
from rosterdesk.core.clock import now
from rosterdesk.core.database import writing
from rosterdesk.core.events import Kind, librarians, record
from rosterdesk.core.models import Channel, Customer, Delivery, Question, School, Trust
from rosterdesk.core.usecases.customers import schools_to_send_for, uploaders_at
from rosterdesk.core.usecases.questions import answer_question
from rosterdesk.core.usecases.receive import Arrival, receive
from rosterdesk.mailbox.models import MailMessage, MailStatus
from rosterdesk.mailbox.ports import KeptMail
from rosterdesk.mailbox.replies import why_not_answer

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from rosterdesk.core.protection.files import FileStore
    from rosterdesk.mailbox.parse import ParsedMail
    from rosterdesk.mailbox.settings import MailSettings
    from rosterdesk.mailbox.trust import Assessment

_LEASE = timedelta(minutes=2)
_LONGEST_SUBJECT = 200


class DatabaseDesk:
    """`ports.MailDesk`: takes what is trusted, holds and shows what is not, drops nothing."""

    def __init__(self, files: FileStore, settings: MailSettings) -> None:
        self._files = files
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
        silence = why_not_answer(
            parsed, assessment.level, self._settings, await _count_replies(parsed.sender)
        )
        async with writing():
            await _describe(mail.id, parsed, assessment, silence)
            if assessment.level is not Trust.A:
                held = assessment.level is Trust.B
                await _set_aside(
                    mail.id,
                    MailStatus.HELD if held else MailStatus.QUARANTINED,
                    assessment.reasons,
                )
                return
            await self._take_rosters(mail.id, parsed, Trust.A)

    async def _take_rosters(self, mail_id: int, parsed: ParsedMail, trust: Trust) -> None:
        sender, schools = await _find_sender(parsed.sender or "")
        if sender is None or len(schools) != 1:
            await _set_aside(mail_id, MailStatus.HELD, ["no_school" if not schools else "schools"])
            return
        if not await _judge(mail_id, MailStatus.PROCESSED):
            return
        actor = customer_actor(sender, Channel.MAIL)
        for attachment in parsed.rosters:
            await receive(
                Arrival(
                    school=schools[0],
                    file_name=attachment.name,
                    data=attachment.data,
                    channel=Channel.MAIL,
                    trust=trust,
                    actor=actor,
                    sender=sender,
                    sender_name=f"{parsed.sender_name} <{parsed.sender}>".strip(),
                    note=parsed.subject,
                    origin={"mail": mail_id},
                ),
                self._files,
            )
        if not parsed.rosters and not await _take_answer(parsed, sender, actor):
            await _tell_unusable(mail_id, parsed, sender, schools[0], actor)

    async def quarantine(self, mail: KeptMail, reason: str) -> None:
        async with writing():
            await _set_aside(mail.id, MailStatus.QUARANTINED, [reason])

    async def postpone(self, mail: KeptMail, until: datetime) -> None:
        await MailMessage.filter(id=mail.id, status=MailStatus.KEPT).update(
            due_at=until, postponed=F("postponed") + 1, attempts=F("attempts") - 1
        )


async def retry_interrupted() -> None:
    """After a start: what was open when the process ended need not wait for its lease."""
    await MailMessage.filter(status=MailStatus.KEPT, postponed=0).update(due_at=now())


async def _describe(
    mail_id: int, parsed: ParsedMail, assessment: Assessment, silence: str | None
) -> None:
    await MailMessage.filter(id=mail_id).update(
        address=parsed.sender,
        message_id=parsed.message_id and parsed.message_id[:500],
        references=" ".join(parsed.references),
        subject=parsed.subject[:_LONGEST_SUBJECT],
        trust=assessment.level,
        reasons=list(assessment.reasons),
        silence=silence,
    )


async def _judge(mail_id: int, status: MailStatus) -> bool:
    """Decide the mail's place, once; False where another process did."""
    return bool(await MailMessage.filter(id=mail_id, status=MailStatus.KEPT).update(status=status))


async def _set_aside(mail_id: int, status: MailStatus, reasons: Iterable[str]) -> None:
    if not await _judge(mail_id, status):
        return
    data = {"mail": mail_id, "reasons": list(reasons)}
    await MailMessage.filter(id=mail_id).update(reasons=data["reasons"])
    await record(Kind.MAIL_HELD, SYSTEM, data=data, to=await librarians())


async def _take_answer(parsed: ParsedMail, sender: Customer, actor: Actor) -> bool:
    """Take the text as the answer to a librarian's question; its subject has the reference."""
    asked = await Question.filter(submission__sender_id=sender.id, answer=None).prefetch_related(
        "submission"
    )
    found = next((q for q in asked if q.submission.reference in parsed.subject), None)
    text = _cut_quoted(parsed.text)
    if found is None or not text:
        return False
    return await answer_question(found, text, actor)


def _cut_quoted(text: str) -> str:
    """Return what was written above the mail that is answered."""
    lines = text.strip().splitlines()
    quoted = next((n for n, line in enumerate(lines) if line.startswith(">")), len(lines))
    return "\n".join(lines[:quoted]).strip()


async def _tell_unusable(
    mail_id: int, parsed: ParsedMail, sender: Customer, school: School, actor: Actor
) -> None:
    await record(
        Kind.MAIL_UNUSABLE,
        actor,
        customer_id=sender.id,
        school_id=school.id,
        data={"mail": mail_id, "findings": list(parsed.findings) or ["no_attachment"]},
        to=[(Channel.MAIL, f"customer:{sender.id}")],
    )


async def _find_sender(address: str) -> tuple[Customer | None, list[School]]:
    for customer in await uploaders_at(address):
        return customer, await schools_to_send_for(customer)
    return None, []


async def _count_replies(address: str | None) -> int:
    if not address:
        return 0
    customers = await uploaders_at(address)
    return await Delivery.filter(
        channel=Channel.MAIL,
        recipient__in=[f"customer:{customer.id}" for customer in customers] or [""],
        due_at__gt=now() - timedelta(days=1),
    ).count()
