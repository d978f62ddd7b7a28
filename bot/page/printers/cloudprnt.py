"""Star CloudPRNT: a printer polls, fetches a slip, and says what became of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

from rosterdesk.bot.page.access.rights import MACHINES
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.page.printers.knowing import (
    await_next,
    find_printer,
    hear,
    refuse_stranger,
    require_identity,
)
from rosterdesk.printer.devices.pickup import ElsewhereError
from rosterdesk.printer.model.address import read_mac
from rosterdesk.printer.polling.cloudprnt import (
    NotUnderstoodError,
    read_end,
    read_poll,
    write_answer,
)
from rosterdesk.printer.polling.star import KINDS, Form, make_form

if TYPE_CHECKING:
    from rosterdesk.bot.page.access.asking import Ask
    from rosterdesk.bot.page.printers.knowing import Known

_SCHEME = "cloudprnt"


async def answer_poll(ask: Ask) -> web.Response:
    """Hear how the printer is, and say whether a slip lies ready for it."""
    known = find_printer(ask, _SCHEME)
    try:
        poll = read_poll(await ask.request.read())
    except NotUnderstoodError as error:
        raise web.HTTPBadRequest from error
    require_identity(known, poll.mac)
    await hear(ask, known, poll.status)
    token = None
    if poll.status.ready and not poll.printing:
        await await_next(known)
        token = known.pickup.announce(known.place)
    return web.Response(body=write_answer(token, KINDS), content_type="application/json")


async def give_slip(ask: Ask) -> web.Response:
    """Give out the slip in the form that is asked for: the same bytes however often."""
    known = _find(ask)
    kind = ask.request.query.get("type", KINDS[0]).partition(";")[0].strip()
    if kind not in KINDS:
        raise web.HTTPUnsupportedMediaType
    try:
        slip = known.pickup.fetch(known.place, ask.request.query.get("token"))
    except ElsewhereError as error:
        raise refuse_stranger(known) from error
    if slip is None:
        raise web.HTTPNotFound
    form = slip.forms.get(kind)
    if form is None:
        form = await asyncio.to_thread(make_form, slip.data, known.printer.paper, kind)
        form = slip.forms.setdefault(kind, form)
    assert isinstance(form, Form)
    return web.Response(body=form.data, content_type=kind, headers=form.headers)


async def take_end(ask: Ask) -> web.Response:
    """Note what became of the slip; what is about another one changes nothing."""
    known = _find(ask)
    query = ask.request.query
    if "code" not in query:
        raise web.HTTPBadRequest
    known.pickup.end(known.place, query.get("token"), read_end(query["code"]))
    return web.Response()


def _find(ask: Ask) -> Known:
    known = find_printer(ask, _SCHEME)
    require_identity(known, read_mac(ask.request.query.get("mac", "")))
    return known


ROUTES = Routes("CloudPRNT")
for _path in ("/cloudprnt/{name}", "/cloudprnt/{name}/{secret}"):
    ROUTES.post(_path, answer_poll, right=MACHINES)
    ROUTES.get(_path, give_slip, right=MACHINES)
    ROUTES.delete(_path, take_end, right=MACHINES)
