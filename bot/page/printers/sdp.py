"""Epson Server Direct Print: a printer asks for work, and says what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from aiohttp import web

from rosterdesk.bot.page.access.rights import MACHINES
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.page.printers.knowing import (
    await_next,
    find_printer,
    hear,
    require_identity,
)
from rosterdesk.printer.polling.sdp import read_told, read_told_status, write_job

if TYPE_CHECKING:
    from rosterdesk.bot.page.access.asking import Ask, Form
    from rosterdesk.bot.page.printers.knowing import Known

_log = structlog.get_logger(__name__)
_PROBE = "status"  # the number of a job that prints nothing


async def answer(ask: Ask) -> web.Response:
    """Take the form that a printer posts: a question for work, a result, or how it is."""
    known = find_printer(ask, "sdp")
    form = await ask.read_form()
    require_identity(known, form.text("ID").upper(), form.text("Name").upper())
    match form.text("ConnectionType"):
        case "GetRequest":
            await hear(ask, known)
            return _xml(await _find_work(ask, known))
        case "SetResponse":
            await _take_result(ask, known, form)
        case "SetStatus" | "Status":
            said = form.secret("Status") or form.secret("ResponseFile")
            await hear(ask, known, read_told_status(said))
        case _:
            raise web.HTTPBadRequest
    return _xml(b"")


async def _find_work(ask: Ask, known: Known) -> bytes:
    """Return the slip that lies ready, or else a question how the printer is, or nothing."""
    address, pickup = known.printer.address, known.pickup
    milliseconds = int(address.patience * 1000)
    await await_next(known)
    if ask.request.transport is None:
        return b""  # it has hung up meanwhile: a slip would go to nobody
    token = pickup.announce(known.place)
    slip = pickup.fetch(known.place, token) if token else None
    if slip is not None:
        return write_job(slip.data, slip.token, address.version, milliseconds)
    if pickup.wants_status and address.version > 1:
        return write_job(b"", _PROBE, address.version, milliseconds)
    return b""


async def _take_result(ask: Ask, known: Known, form: Form) -> None:
    told = read_told(form.secret("ResponseFile"))
    if told is None:
        _log.warning("printers.not_understood", printer=known.printer.name)
        return
    if known.printer.address.version == 1 or (told.job and told.job != _PROBE):
        known.pickup.end(known.place, told.job, told.reason)
    await hear(ask, known, told.status)


def _xml(body: bytes) -> web.Response:
    return web.Response(body=body, content_type="text/xml", charset="utf-8")


ROUTES = Routes("Server Direct Print")
for _path in ("/sdp/{name}", "/sdp/{name}/{secret}"):
    ROUTES.post(_path, answer, right=MACHINES)
