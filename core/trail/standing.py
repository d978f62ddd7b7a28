"""The troubles of the service as its processes told them, and not yet that they are over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rosterdesk.core.models import Event
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads import ServiceState

if TYPE_CHECKING:
    from datetime import datetime

AGAIN = timedelta(hours=6)  # a trouble that lasts is told again after that
_LATE = timedelta(minutes=15)  # until then the one who tells may still do so
_KINDS = (Kind.SERVICE_TROUBLE, Kind.SERVICE_WELL)


async def find_told(since: datetime) -> dict[tuple[str, str], Event]:
    """Return the last event about each trouble since then, by code and what it is about."""
    events = await Event.filter(kind__in=_KINDS, at__gt=since).order_by("id")
    found = {}
    for event in events:
        said = ServiceState.read(event)
        found[said.code, said.about] = event
    return found


async def list_standing(moment: datetime) -> list[Event]:
    """Return the troubles that were told and are not over then, whichever process told them.

    Of a process that died nobody says that its troubles are over: they are forgotten when it
    should have told them again.
    """
    told = await find_told(moment - AGAIN - _LATE)
    return [event for event in told.values() if event.kind == Kind.SERVICE_TROUBLE]
