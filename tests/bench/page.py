"""The page's own figures.

Log-in page, upload and result of 600 pupils beside what reading them alone takes (at most 1.2
times); the size of pages with nothing cached (at most 150 kB) and their first paint at a quarter
of this processor's speed (at most 1 s); 200 people who upload at once while others look at pages
(99th percentile at most 300 ms, no upload lost).
"""

from __future__ import annotations

import asyncio
import logging
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from tests.bench.serving import print_line
from tests.bot.page.places import make_settings, open_place
from tests.core.roster.making import make_pupils, write_csv, write_xlsx
from tests.ports import find_free_port

from rosterdesk.core.customers.staff import Person
from rosterdesk.core.login.sessions import begin_session
from rosterdesk.core.models import Draft, DraftStatus
from rosterdesk.core.roster.hints import Hints

if TYPE_CHECKING:
    from playwright.async_api import Page
    from tests.bot.page.places import Browser, Place

PUPILS, ROUNDS, UPLOADERS, SMALL = 600, 7, 200, 25
PAGES = ("/login", "/uploads", "/account")
_SLOWER = 4


def run() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    for measure in (_measure_result, _measure_weight, _measure_crowd):
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(measure(Path(folder)))


async def _measure_result(data: Path) -> None:
    """Print what the way of a school takes beside its reading alone, with a reader that is warm."""
    file = write_xlsx(make_pupils(PUPILS))
    async with open_place(data) as place:
        browser = await place.enter(await place.add(uploads=True))
        await _upload(browser, file)  # the reader's process starts
        alone, whole = [], []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            await place.library.reader.read_and_scrub(file, "lijst.xlsx", Hints())
            alone.append(time.perf_counter() - began)
            began = time.perf_counter()
            await browser.get("/login")
            answer = await _upload(browser, file)
            whole.append(time.perf_counter() - began)
            await browser.post(f"{answer}/discard")
    print_line("reading alone", alone, "ms", 1000)
    print_line("page, upload, result", whole, "ms", 1000)
    print(f"{statistics.median(whole) / statistics.median(alone):.2f} times")


async def _upload(browser: Browser, file: bytes, name: str = "lijst.xlsx") -> str:
    """Upload and follow as the script of the page does; return the address of the result."""
    put = await browser.upload(file, name)
    key = put.path.rpartition("/")[2]
    assert put.path.startswith("/uploads/"), put.words
    if "Dit hebben we gelezen" not in put.words:
        await _hear(browser, key, put.text)
        answer = await browser.get(put.path)
        assert "Dit hebben we gelezen" in answer.words, answer.words
    return put.path


async def _hear(browser: Browser, key: str, text: str) -> None:
    """Wait on the stream of events until it says that something changed."""
    shown = text.partition("/live?shown=")[2].partition('"')[0]
    headers = {"Sec-Fetch-Site": "same-origin"}
    address = f"{browser.url}/uploads/{key}/live?shown={shown}"
    async with browser.client.get(address, headers=headers) as stream:
        async for line in stream.content:
            if line.startswith(b"event: changed"):
                return


async def _measure_weight(data: Path) -> None:
    """Print bytes and first paint of each page, in a browser with nothing kept."""
    from tests.bot.page.test_walk import DESK, open_page

    async with open_place(data) as place:
        visitor = await place.add(uploads=True)
        browser = await place.enter(visitor)
        draft = await _upload(browser, write_xlsx(make_pupils(PUPILS)))
        token = browser.cookie()
        for path in (*PAGES, draft, f"{draft}?view=all.0."):
            async with open_page(**DESK) as page:
                where = {
                    "name": "__Host-session",
                    "value": token,
                    "url": place.url.replace("http", "https", 1),
                }
                await page.context.add_cookies([{**where, "secure": True}])  # type: ignore[typeddict-item]
                if path == "/login":
                    await page.context.clear_cookies()
                size, paint = await _open_slowly(page, place.url + path)
            shown = path.replace(draft, "/uploads/…")
            print(f"{shown:>26}: {size / 1000:6.1f} kB, first paint {paint:.0f} ms")


async def _open_slowly(page: Page, address: str) -> tuple[float, float]:
    """Return the bytes that came and the milliseconds until something was painted."""
    client = await page.context.new_cdp_session(page)
    sizes: list[float] = []
    client.on("Network.loadingFinished", lambda said: sizes.append(said["encodedDataLength"]))
    await client.send("Network.enable")
    await client.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
    await page.goto(address, wait_until="load")
    paint: Any = await page.evaluate(
        "new Promise((done) => new PerformanceObserver("
        "(list) => done(list.getEntries()[0].startTime)).observe({type: 'paint', buffered: true}))"
    )
    return sum(sizes), float(paint)


async def _measure_crowd(data: Path) -> None:
    """Print how long pages take while so many upload, and whether each upload is there."""
    async with open_place(data, settings=make_settings(data, find_free_port())) as place:
        people = [await _enter(place, n) for n in range(UPLOADERS)]
        took: list[float] = []
        looking = asyncio.create_task(_look(people, took))
        began = time.perf_counter()
        answers = await asyncio.gather(*map(_send, people, range(UPLOADERS)))
        uploaded = time.perf_counter() - began
        while await Draft.filter(status=DraftStatus.RECEIVED).exists():  # noqa: ASYNC110 - read beside
            await asyncio.sleep(0.2)
        looking.cancel()
        ready = await Draft.filter(status=DraftStatus.READY).count()
    print_line("a page meanwhile", took, "ms", 1000)
    print_line("an upload", answers, "ms", 1000)
    seconds = time.perf_counter() - began
    print(
        f"{UPLOADERS} uploaded in {uploaded:.1f} s, all read after {seconds:.1f} s:"
        f" {ready} ready, {UPLOADERS - ready} lost"
    )


async def _enter(place: Place, number: int) -> Browser:
    visitor = await place.add(uploads=True, surname=f"Bakker{'abcdefghij'[number % 10]}")
    token = await begin_session(Person(customer=visitor.customer), "", place.library.keys)
    browser = await place.browser()
    browser.client.cookie_jar.update_cookies({"__Host-session": token})
    return browser


async def _send(browser: Browser, number: int) -> float:
    began = time.perf_counter()
    answer = await browser.ask("POST", "/uploads", data=_write_form(number), follow=False)
    assert answer.status == 303, answer.words
    return time.perf_counter() - began


def _write_form(number: int) -> Any:
    import aiohttp

    form = aiohttp.FormData()
    file = write_csv(make_pupils(SMALL, seed=number))
    form.add_field("file", file, filename=f"lijst{number}.csv", content_type="text/csv")
    return form


async def _look(people: list[Browser], took: list[float]) -> None:
    """Ask for pages, one after another, as long as the others upload and are read."""
    while True:
        for at, path in enumerate(PAGES):
            began = time.perf_counter()
            answer = await people[(len(took) + at) % len(people)].get(path)
            took.append(time.perf_counter() - began)
            assert answer.status == 200, answer.words
