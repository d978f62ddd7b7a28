"""Taking an applied import back, after a page that says what that would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.page.access.rights import GRANTERS
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.page.approval.card import answer_as
from rosterdesk.bot.words.decisions import describe_undo, describe_undone, describe_yes_undo
from rosterdesk.bot.words.slips import describe_dead_slips
from rosterdesk.bot.words.texts import drop_sign
from rosterdesk.core.applying.undo import list_obstacles
from rosterdesk.core.approval.rules import Act
from rosterdesk.core.intake.submissions import find_submission

if TYPE_CHECKING:
    from aiohttp import web

    from rosterdesk.bot.page.access.asking import Ask


async def ask_undo(ask: Ask) -> web.Response:
    """Say how many people become what they were, and who stands in the way."""
    submission = await find_submission(ask.named("reference"))
    await answer_as(ask).require(Act.UNDO, submission)
    obstacles, free = await list_obstacles(submission.reference, days=ask.parts.settings.undo_days)
    stuck = len({obstacle.customer_id for obstacle in obstacles})
    lines = describe_undo(submission.school.name, len(free), stuck, ask.language)
    return ask.show(
        "undo.html",
        submission=submission,
        question=lines[0],
        lines=lines[1:],
        yes=drop_sign(describe_yes_undo(len(free), ask.language)) if free else "",
    )


async def undo(ask: Ask) -> web.Response:
    """Undo as much as can be undone, and say which slips to throw away."""
    submission = await find_submission(ask.named("reference"))
    await ask.read_form()
    days = ask.parts.settings.undo_days
    obstacles, free = await list_obstacles(submission.reference, days=days)
    people = free if obstacles else None
    undone = await answer_as(ask).undo(submission.reference, days=days, people=people)
    return ask.show(
        "undone.html",
        submission=submission,
        done=drop_sign(describe_undone(undone.people, ask.language)),
        dead=[drop_sign(each) for each in describe_dead_slips(undone.dead_slips, ask.language)],
    )


ROUTES = Routes("undoing")
ROUTES.get("/submissions/{reference}/undo", ask_undo, right=GRANTERS)
ROUTES.post("/submissions/{reference}/undo", undo, right=GRANTERS, seconds=90)
