"""Submissions that wait too long: reminders, more eyes, a warning, and the end.

All of it follows from times in the database, so that a restart neither forgets nor repeats it. The
moment is handed in: the same functions serve the service and a test with its own clock.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from rosterdesk.core.approval.facts import who_may_decide
from rosterdesk.core.approval.rules import Step, find_step
from rosterdesk.core.approval.verdicts import reject
from rosterdesk.core.approval.waiting import find_waiting, list_waiting
from rosterdesk.core.clock import LOCAL
from rosterdesk.core.customers.locking import lock_school
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import Phrases
from rosterdesk.core.models import Channel, Destination, Recipient, Reminder, Staff
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import SYSTEM, Actor
from rosterdesk.core.trail.events import administrators, librarians, record
from rosterdesk.core.trail.payloads import PlanEscalated, PlanExpires, PlanReminded

if TYPE_CHECKING:
    from rosterdesk.core.approval.settings import ApprovalSettings
    from rosterdesk.core.approval.waiting import Waiting
    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Submission


_MORNING = time(8)
_phrases = Phrases("rosterdesk.core")
_PAYLOADS: dict[Step, type[PlanReminded | PlanEscalated | PlanExpires]] = {
    Step.REMIND: PlanReminded,
    Step.ESCALATE: PlanEscalated,
    Step.WARN: PlanExpires,
}
REMINDERS = frozenset(each.KIND for each in _PAYLOADS.values())


async def keep_deadlines(moment: datetime, settings: ApprovalSettings, language: Language) -> bool:
    """Remind, escalate, warn and expire what is due; return whether there was anything.

    ``language`` is that of the reason which the sender of an expired file reads.
    """
    done = [await _act(each, moment, settings, language) for each in await list_waiting()]
    return any(done)


async def expire_overdue(
    submission_id: int, moment: datetime, settings: ApprovalSettings, language: Language
) -> None:
    """Reject a submission that waited too long, before somebody decides on it after all."""
    waiting = await find_waiting(submission_id)
    if waiting and find_step(waiting.since, moment, settings) is Step.EXPIRE:
        await _expire(waiting, settings, language)


async def escalate(submission_id: int, moment: datetime, settings: ApprovalSettings) -> None:
    """Tell of it before its time: nobody who may decide could be reached."""
    waiting = await find_waiting(submission_id)
    if waiting is not None:
        await _remind(waiting, Step.ESCALATE, moment, settings)


async def _act(
    waiting: Waiting, moment: datetime, settings: ApprovalSettings, language: Language
) -> bool:
    step = find_step(waiting.since, moment, settings)
    if step is None:
        return False
    if step is Step.EXPIRE:
        return await _expire(waiting, settings, language)
    return await _remind(waiting, step, moment, settings)


async def _remind(
    waiting: Waiting, step: Step, moment: datetime, settings: ApprovalSettings
) -> bool:
    """Write the event once for each time that it waits, whichever process is first."""
    submission, payload = waiting.submission, _PAYLOADS[step]
    async with writing():
        await lock_school(submission.school_id)
        still = await find_waiting(submission.id)
        if still is None or (still.version, still.since) != (waiting.version, waiting.since):
            return False
        done, made = await Reminder.get_or_create(
            {"done_at": moment},
            submission=submission,
            version=waiting.version,
            kind=payload.KIND.value,
        )
        if not made and done.done_at >= waiting.since:
            return False
        await Reminder.filter(id=done.id).update(done_at=moment)
        to = await _find_recipients(step, submission, settings)
        await record(payload(version=waiting.version), SYSTEM, submission=submission, to=to)
    return True


async def _find_recipients(
    step: Step, submission: Submission, settings: ApprovalSettings
) -> list[Destination]:
    if step is Step.ESCALATE:
        return [*await librarians(), *await administrators()]
    if step is Step.WARN:
        return await librarians()
    deciders = await who_may_decide(submission, settings)
    return [(Channel.CHAT, Recipient.staff(each.id)) for each in deciders] or await librarians()


async def _expire(waiting: Waiting, settings: ApprovalSettings, language: Language) -> bool:
    reason = _phrases.say(
        language,
        "Nobody decided on it in {days} days. Please send a new file.",
        days=settings.expire_days,
    )
    try:
        await reject(waiting.submission.reference, waiting.version, reason, SYSTEM)
    except RosterdeskError:  # somebody decided in this very moment
        return False
    return True


async def remind_later(
    submission: Submission, staff: Staff, actor: Actor, moment: datetime
) -> None:
    """Remind one member of staff at that moment, through the outbox: a restart does not forget."""
    async with writing():
        to = [(Channel.CHAT, Recipient.staff(staff.id))]
        said = PlanReminded(asked=True)
        await record(said, actor, submission=submission, to=to, due_at=moment)


def next_morning(moment: datetime) -> datetime:
    day = moment.astimezone(LOCAL).date() + timedelta(days=1)
    return datetime.combine(day, _MORNING, tzinfo=LOCAL)
