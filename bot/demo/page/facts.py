"""Counts of the real events: the tour ticks its steps by these and by nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.functions import Count

from rosterdesk.core.models import Event, Slip, SlipStatus, Submission, SubmissionStatus

if TYPE_CHECKING:
    from rosterdesk.bot.demo.stage import Stage

Facts = dict[str, int]
# The buttons under a card that show and decide nothing.
_LOOKING = ("plan:look:", "plan:picture:", "plan:workbook:", "plan:original:")


async def count_facts(stage: Stage) -> Facts:
    """Return the events by their kind, and what leaves no event of its own."""
    counted = await Event.annotate(count=Count("id")).group_by("kind").values("kind", "count")
    return {
        **{each["kind"]: each["count"] for each in counted},
        "looked": _count_looks(stage),
        "blocked": await Submission.filter(status=SubmissionStatus.BLOCKED).count(),
        "queued": await Slip.filter(status=SlipStatus.QUEUED).count(),
        "by_chat": await Submission.filter(channel="chat").count(),
        "by_page": await Submission.filter(channel="page").count(),
    }


def _count_looks(stage: Stage) -> int:
    presses = stage.chat.world.callbacks.values()
    return sum(each.answered and each.data.startswith(_LOOKING) for each in presses)
