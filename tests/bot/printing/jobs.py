"""A print job on a printer that fails, and what must be true of it afterwards."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from tests.core.roster.making import make_pupils
from tests.printer.virtual import Fault, VirtualPrinter

from rosterdesk.bot.settings import Settings
from rosterdesk.bot.work.printing import print_next
from rosterdesk.core.models import Customer, OneTimePassword, Slip, SlipStatus
from rosterdesk.core.protection.passwords import verify_password
from rosterdesk.core.usecases.slips import find_interrupted, request_slips
from rosterdesk.printer.layout import Layout
from rosterdesk.printer.owner import Printer
from rosterdesk.printer.reading import read_password

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.core.worlds import World

NAME = "desk"


async def request_job(world: World, count: int, printer: str = NAME) -> list[Slip]:
    from rosterdesk.core.actors import shell_actor

    submission = await world.import_pupils(make_pupils(count))
    await request_slips(submission, printer, shell_actor("desk"))
    return await Slip.all().order_by("number")


@asynccontextmanager
async def open_printer(url: str, name: str = NAME) -> AsyncIterator[Printer]:
    async with Printer(name, url) as printer:
        yield printer


def slips_of(printer: Printer) -> list[bytes]:
    """Return what came out of a dummy printer, without the separators between classes."""
    return [each for each in printer.output() if read_password(each)]


async def drain(printer: Printer, settings: Settings, virtual: VirtualPrinter | None = None) -> int:
    """Print until nothing is queued, mending the printer when it stops; return the mendings."""
    layout, mended = Layout(), 0
    while await Slip.filter(printer=printer.name, status=SlipStatus.QUEUED).exists():
        if not await print_next(printer, layout, settings) and virtual is not None:
            virtual.mend()
            mended += 1
            assert mended <= 20, "the queue does not go on after mending"
    return mended


async def run_fault(world: World, data: Path, fault: Fault, at_slip: int, slips: int) -> None:
    """One job, one fault at one slip, mended; then each pupil has one slip that works, or is
    listed for the desk."""
    with VirtualPrinter() as virtual:
        await request_job(world, slips)
        virtual.fail(fault, at_slip=at_slip, after_bytes=150)
        async with open_printer(virtual.url) as printer:
            await drain(printer, Settings(data=data), virtual)
        await find_interrupted(NAME)
        await check(virtual)


async def check(virtual: VirtualPrinter) -> None:
    on_paper = virtual.passwords()
    assert len(set(on_paper)) == len(on_paper), "no password is on two slips"
    for slip in await Slip.all():
        kept = await OneTimePassword.get(customer_id=slip.customer_id)
        working = [p for p in on_paper if verify_password(kept.hash, p)]
        if slip.status is SlipStatus.UNKNOWN:
            assert len(working) <= 1
        else:
            assert slip.status in {SlipStatus.SENT, SlipStatus.CONFIRMED}
            assert len(working) == 1, f"slip {slip.number} is {slip.status}"
    assert await Customer.filter(role="pupil").count() == await Slip.all().count()
