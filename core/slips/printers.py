"""The known printers: each is announced by the process that drives it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rosterdesk.core.clock import now
from rosterdesk.core.models import PrinterState, SlipStatus
from rosterdesk.core.storage.database import rows, writing
from rosterdesk.core.trail.events import administrators, record
from rosterdesk.core.trail.payloads import PrinterSetUp

if TYPE_CHECKING:
    from collections.abc import Collection

    from rosterdesk.core.trail.actors import Actor

_REMEMBERED = timedelta(days=2)  # a desk that is closed for a day still gets its slips
_SILENT = timedelta(minutes=5)


async def note_printers(names: Collection[str], machine: str) -> None:
    """Say that this machine has these printers, and no other ones any more."""
    gone = PrinterState.filter(machine=machine).exclude(name__in=list(names))
    await gone.update(machine=None, seen_at=None)
    for name in names:
        await PrinterState.get_or_create({"changed_at": now()}, name=name)
        await PrinterState.filter(name=name).update(machine=machine, seen_at=now())


async def note_heard(name: str, said: str) -> None:
    """Write down that the printer has just asked for work, and what it said of itself."""
    await PrinterState.filter(name=name).update(heard=said, heard_at=now())


async def note_set_up(name: str, address: str, actor: Actor) -> None:
    """Write down who set a printer up, and tell the administrators: slips go there from now on."""
    async with writing():
        payload = PrinterSetUp(printer=name, address=address)
        await record(payload, actor, to=await administrators())


async def load_states(names: Collection[str]) -> dict[str, PrinterState]:
    """Return the states of these printers by their names, of those that have one."""
    return {each.name: each for each in await PrinterState.filter(name__in=list(names))}


async def list_printers() -> list[str]:
    """Return the names of those that some process has, or had until lately."""
    found = PrinterState.filter(seen_at__gt=now() - _REMEMBERED).order_by("name")
    return [str(name) for name in await found.values_list("name", flat=True)]


async def list_deserted() -> list[str]:
    """Return the printers that slips have been waiting for, and that no process has."""
    before = now() - _SILENT
    found = await rows(
        "SELECT DISTINCT s.printer FROM slip s LEFT JOIN printer_state p ON p.name = s.printer"
        " WHERE s.status = ? AND s.requested_at < ? AND (p.seen_at IS NULL OR p.seen_at < ?)",
        [str(SlipStatus.QUEUED), before, before],
    )
    return sorted(str(row["printer"]) for row in found)
