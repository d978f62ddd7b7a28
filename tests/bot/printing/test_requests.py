"""Requests for slips: for whom, in which order, and going on at a slip of a job."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.bot.printing.draining import NAME, drain, open_printer
from tests.bot.printing.jobs import check, find_passwords, request_job, slips_of
from tests.core.roster.making import make_pupils
from tests.core.worlds import WHO, open_world
from tests.printer.virtual import Fault, VirtualPrinter

from rosterdesk.bot.program.database import APPS
from rosterdesk.bot.program.loops.printing import print_next
from rosterdesk.bot.settings import Settings
from rosterdesk.core.clock import LOCAL, now
from rosterdesk.core.models import (
    Customer,
    Event,
    OneTimePassword,
    Slip,
    SlipOrder,
    SlipStatus,
)
from rosterdesk.core.protection.passwords import verify_password
from rosterdesk.core.slips.printing import answer_unknown
from rosterdesk.core.slips.queue import list_open_jobs, load_job, pause, print_now
from rosterdesk.core.slips.requests import (
    NothingToPrintError,
    SlipWaitsError,
    Whom,
    find_class_customers,
    request_class,
    request_slip,
    request_slips,
)
from rosterdesk.core.slips.restart import NoSuchSlipError, look_at_restart, restart_at
from rosterdesk.core.storage.database import open_database
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.printer.reading.text import read_password, slip_text
from rosterdesk.printer.settings import PrinterSettings
from rosterdesk.printer.slips.layout import Layout


@pytest.fixture
async def world(fresh_sqlite, tmp_path):
    async with open_database(fresh_sqlite, APPS), open_world(tmp_path / "files") as made:
        yield made


async def print_all(tmp_path) -> list[bytes]:
    """Return what comes out, separators too."""
    async with open_printer("dummy:") as printer:
        await drain(printer, Settings(data=tmp_path))
        return printer.output()


def people(*names: tuple[str, str, str, str]):
    """Pupils of (first name, prefix, surname, class)."""
    base = make_pupils(len(names))
    return [
        replace(
            pupil,
            first_name=first,
            prefix=prefix or None,
            surname=surname,
            class_code=code,
            class_name=code,
        )
        for pupil, (first, prefix, surname, code) in zip(base, names, strict=True)
    ]


NAMES = (
    ("Sanne", "van den", "Berg", "10A"),
    ("Ali", "", "Çelik", "9B"),
    ("Zoë", "de", "Boer", "9B"),
    ("Bram", "", "Aalbers", "10A"),
)


@pytest.mark.parametrize(
    ("order", "expected", "pieces"),
    [
        (SlipOrder.CLASS, ["Zoë", "Ali", "Bram", "Sanne"], 6),
        (SlipOrder.NAME, ["Bram", "Sanne", "Zoë", "Ali"], 4),
    ],
)
async def test_slips_come_by_class_or_by_name_the_dutch_way(
    world, tmp_path, order, expected, pieces
):
    """The classes stand mingled when sorted by name: no separator stands between them."""
    submission = await world.import_pupils(people(*NAMES))
    await request_slips(submission, NAME, WHO, order)
    printed = await print_all(tmp_path)
    texts = [slip_text(piece) for piece in printed if read_password(piece)]
    assert [next(n for n in expected if n in text) for text in texts] == expected
    assert len(printed) == pieces


async def test_slips_of_a_class_are_for_those_who_have_no_password(world, tmp_path):
    await world.import_pupils(people(*NAMES))
    ali = await Customer.get(first_name="Ali")
    await request_slip(ali, NAME, WHO)
    await print_all(tmp_path)
    found = await find_class_customers(world.school, "9B")
    assert (len(found.everybody), len(found.without), found.waiting) == (2, 1, 0)

    job = await request_class(world.school, "9B", NAME, WHO)
    assert [s.customer.first_name for s in await slips_in(job.name)] == ["Zoë"]
    assert (await find_class_customers(world.school, "9B")).waiting == 1
    with pytest.raises(NothingToPrintError):
        await request_class(world.school, "9B", NAME, WHO)
    everybody = await request_class(world.school, None, NAME, WHO, whom=Whom.EVERYBODY)
    names = [s.customer.first_name for s in await slips_in(everybody.name)]
    assert names == ["Ali", "Bram", "Sanne"], "Zoë's slip waits already"
    assert await list_open_jobs() == [job.name, everybody.name]


async def slips_in(job: str) -> list[Slip]:
    return await Slip.filter(job=job).order_by("number").prefetch_related("customer")


async def test_slip_that_waits_is_not_asked_for_twice(world, tmp_path):
    await world.import_pupils(people(*NAMES))
    ali = await Customer.get(first_name="Ali")
    await request_slip(ali, NAME, WHO)
    with pytest.raises(SlipWaitsError, match="Ali"):
        await request_slip(ali, NAME, WHO, "lost")
    await print_all(tmp_path)
    await request_slip(ali, NAME, WHO, "lost")
    (first, again) = await print_all_of(ali, tmp_path)
    kept = await OneTimePassword.get(customer=ali)
    assert [verify_password(kept.hash, each) for each in (first, again)] == [False, True]


async def print_all_of(customer: Customer, tmp_path) -> list[str]:
    """Print what waits, and the same once more for its reason; return the passwords."""
    first = await read_one(tmp_path)
    await request_slip(customer, NAME, WHO, "unreadable")
    event = await Event.filter(kind=Kind.SLIPS_REQUESTED).order_by("-id").first()
    assert (event.facts["reason"], event.customer_id) == ("unreadable", customer.id)
    return [first, await read_one(tmp_path)]


async def read_one(tmp_path) -> str:
    (slip,) = await print_all(tmp_path)
    return read_password(slip)


async def test_going_on_at_a_slip_leaves_those_before_it_alone(world, tmp_path):
    """The slips on paper from there on are printed again with a new password, and counted so."""
    with VirtualPrinter() as virtual:
        slips = await request_job(world, 6)
        job = slips[0].job
        virtual.fail(Fault.PAPER_OUT, at_slip=4, after_bytes=150)
        async with open_printer(virtual.url) as printer:
            while await print_next(printer, Layout(), Settings(data=tmp_path)):
                pass
            await pause(NAME, WHO)
            virtual.mend()
            before = await find_passwords(virtual.slips())
            (unsure,) = await Slip.filter(job=job, status=SlipStatus.UNKNOWN)
            assert unsure.number == 5

            seen = await look_at_restart(job, 3)
            assert (seen.to_print, seen.again, seen.left_out) == (4, 3, 0)
            assert await restart_at(job, 3, WHO) == seen
            assert (await load_job(job)).paused_by is None
            assert not await answer_unknown(unsure.id, printed=True, actor=WHO)
            await drain(printer, Settings(data=tmp_path))
        await check(virtual, reprinted=True)
        after = await find_passwords(virtual.slips())
        times = [len(after[s.customer_id]) for s in slips]
        assert times == [1, 1, 2, 2, 1 + len(before.get(unsure.customer_id, [])), 1]
        (event,) = await Event.filter(kind=Kind.SLIPS_RESTARTED)
        assert (event.data["number"], event.data["again"], event.actor) == (3, 3, WHO.name)


async def test_going_on_further_leaves_out_what_waits_before_it(world, tmp_path):
    slips = await request_job(world, 5)
    job = slips[0].job
    with pytest.raises(NoSuchSlipError):
        await restart_at(job, 6, WHO)
    done = await restart_at(job, 4, WHO)
    assert (done.to_print, done.again, done.left_out) == (2, 0, 3)
    async with open_printer("dummy:") as printer:
        await drain(printer, Settings(data=tmp_path))
        assert len(slips_of(printer)) == 2
    assert (await load_job(job)).counts == {SlipStatus.SENT: 2, SlipStatus.CANCELLED: 3}


async def test_going_on_spares_a_slip_that_somebody_was_given_since(world, tmp_path):
    slips = await request_job(world, 3)
    async with open_printer("dummy:") as printer:
        await drain(printer, Settings(data=tmp_path))
        second = await Customer.get(id=slips[1].customer_id)
        await request_slip(second, NAME, WHO, "lost")
        await drain(printer, Settings(data=tmp_path))
        newest = read_password(slips_of(printer)[-1])
        assert (await restart_at(slips[0].job, 1, WHO)).to_print == 2
        await drain(printer, Settings(data=tmp_path))
    kept = await OneTimePassword.get(customer_id=second.id)
    assert verify_password(kept.hash, newest)


def settings_with_quiet(tmp_path, start: int, end: int) -> Settings:
    """Quiet from so many minutes after now until so many minutes after it."""
    from_, until = (
        f"{(now() + timedelta(minutes=minutes)).astimezone(LOCAL):%H:%M}"
        for minutes in (start, end)
    )
    printing = PrinterSettings(printers={NAME: "dummy:"}, quiet={NAME: f"{from_}-{until}"})
    return Settings(data=tmp_path, printing=printing)


async def test_slips_wait_for_the_end_of_the_quiet_hours(world, tmp_path):
    slips = await request_job(world, 2)
    quiet = settings_with_quiet(tmp_path, -60, 60)
    async with open_printer("dummy:") as printer:
        for _ in range(2):
            assert not await print_next(printer, Layout(), quiet)
        assert await OneTimePassword.all().count() == 0
        (told,) = await Event.filter(kind=Kind.PRINTER_QUIET)
        assert told.data["slips"] == 2
        assert (await load_job(slips[0].job)).quiet_until is not None

        await drain(printer, settings_with_quiet(tmp_path, 60, 120))
        assert len(slips_of(printer)) == 2
        assert await Event.filter(kind=Kind.PRINTER_AWAKE).count() == 1


async def test_person_who_says_now_is_obeyed_in_the_quiet_hours(world, tmp_path):
    slips = await request_job(world, 2)
    quiet = settings_with_quiet(tmp_path, -60, 60)
    assert not await print_now(NAME, WHO), "nothing waits for the end of quiet hours yet"
    async with open_printer("dummy:") as printer:
        assert not await print_next(printer, Layout(), quiet)
        assert await print_now(NAME, WHO)
        assert (await load_job(slips[0].job)).quiet_until is None
        await drain(printer, quiet)
        assert len(slips_of(printer)) == 2
    assert await Event.filter(kind=Kind.PRINTER_HURRIED).count() == 1
