"""Putting a file here: the form, the blank template, and what was sent before."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

from rosterdesk.bot.page.access.asking import give_file
from rosterdesk.bot.page.access.rights import UPLOADERS
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.page.arriving import Arrived, read_upload
from rosterdesk.bot.page.live import digest_state
from rosterdesk.bot.page.uploads.words import ALLOWED_TYPES, DRAFT_STATES, OUTCOMES
from rosterdesk.core.customers.registering import list_uploaders, schools_to_send_for
from rosterdesk.core.drafts.uploading import list_drafts, take_upload
from rosterdesk.core.language import N_
from rosterdesk.core.models import Question, Slip, SlipStatus, Submission
from rosterdesk.core.person_names import show_name
from rosterdesk.core.roster.template import TEMPLATE_KINDS, name_template, write_template

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.bot.page.access.asking import Ask
    from rosterdesk.core.models import School

_MOST_SENT = 50
PRINTED = (SlipStatus.SENT, SlipStatus.CONFIRMED)
_NO_FILE = N_("Choose a file first.")
_NO_SCHOOL = N_("Choose the school that this file is of.")
_TOO_LARGE = N_("This file is larger than {limit} MB. Send fewer columns, or a .csv.")


async def show_uploads(ask: Ask) -> web.Response:
    return await _show(ask)


async def _show(ask: Ask, wrong: str = "", status: int = 200) -> web.Response:
    customer = ask.visitor.customer
    schools = await schools_to_send_for(customer)
    if ask.wants_json:
        return ask.answer({"wrong": wrong}, status=status)
    shown = digest_state(await see_sent(schools))
    return ask.show(
        "uploads.html",
        status,
        shown=shown,
        wrong=wrong,
        schools=schools,
        types=ALLOWED_TYPES,
        megabytes=round(ask.parts.settings.file_bytes / 1e6),
        drafts=await list_drafts(customer),
        sent=await list_sent(schools),
        outcomes=OUTCOMES,
        draft_states=DRAFT_STATES,
        uploaders=[(each.name, await _name_uploaders(each)) for each in schools],
    )


async def list_sent(schools: Sequence[School]) -> Sequence[Submission]:
    """Return what was sent for these schools, by whomever, the newest first."""
    found = Submission.filter(school_id__in=[each.id for each in schools]).order_by("-id")
    return await found.limit(_MOST_SENT).prefetch_related("school")


async def see_sent(schools: Sequence[School]) -> object:
    """Return what a page of sent files shows that may change while it is open."""
    sent = await list_sent(schools)
    numbers = [each.id for each in sent] or [0]
    printed = await Slip.filter(submission_id__in=numbers, status__in=PRINTED).count()
    asked = await Question.filter(submission_id__in=numbers).count()
    return [(each.reference, str(each.status)) for each in sent], printed, asked


async def _name_uploaders(school: School) -> list[str]:
    return sorted(show_name(each.customer) for each in await list_uploaders(school))


async def take_file(ask: Ask) -> web.Response:
    most = ask.parts.settings.file_bytes
    seconds = ask.parts.settings.page.upload_seconds
    size = min(ask.request.content_length or most, most)
    try:
        async with asyncio.timeout(seconds), ask.parts.budget.take(size):
            return await _keep(ask, await read_upload(ask.request, most))
    except web.HTTPRequestEntityTooLarge:
        return await _show(ask, ask.say(_TOO_LARGE, limit=round(most / 1e6)), 413)


async def _keep(ask: Ask, arrived: Arrived) -> web.Response:
    if not arrived.name:
        return await _show(ask, ask.say(_NO_FILE), 422)
    schools = await schools_to_send_for(ask.visitor.customer)
    chosen = arrived.fields.get("school") or (str(schools[0].id) if len(schools) == 1 else "")
    if not chosen.isascii() or not chosen.isdecimal():
        return await _show(ask, ask.say(_NO_SCHOOL), 422)
    draft = await take_upload(
        ask.visitor.customer,
        int(chosen[:18]),
        arrived.name,
        arrived.data,
        ask.parts.library.files,
    )
    where = f"/uploads/{draft.key}"
    return ask.answer({"go": where}) if ask.wants_json else ask.go(where)


async def give_template(ask: Ask) -> web.Response:
    kind = ask.named("kind")
    if kind not in TEMPLATE_KINDS:
        raise web.HTTPNotFound
    data = await asyncio.to_thread(write_template, kind, ask.language)
    return give_file(data, name_template(kind, ask.language))


ROUTES = Routes("uploads")
ROUTES.get("/uploads", show_uploads, right=UPLOADERS)
ROUTES.post("/uploads", take_file, right=UPLOADERS, seconds=None)
ROUTES.get("/uploads/template/{kind}", give_template, right=UPLOADERS)
