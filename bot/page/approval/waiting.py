"""The list of what waits, the oldest first, and of what was decided lately."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.bot.page.access.rights import GRANTERS
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.page.approval.words import STATES, TONES
from rosterdesk.bot.page.live import digest_state, follow
from rosterdesk.bot.words.cards import describe_source
from rosterdesk.bot.words.texts import format_counts
from rosterdesk.core.approval.caretakers import list_waiting_for
from rosterdesk.core.approval.waiting import list_undecided
from rosterdesk.core.intake.submissions import list_with_status
from rosterdesk.core.login.roles import Role
from rosterdesk.core.models import SubmissionStatus
from rosterdesk.core.plans.versions import find_latest_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiohttp import web

    from rosterdesk.bot.page.access.asking import Ask
    from rosterdesk.core.models import Plan, Submission

_DONE = (SubmissionStatus.APPLIED, SubmissionStatus.REJECTED, SubmissionStatus.UNDONE)
_MOST_DONE = 10


@dataclass(frozen=True, slots=True)
class Row:
    submission: Submission
    state: str  # a message of the catalogue
    tone: str
    source: str
    counts: str


async def list_mine(ask: Ask) -> Sequence[Submission]:
    """Return what waits for the visitor; an administrator sees what waits for anybody."""
    if ask.visitor.has(Role.LIBRARIAN):
        return await list_waiting_for(ask.visitor.staff.id)
    return await list_undecided()


async def see_waiting(ask: Ask) -> object:
    """Return what the list shows that may change while it is open."""
    waiting = await list_mine(ask)
    done = await list_with_status(_DONE, _MOST_DONE)
    plans = await find_latest_of([each.id for each in waiting])
    versions = [(number, plan.version) for number, plan in sorted(plans.items())]
    return versions, [(each.id, str(each.status)) for each in (*waiting, *done)]


async def show_waiting(ask: Ask) -> web.Response:
    shown = digest_state(await see_waiting(ask))
    waiting = await list_mine(ask)
    done = await list_with_status(_DONE, _MOST_DONE)
    plans = await find_latest_of([each.id for each in (*waiting, *done)])
    return ask.show(
        "waiting.html",
        shown=shown,
        waiting=[_describe(each, plans.get(each.id), ask) for each in waiting],
        done=[_describe(each, plans.get(each.id), ask) for each in done],
    )


def _describe(submission: Submission, plan: Plan | None, ask: Ask) -> Row:
    return Row(
        submission,
        STATES[submission.status],
        TONES.get(submission.status, ""),
        describe_source(submission, ask.language),
        ", ".join(format_counts(plan.counts, ask.language)) if plan else "",
    )


async def follow_waiting(ask: Ask) -> web.StreamResponse:
    async def look() -> object:
        return await see_waiting(ask)

    return await follow(ask, look)


ROUTES = Routes("what waits")
ROUTES.get("/waiting", show_waiting, right=GRANTERS)
ROUTES.get("/waiting/live", follow_waiting, right=GRANTERS, seconds=None)
