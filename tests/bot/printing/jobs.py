"""A print job on a printer that fails, and what must be true of it afterwards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.bot.printing.draining import NAME, drain, open_printer
from tests.core.roster.making import make_pupils
from tests.printer.virtual import Fault, VirtualPrinter

from rosterdesk.bot.settings import Settings
from rosterdesk.core.models import Card, Customer, OneTimePassword, Slip, SlipStatus
from rosterdesk.core.protection.passwords import verify_password
from rosterdesk.core.slips.printing import find_interrupted
from rosterdesk.core.slips.requests import request_slips
from rosterdesk.printer.reading.text import read_password, slip_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.core.worlds import World

    from rosterdesk.printer.devices.owner import Printer


async def request_job(world: World, count: int, printer: str = NAME) -> list[Slip]:
    from rosterdesk.core.trail.actors import shell_actor

    submission = await world.import_pupils(make_pupils(count))
    await request_slips(submission, printer, shell_actor("desk"))
    return await Slip.all().order_by("number")


def slips_of(printer: Printer) -> list[bytes]:
    """Return what came out of a dummy printer, without the separators between classes."""
    return [each for each in printer.output() if read_password(each)]


async def run_fault(
    world: World, data: Path, fault: Fault, at_slip: int, slips: int, after_bytes: int
) -> None:
    """One job, one fault at one slip, mended; then each pupil has one slip that works, or is
    listed for the desk.

    ``at_slip`` counts from 1; 0 bytes after it is the moment when it is cut.
    """
    with VirtualPrinter() as virtual:
        await request_job(world, slips)
        virtual.fail(
            fault, at_slip=at_slip - 1 if after_bytes else at_slip, after_bytes=after_bytes
        )
        async with open_printer(virtual.url) as printer:
            await drain(printer, Settings(data=data), virtual)
        assert virtual.struck, "the fault never happened"
        await find_interrupted(NAME)
        await check(virtual)


async def check(virtual: VirtualPrinter, *, reprinted: bool = False, queued: bool = False) -> None:
    """Raise unless each customer has exactly one slip on paper that works, or the desk is asked.

    Where nothing was ``reprinted``, the one that works is the only one that there is; with
    ``queued`` slips, the job is not at its end.
    """
    on_paper = await find_passwords(virtual.slips())
    for slip in await Slip.all():
        passwords = on_paper.pop(slip.customer_id, [])
        kept = await OneTimePassword.get_or_none(customer_id=slip.customer_id)
        working = [p for p in passwords if kept and verify_password(kept.hash, p)]
        if slip.status is SlipStatus.UNKNOWN:
            assert len(working) <= 1
        elif slip.status is SlipStatus.QUEUED and queued:
            assert not working, f"slip {slip.number} would be printed twice"
        else:
            assert slip.status in {SlipStatus.SENT, SlipStatus.CONFIRMED}
            assert len(working) == 1, f"slip {slip.number} is {slip.status}"
        assert reprinted or len(passwords) <= 1, f"slip {slip.number} is on paper twice"
    assert not on_paper, "a slip of somebody for whom none was asked"
    assert await Customer.filter(role="pupil").count() == await Slip.all().count()


def find_card(slip: bytes) -> str:
    """Return the card number of a slip: the longest number that stands on it."""
    numbers = re.findall(r"\d{6,14}", slip_text(slip))
    return max(numbers, key=len)


async def find_passwords(slips: Iterable[bytes]) -> dict[int, list[str]]:
    """Return customer -> the passwords on slips with their card number, in order."""
    owners = {card.number: card.customer_id for card in await Card.all()}
    found: dict[int, list[str]] = {}
    for slip in slips:
        (owner,) = {owners[word] for word in slip_text(slip).split() if word in owners}
        password = read_password(slip)
        assert password is not None
        found.setdefault(owner, []).append(password)
    return found
