"""The files that a card offers: the workbook, the school's own file, and that with remarks."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

from rosterdesk.bot.page.access.asking import give_file
from rosterdesk.bot.page.access.rights import GRANTERS
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.core.intake.remarks import give_remarks
from rosterdesk.core.intake.submissions import find_submission
from rosterdesk.core.reports.exports import describe_plan, find_latest_plan, load_difference
from rosterdesk.core.reports.workbook import write_difference
from rosterdesk.core.trail.payloads import ChangesShown, OriginalShown
from rosterdesk.core.trail.sightings import note_shown

if TYPE_CHECKING:
    from rosterdesk.bot.page.access.asking import Ask


async def give_workbook(ask: Ask) -> web.Response:
    submission = await find_submission(ask.named("reference"))
    plan = await find_latest_plan(submission)
    await note_shown(ChangesShown(form="workbook"), ask.visitor.actor, submission=submission)
    difference = await load_difference(plan)
    meta = await describe_plan(plan, difference.changes)
    data = await asyncio.to_thread(write_difference, difference, meta, ask.language)
    return give_file(data, f"{submission.reference}-v{plan.version}.xlsx")


async def give_original(ask: Ask) -> web.Response:
    """Give the file as it came, without what may not be kept; who took it is written down."""
    submission = await find_submission(ask.named("reference"))
    if not ask.parts.settings.chat.approvals.originals or submission.original is None:
        raise web.HTTPNotFound
    data = await ask.parts.library.files.load(submission.original)
    await note_shown(OriginalShown(), ask.visitor.actor, submission=submission)
    return give_file(data, submission.file_name)


async def give_marked(ask: Ask) -> web.Response:
    if not ask.parts.settings.chat.approvals.originals:
        raise web.HTTPNotFound
    submission = await find_submission(ask.named("reference"))
    name, data = await give_remarks(submission, ask.parts.library, ask.visitor.actor, ask.language)
    return give_file(data, name)


ROUTES = Routes("papers of a card")
ROUTES.get("/submissions/{reference}/workbook", give_workbook, right=GRANTERS, seconds=90)
ROUTES.get("/submissions/{reference}/original", give_original, right=GRANTERS)
ROUTES.get("/submissions/{reference}/remarks", give_marked, right=GRANTERS, seconds=90)
