"""Knowing a printer that asks: its name, its secret, and its own number.

The secret stands in its address (``/sdp/NAME/SECRET``) or is the password of basic authentication
(``/sdp/NAME``, the user is the name). It is made from the installation's key and stored nowhere.
The number, MAC or serial, keeps a second printer that was given the same address by mistake from
taking slips of the first.
"""

from __future__ import annotations

import asyncio
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from aiohttp import BasicAuth, web

from rosterdesk.core.clock import now
from rosterdesk.core.slips.printers import note_heard
from rosterdesk.printer.devices.pickup import ElsewhereError
from rosterdesk.printer.model.address import name_secret

if TYPE_CHECKING:
    from rosterdesk.bot.page.access.asking import Ask
    from rosterdesk.printer.devices.device import Status
    from rosterdesk.printer.devices.owner import Printer
    from rosterdesk.printer.devices.pickup import Pickup

_log = structlog.get_logger(__name__)

NEXT_SECONDS = 1.0  # that a question waits for the next slip of a job
_WRITE_SECONDS = 60.0  # between two notes of a printer that says the same
_ASK_BASIC = {"WWW-Authenticate": 'Basic realm="rosterdesk", charset="UTF-8"'}


@dataclass(frozen=True, slots=True)
class Known:
    """A printer that showed the secret of its address."""

    printer: Printer
    pickup: Pickup
    place: str


def find_printer(ask: Ask, scheme: str) -> Known:
    """Return the printer that asks; raises HTTPNotFound, HTTPUnauthorized, HTTPServiceUnavailable.

    A name that is not there and a wrong secret are answered alike.
    """
    shown = _read_secret(ask)
    found = ask.parts.find_polled(scheme, ask.named("name"))
    printer = found.printer if found else None
    of_whom = name_secret(printer.address) if printer else ("", 0)
    secret = ask.parts.library.keys.make_printer_secret(*of_whom)
    if printer is None or not hmac.compare_digest(shown.encode(), secret.encode()):
        raise web.HTTPNotFound
    if found is None or not found.here:
        raise web.HTTPServiceUnavailable  # another process prints on it: it may ask again
    assert printer.pickup is not None
    return Known(printer, printer.pickup, ask.place)


def _read_secret(ask: Ask) -> str:
    if "secret" in ask.request.match_info:
        return ask.named("secret").lower()
    try:
        shown = BasicAuth.decode(ask.request.headers.get("Authorization", ""))
        return str(shown.password).lower()
    except ValueError as error:
        raise web.HTTPUnauthorized(headers=_ASK_BASIC) from error


def require_identity(known: Known, *numbers: str | None) -> None:
    """Raise HTTPForbidden unless the printer has the number that the settings have.

    It is another one, with the same address: its questions change nothing.
    """
    if known.printer.address.identity not in numbers:
        _log.warning("printers.another", printer=known.printer.name)
        raise web.HTTPForbidden


def refuse_stranger(known: Known) -> web.HTTPForbidden:
    _log.warning("printers.stranger", printer=known.printer.name)
    return web.HTTPForbidden()


async def hear(ask: Ask, known: Known, status: Status | None = None) -> None:
    """Note that it asked: in memory, and in the database where that is news or a minute old."""
    try:
        known.pickup.hear(known.place, status)
    except ElsewhereError as error:
        raise refuse_stranger(known) from error
    said = known.pickup.status.pack()
    noted = ask.parts.heard.get(known.printer.name)
    if noted is None or noted[0] != said or (now() - noted[1]).total_seconds() > _WRITE_SECONDS:
        ask.parts.heard[known.printer.name] = said, now()
        await note_heard(known.printer.name, said)


async def await_next(known: Known) -> None:
    """While a job is under way, wait a moment for its next slip."""
    if known.pickup.expects_more:
        await asyncio.to_thread(known.pickup.await_next, NEXT_SECONDS)
