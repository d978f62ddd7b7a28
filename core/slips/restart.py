"""Going on at a slip that a person names, after the paper was torn, jammed or run out.

Slips before it stay as they are: what is on paper goes on working. Slips from it on are printed,
those that came out before with a new password, which ends the old one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.core.errors import NotThereError
from rosterdesk.core.language import N_
from rosterdesk.core.models import Slip, SlipStatus
from rosterdesk.core.slips.queue import let_go_on, load_job
from rosterdesk.core.slips.requests import MAYBE_ON_PAPER
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import SlipsRestarted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.core.trail.actors import Actor

_NOT_WAITING = frozenset(SlipStatus) - {SlipStatus.QUEUED, SlipStatus.SENDING}
_WAS_PRINTED = (SlipStatus.SENT, SlipStatus.CONFIRMED, SlipStatus.UNKNOWN)


class NoSuchSlipError(NotThereError):
    """The job has no slip with that number."""


@dataclass(frozen=True, slots=True)
class Restart:
    """The effect of going on at a slip: counts of slips."""

    number: int
    to_print: int
    again: int  # of those: may be on paper already, and get a new password
    left_out: int  # before it, never printed: they are cancelled


async def look_at_restart(name: str, number: int) -> Restart:
    """Return what going on there would do; raises NoSuchJobError or NoSuchSlipError."""
    return _count(number, *await _divide(name, number))


async def restart_at(name: str, number: int, actor: Actor) -> Restart:
    """Go on at that slip, whoever paused the printer; raises as ``look_at_restart`` does."""
    async with writing():
        job = await load_job(name)
        before, after = await _divide(name, number)
        restart = _count(number, before, after)
        await Slip.filter(id__in=[slip.id for slip in before], status=SlipStatus.QUEUED).update(
            status=SlipStatus.CANCELLED
        )
        await Slip.filter(id__in=[slip.id for slip in after], status__in=_NOT_WAITING).update(
            status=SlipStatus.QUEUED, printer=job.printer, remark=None
        )
        await let_go_on(job.printer)
        await record(
            SlipsRestarted(
                job=name,
                printer=job.printer,
                number=number,
                slips=restart.to_print,
                again=restart.again,
                left_out=restart.left_out,
            ),
            actor,
        )
    return restart


async def _divide(name: str, number: int) -> tuple[Sequence[Slip], Sequence[Slip]]:
    """Return the slips before it that wait, and those from it on that are to be printed."""
    job = await load_job(name)
    if not 1 <= number <= job.total:
        raise NoSuchSlipError(
            N_("This job has the slips 1 to {total}; there is no slip {number}."),
            total=job.total,
            number=number,
        )
    before = await Slip.filter(job=name, number__lt=number, status=SlipStatus.QUEUED)
    after = await Slip.filter(job=name, number__gte=number).exclude(status=SlipStatus.SENDING)
    newer = await _find_newer(after)
    return before, [slip for slip in after if slip.customer_id not in newer]


async def _find_newer(slips: Sequence[Slip]) -> set[int]:
    """Return the customers who were given a slip of their own since: that one must not die."""
    found = await Slip.filter(
        customer_id__in=[slip.customer_id for slip in slips],
        id__gt=max((slip.id for slip in slips), default=0),
        status__in=MAYBE_ON_PAPER,
    )
    return {slip.customer_id for slip in found}


def _count(number: int, before: Sequence[Slip], after: Sequence[Slip]) -> Restart:
    again = sum(slip.status in _WAS_PRINTED for slip in after)
    return Restart(number, len(after), again, len(before))
