"""Printers that ask for their work at the page: who is believed, and slips through the queue."""

from __future__ import annotations

import asyncio
import base64
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from tests.bot.page.places import WHO, Place
from tests.printer.asking.epson import EpsonPrinter
from tests.printer.asking.faults import EPSON, STAR, find_url, hurry, serve_printers
from tests.printer.asking.star import StarPrinter
from tests.printer.asking.wire import ask

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.bot.words.printers import read_heard
from rosterdesk.core.models import OneTimePassword, PrinterState, Slip, SlipStatus
from rosterdesk.core.protection.passwords import verify_password
from rosterdesk.core.slips.requests import Whom, request_class
from rosterdesk.printer.devices.device import Answer as Said
from rosterdesk.printer.errors import NotSentError
from rosterdesk.printer.model.address import name_secret, parse_address
from rosterdesk.printer.reading.text import read_password

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@asynccontextmanager
async def at_work(printer: StarPrinter | EpsonPrinter) -> AsyncIterator[None]:
    """Let the printer ask, until the end of the block."""
    going = True

    async def work() -> None:
        while going:
            await printer.work()
            await asyncio.sleep(0.01)

    working = asyncio.create_task(work())
    try:
        yield
    finally:
        going = False
        await working


async def fill_class(place: Place, count: int) -> None:
    for number in range(count):
        await place.add(
            first_name=f"Kind{chr(65 + number)}", role="pupil", class_code="2B", class_name="2B"
        )


async def wait_for_status(status: SlipStatus, count: int) -> None:
    async def reached() -> bool:
        return await Slip.filter(status=status).count() == count

    await wait_for(reached)


async def test_a_printer_shows_who_it_is_or_gets_nothing(tmp_path: Path):
    async with serve_printers(tmp_path) as place:
        url = find_url(place, STAR)
        bare, _, secret = url.rpartition("/")
        poll = b'{"printerMAC": "%s", "statusCode": "200 OK"}'
        right = poll % b"00:11:62:00:00:01"
        basic = {"Authorization": "Basic " + base64.b64encode(f"ster:{secret}".encode()).decode()}
        wrong = {"Authorization": "Basic " + base64.b64encode(b"ster:geheim").decode()}
        epson_url = find_url(place, EPSON).replace("/sdp/", "/cloudprnt/")
        for where, body, headers, status in (
            (url, right, {}, 200),
            (f"{bare}/{secret.upper()}", right, {}, 200),
            (bare, right, basic, 200),
            (bare, right, {}, 401),
            (bare, right, wrong, 404),
            (url[:-1], right, {}, 404),
            (f"{bare}/é", right, {}, 404),
            (url.replace("/ster/", "/balie/"), right, {}, 404),
            (epson_url, right, {}, 404),
            (url, poll % b"00:11:62:00:00:02", {}, 403),
            (url, poll % b"", {}, 403),
            (url, b'{"statusCode": "200 OK"}', {}, 403),
            (url, b"[]", {}, 400),
        ):
            answer = await ask(where.replace("é", "%C3%A9"), "POST", "", body, headers)
            assert answer is not None
            assert answer.status == status, (where, body, headers)
            assert ("www-authenticate" in answer.headers) == (status == 401)
        for method in ("GET", "DELETE"):
            answer = await ask(url, method, "?mac=001162000001&code=OK&token=%C3%A9")
            assert answer is not None
            assert answer.status == {"GET": 404, "DELETE": 200}[method]


async def test_another_key_makes_another_secret(tmp_path: Path):
    async with serve_printers(tmp_path) as place:
        keys = place.library.keys
        made = {
            keys.make_printer_secret(*name_secret(parse_address(url)))
            for url in (
                "sdp://hal?serial=X9Q1000001",
                "sdp://hal?serial=X9Q1000001&key=2",
                "sdp://Balie?serial=X9Q1000001",
                "sdp://balie?serial=X9Q1000002",
                "cloudprnt://hal?mac=001162000001",
            )
        }
    assert len(made) == 4  # how a name is spelt makes none
    assert all(len(secret) == 26 for secret in made)


async def test_slips_of_the_queue_come_out_with_passwords_that_work(tmp_path: Path):
    """On an Epson, which is asked first how it is, and out of paper once."""
    async with serve_printers(tmp_path) as place:
        printer = EpsonPrinter(find_url(place, EPSON))
        await fill_class(place, 3)
        await request_class(place.school, "2B", EPSON, WHO, whom=Whom.EVERYBODY)
        async with at_work(printer):
            await wait_for_status(SlipStatus.CONFIRMED, 3)
        assert printer.probes >= 1
        for slip, paper in zip(await Slip.all().order_by("id"), printer.tray.whole, strict=True):
            kept = await OneTimePassword.get(customer_id=slip.customer_id)
            password = read_password(paper)
            assert password is not None
            assert verify_password(kept.hash, password)


async def test_trouble_is_told_in_the_words_of_other_printers_and_over_when_it_is(tmp_path: Path):
    async with serve_printers(tmp_path) as place:
        printer = StarPrinter(find_url(place, STAR))
        await fill_class(place, 1)
        await printer.poll("410%20Out%20of%20paper")
        await request_class(place.school, "2B", STAR, WHO, whom=Whom.EVERYBODY)

        async def asks_for_paper() -> bool:
            await printer.poll("410%20Out%20of%20paper")
            state = await PrinterState.get(name=STAR)
            return state.trouble == "paper_out"

        await wait_for(asks_for_paper)
        assert await Slip.filter(status=SlipStatus.QUEUED).count() == 1
        state = await PrinterState.get(name=STAR)
        assert read_heard(state.heard, state.heard_at).paper is Said.NO
        async with at_work(printer):
            await wait_for_status(SlipStatus.CONFIRMED, 1)
        state = await PrinterState.get(name=STAR)
        assert state.trouble is None
        assert read_heard(state.heard, state.heard_at).ready
        with pytest.raises(NotSentError):
            read_heard(None, None)


async def test_a_printer_that_is_away_makes_no_password_useless(tmp_path: Path):
    """Nothing is made for one that does not ask; when it comes, everything waits for it."""
    async with serve_printers(tmp_path) as place:
        printer = StarPrinter(find_url(place, STAR))
        await printer.poll()
        owner = place.service.printers[STAR]
        assert owner.pickup is not None
        hurry(owner.pickup)
        await fill_class(place, 1)
        before = await OneTimePassword.first()
        await request_class(place.school, "2B", STAR, WHO, whom=Whom.EVERYBODY)

        async def is_missed() -> bool:
            return await PrinterState.filter(name=STAR, trouble="unreachable").exists()

        await wait_for(is_missed)
        after = await OneTimePassword.first()
        assert before is not None
        assert after is not None
        assert before.hash == after.hash
        async with at_work(printer):
            await wait_for_status(SlipStatus.CONFIRMED, 1)


async def test_a_slip_of_which_nothing_is_said_is_asked_about(tmp_path: Path):
    """Its printer was switched off; the service ends, and begins again."""
    async with serve_printers(tmp_path) as place:
        printer = StarPrinter(find_url(place, STAR))
        await fill_class(place, 1)
        await printer.poll()
        await request_class(place.school, "2B", STAR, WHO, whom=Whom.EVERYBODY)
        ready: dict = {}

        async def is_told() -> bool:
            ready.update(await printer.poll())
            return bool(ready["jobReady"])

        await wait_for(is_told)
        given = await printer._get(
            {"mac": printer.mac, "type": printer.takes[0], "token": ready["jobToken"]}
        )
        assert given.status == 200
        owner = place.service.printers[STAR]
        assert owner.pickup is not None
        assert not (await printer.poll())["jobReady"]
        hurry(owner.pickup)
        await wait_for_status(SlipStatus.UNKNOWN, 1)
        again = await printer._get(
            {"mac": printer.mac, "type": printer.takes[0], "token": ready["jobToken"]}
        )
        assert again.status == 404
