"""The workbook of schools and senders: given, and taken as a whole once its difference is seen.

The file is not kept here between the two: the page that shows the difference brings it again.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from aiohttp import web

from rosterdesk.bot.page.access.acting import NotFilledInError
from rosterdesk.bot.page.access.asking import give_file
from rosterdesk.bot.page.access.rights import ADMINISTRATORS
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.page.administration.frame import show_framed
from rosterdesk.bot.page.arriving import read_upload
from rosterdesk.bot.words.schoolbook import describe_change, sum_up
from rosterdesk.core.clock import today
from rosterdesk.core.language import N_
from rosterdesk.core.schoolbook.keeping import gather_schoolbook, give_schoolbook
from rosterdesk.core.schoolbook.loading import load_schoolbook
from rosterdesk.core.schoolbook.model import ChangedMeanwhileError, SchoolbookError
from rosterdesk.core.schoolbook.opening import open_schoolbook
from rosterdesk.core.schoolbook.template import KINDS, write_schoolbook

if TYPE_CHECKING:
    from rosterdesk.bot.page.access.asking import Ask
    from rosterdesk.core.schoolbook.loading import Loaded

_MOST_BYTES = 1_000_000
_MOST_SHOWN = 500  # of each kind of line
_NAME = "schools"


async def show_workbook(ask: Ask) -> web.Response:
    return await _show(ask)


async def _show(
    ask: Ask, wrong: str = "", status: int = 200, remarks: tuple[str, ...] = (), done: str = ""
) -> web.Response:
    kept = await gather_schoolbook()
    values = {
        "schools": len(kept.schools),
        "senders": len(kept.uploaders),
        "left_out": kept.left_out,
        "kinds": KINDS,
        "remarks": remarks,
        "done": done,
        "wrong": wrong,
    }
    return show_framed(ask, "library_workbook.html", values, status)


async def give(ask: Ask) -> web.Response:
    """Give the workbook as it is today, or a blank one."""
    what, kind = ask.named("what"), ask.named("kind")
    if kind not in KINDS or what not in ("today", "blank"):
        raise web.HTTPNotFound
    if what == "blank":
        return give_file(write_schoolbook(kind, ask.language), f"{_NAME}.{kind}")
    data = await give_schoolbook(kind, ask.visitor.actor, ask.language)
    return give_file(data, f"{_NAME}-{today()}.{kind}")


async def take(ask: Ask) -> web.Response:
    """Show what the workbook would do; take it where exactly that was seen."""
    arrived = await read_upload(ask.request, _MOST_BYTES, _MOST_BYTES * 4 // 3 + 4)
    shown = arrived.fields.get("shown", "")
    data = _unpack(arrived.fields.get("again", "")) if shown else arrived.data
    if not data:
        return await _show(ask, NotFilledInError(_NO_FILE).say(ask.language), 409)
    try:
        return await _take(ask, data, shown)
    except SchoolbookError as error:
        remarks = tuple(remark.say(ask.language) for remark in error.remarks)
        return await _show(ask, error.say(ask.language), 422, remarks)


async def _take(ask: Ask, data: bytes, shown: str) -> web.Response:
    book = await open_schoolbook(data, today(), ask.parts.library.reader)
    actor, numbering = ask.visitor.actor, ask.parts.library.numbering
    wrong = ""
    if shown:
        try:
            loaded = await load_schoolbook(book, actor, numbering, shown=shown)
            return await _show(ask, done=sum_up(loaded, ask.language, dry_run=False))
        except ChangedMeanwhileError as error:
            wrong = error.say(ask.language)
    loaded = await load_schoolbook(book, actor, numbering, dry_run=True)
    return _show_difference(ask, loaded, data, wrong)


def _show_difference(ask: Ask, loaded: Loaded, data: bytes, wrong: str) -> web.Response:
    changed = [
        (school, ", ".join(f"{name}: {describe_change(each)}" for name, each in changes.items()))
        for school, changes in loaded.changed
    ]
    until = [(name, school, describe_change(each)) for name, school, each in loaded.until]
    values = {
        "schools": loaded.schools[:_MOST_SHOWN],
        "changed": changed[:_MOST_SHOWN],
        "senders": loaded.uploaders[:_MOST_SHOWN],
        "until": until[:_MOST_SHOWN],
        "counts": [len(loaded.schools), len(changed), len(loaded.uploaders), len(until)],
        "unchanged": loaded.unchanged,
        "again": base64.b64encode(data).decode(),
        "shown": loaded.digest,
        "wrong": wrong,
    }
    return show_framed(ask, "library_difference.html", values, 409 if wrong else 200)


def _unpack(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


_NO_FILE = N_("Choose a file first.")

ROUTES = Routes("the workbook of schools")
ROUTES.get("/library/workbook", show_workbook, right=ADMINISTRATORS)
ROUTES.post("/library/workbook", take, right=ADMINISTRATORS, seconds=90)
ROUTES.get("/library/workbook/{what}/{kind}", give, right=ADMINISTRATORS, seconds=90)
