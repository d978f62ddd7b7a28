"""A job on a printer that fails: nobody without a working slip but those whom the desk is told."""

from __future__ import annotations

import asyncio
import os
import re
from collections import Counter
from dataclasses import replace

import pytest
from tests.bot.printing.draining import NAME, drain, open_printer
from tests.bot.printing.jobs import check, find_passwords, request_job, run_fault, slips_of
from tests.core.roster.making import make_pupils
from tests.core.worlds import open_world
from tests.printer.virtual import Fault, VirtualPrinter

from rosterdesk.bot.program.database import APPS
from rosterdesk.bot.program.loops.printing import print_next
from rosterdesk.bot.settings import Settings
from rosterdesk.core.models import Customer, OneTimePassword, Slip, SlipStatus
from rosterdesk.core.protection.passwords import verify_password
from rosterdesk.core.slips.printing import answer_unknown
from rosterdesk.core.slips.queue import (
    cancel_rest,
    load_job,
    move_to_printer,
    pause,
    resume,
    skip_next,
    stop_after_current,
)
from rosterdesk.core.slips.requests import request_slips
from rosterdesk.core.storage.database import open_database
from rosterdesk.core.trail.actors import shell_actor
from rosterdesk.printer.reading.text import read_password, slip_text
from rosterdesk.printer.slips.layout import Layout

# The long run is by hand, with 30: seven faults at each of thirty slips, early, in the middle, late
# in the slip and when it is just cut.
SLIPS = int(os.environ.get("PRINT_JOB_SLIPS", "2"))
AFTER_BYTES = (1, 150, 300, 0) if "PRINT_JOB_SLIPS" in os.environ else (150, 0)


@pytest.fixture
async def world(fresh_sqlite, tmp_path):
    async with open_database(fresh_sqlite, APPS), open_world(tmp_path / "files") as made:
        yield made


@pytest.mark.parametrize("at_slip", range(1, SLIPS + 1))
@pytest.mark.parametrize("after_bytes", AFTER_BYTES)
@pytest.mark.parametrize("fault", list(Fault))
async def test_fault_leaves_nobody_without_a_slip(world, tmp_path, fault, after_bytes, at_slip):
    await run_fault(world, tmp_path, fault, at_slip, SLIPS, after_bytes)


async def test_two_jobs_for_one_printer_come_out_one_after_the_other(world, tmp_path):

    first = await world.import_pupils(make_pupils(4))
    more = [
        *make_pupils(4),
        *(replace(p, external_number=f"9{p.row:05}") for p in make_pupils(4, seed=7)),
    ]
    second = await world.import_pupils(more)
    await request_slips(first, NAME, shell_actor("desk"))
    await request_slips(second, NAME, shell_actor("desk"))
    with VirtualPrinter() as virtual:
        async with open_printer(virtual.url) as printer:
            await drain(printer, Settings(data=tmp_path))
        assert len(virtual.passwords()) == await Slip.all().count()
        await check(virtual)


async def test_slip_that_is_not_certain_waits_for_a_person(world, tmp_path):
    with VirtualPrinter() as virtual:
        await request_job(world, 2)
        virtual.fail(Fault.POWER_LOST, at_slip=1, after_bytes=150)
        async with open_printer(virtual.url) as printer:
            await drain(printer, Settings(data=tmp_path), virtual)
            (unsure,) = await Slip.filter(status=SlipStatus.UNKNOWN)
            assert await answer_unknown(unsure.id, printed=False, actor=shell_actor("desk"))
            assert not await answer_unknown(unsure.id, printed=True, actor=shell_actor("desk"))
            await drain(printer, Settings(data=tmp_path))
        kept = await OneTimePassword.get(customer_id=unsure.customer_id)
        assert sum(verify_password(kept.hash, p) for p in virtual.passwords()) == 1
        assert not await Slip.filter(status=SlipStatus.UNKNOWN).exists()


async def test_paused_queue_makes_no_password(world, tmp_path):
    await request_job(world, 2)
    await pause(NAME, shell_actor("desk"))
    async with open_printer("dummy:") as printer:
        assert not await print_next(printer, Layout(), Settings(data=tmp_path))
        assert await OneTimePassword.all().count() == 0
        await resume(NAME, shell_actor("desk"))
        await drain(printer, Settings(data=tmp_path))
        assert len(slips_of(printer)) == 2


async def test_stopping_after_the_current_slip_leaves_the_rest_queued(world, tmp_path):
    slips = await request_job(world, 3)
    await stop_after_current(slips[0].job, shell_actor("desk"))
    async with open_printer("dummy:") as printer:
        while await print_next(printer, Layout(), Settings(data=tmp_path)):
            pass
        assert len(slips_of(printer)) == 1
    job = await load_job(slips[0].job)
    assert (job.printed, job.counts[SlipStatus.QUEUED], job.paused_by) == (1, 2, "rosterdesk")


async def test_skipped_and_moved_slips_go_where_they_should(world, tmp_path):
    slips = await request_job(world, 4)
    name, desk = slips[0].job, shell_actor("desk")
    assert await skip_next(name, desk)
    assert await move_to_printer(name, "other", desk) == 3
    async with open_printer("dummy:", "other") as other:
        await drain(other, Settings(data=tmp_path))
        assert len(slips_of(other)) == 3
    assert await cancel_rest(name, desk) == 0
    assert (await load_job(name)).counts == {SlipStatus.SENT: 3, SlipStatus.CANCELLED: 1}


async def test_one_job_over_two_printers_is_printed_once(world, tmp_path):
    """The rest is moved while the first printer is at work: each slip comes out of one of them."""
    slips = await request_job(world, 9)
    settings = Settings(data=tmp_path)
    async with open_printer("dummy:") as first, open_printer("dummy:", "other") as second:
        await print_next(first, Layout(), settings)

        async def take_over() -> None:
            await print_next(first, Layout(), settings)
            await move_to_printer(slips[0].job, "other", shell_actor("desk"))
            await drain(second, settings)

        await asyncio.gather(drain(first, settings), take_over())
        assert 2 <= len(slips_of(first)) < 9
        found = await find_passwords([*slips_of(first), *slips_of(second)])
    assert len(found) == 9
    for customer_id, (password,) in found.items():
        kept = await OneTimePassword.get(customer_id=customer_id)
        assert verify_password(kept.hash, password)


async def test_separator_with_the_count_comes_before_each_class(world, tmp_path):
    await request_job(world, 12)
    async with open_printer("dummy:") as printer:
        await drain(printer, Settings(data=tmp_path))
        printed = printer.output()
    classes = [c.class_name for c in await Customer.filter(role="pupil")]
    order, counts = [], []
    for piece in printed:
        if read_password(piece):
            order.append("slip")
        else:
            counts.append(int(re.search(r"(\d+) bon", slip_text(piece))[1]))
            order.append("separator")
    assert sorted(counts) == sorted(Counter(classes).values())
    for place, count in zip(
        [i for i, kind in enumerate(order) if kind == "separator"], counts, strict=True
    ):
        assert order[place + 1 : place + 1 + count] == ["slip"] * count
