"""The reader's own process: warm, bounded, and replaced when it dies."""

from __future__ import annotations

import asyncio
import gc
import sys
import time
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import psutil
import pytest
import pytest_asyncio
from tests.core.roster.corpus.case import column
from tests.core.roster.making import make_pupils, write_csv, write_xlsx

from rosterdesk.core.isolation import worker
from rosterdesk.core.language import Language
from rosterdesk.core.roster.answers import describe_refusal
from rosterdesk.core.roster.hints import Hints
from rosterdesk.core.roster.limits import Limits
from rosterdesk.core.roster.reading import read_roster
from rosterdesk.core.roster.worker import ReaderNotStartedError, RosterReader, _Worker

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = pytest.mark.asyncio(loop_scope="module")

HEAVY = {"pandas", "numpy", "openpyxl", "python_calamine"}
SMALL = write_xlsx(make_pupils(30))


@cache
def _write_large() -> bytes:
    return write_csv(make_pupils(20_000))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def warm() -> AsyncIterator[RosterReader]:
    """One process for the tests that leave it whole."""
    async with RosterReader() as reader:
        await reader.read(SMALL, "a.xlsx")
        yield reader


async def test_the_worker_gives_what_the_reader_gives(warm: RosterReader) -> None:
    """Nothing is lost between the processes: pupils, problems, hints and the kept file."""
    data = column("Geboortedatum", "02-03-2015", "31-02-2015") + b"9;A;B;5a;01-01-2015\r\n"
    hints = Hints(date_order="dmy", number_width=4, known_numbers=frozenset({"0101"}))
    packed, kept = await warm.read_and_scrub(data, "a.csv", hints)
    roster = packed.unpack()
    assert roster == read_roster(data, "a.csv", hints=hints)
    assert {problem.code for problem in roster.problems} >= {"date_invalid", "number_repaired"}
    assert kept == data


async def test_dropped_columns_are_gone_from_the_kept_file(warm: RosterReader) -> None:
    """The stored file is what may be stored, and it reads as the same pupils."""
    data = column("BSN", "123456782", "111222333")
    packed, kept = await warm.read_and_scrub(data, "a.csv")
    roster = packed.unpack()
    again = await warm.read(kept, "a.csv")
    assert await warm.scrub(data, roster) == kept
    assert b"123456782" not in kept
    assert again.reasons
    kept_columns = roster.columns[:-1]
    wanted = replace(roster, dropped=(), columns=kept_columns, reasons=again.reasons)
    assert again == wanted


async def test_nobody_waits_for_a_process_that_is_warm(warm: RosterReader) -> None:
    """The next file is read by the process of the one before."""
    process = warm._workers[0].confined.process
    roster = await warm.read(SMALL, "a.xlsx")
    assert process is not None
    assert warm._workers[0].confined.process is process
    assert len(roster.pupils) == 30


async def test_several_reads_at_once_each_get_their_own_answer(warm: RosterReader) -> None:
    """One process serves them one after the other."""
    sizes = (5, 6, 7, 8)
    rosters = await asyncio.gather(
        *(warm.read(write_csv(make_pupils(size)), f"{size}.csv") for size in sizes)
    )
    assert [(r.file, len(r.pupils)) for r in rosters] == [(f"{n}.csv", n) for n in sizes]


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        pytest.param(Limits(seconds=0.01), "seconds", id="time"),
        pytest.param(Limits(memory_bytes=20_000_000), "memory", id="memory"),
        pytest.param(Limits(file_bytes=1_000_000), "bytes", id="size"),
    ],
)
async def test_a_reading_beyond_its_limits_is_an_answer(limits: Limits, why: str) -> None:
    """The process may die; the sender hears why, and the next file is read."""
    async with RosterReader(limits) as reader:
        roster = await reader.read(_write_large(), "large.csv")
        assert roster.refused
        assert (roster.refused.code, roster.refused.values["why"]) == ("too_large", why)
        assert describe_refusal(roster.refused, Language.NL) != describe_refusal(
            roster.refused, Language.EN
        )
        await reader._workers[0].confined.stop()
        reader._workers[0].confined = _Worker(Limits(), "available").confined
        assert (await reader.read(b"Leerlingnummer;Roepnaam;Achternaam\r\n1;A;B", "")).pupils


async def test_a_killed_process_is_an_answer_and_the_next_file_is_read() -> None:
    """SIGSEGV, the kernel's memory killer: the service goes on."""
    async with RosterReader() as reader:
        await reader.read(SMALL, "a.xlsx")
        process = reader._workers[0].confined.process
        assert process
        reading = asyncio.create_task(reader.read(_write_large(), "large.csv"))
        await _wait_until_busy(process.pid)
        process.kill()
        roster = await reading
        assert roster.refused
        assert len((await reader.read(SMALL, "a.xlsx")).pupils) == 30


async def test_a_cancelled_reading_leaves_nothing_for_the_next_one() -> None:
    """Its answer is never taken for that of another file."""
    async with RosterReader() as reader:
        await reader.read(SMALL, "a.xlsx")
        process = reader._workers[0].confined.process
        assert process
        reading = asyncio.create_task(reader.read(_write_large(), "large.csv"))
        await _wait_until_busy(process.pid)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        assert (await reader.read(SMALL, "b.xlsx")).file == "b.xlsx"


async def test_the_service_itself_does_not_import_the_readers_libraries() -> None:
    """Ninety megabytes and a second that only the worker pays for."""
    code = f"import sys, rosterdesk.core.roster.worker; print({HEAVY} & set(sys.modules))"
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await program.communicate()
    assert printed.strip() == b"set()"


async def test_no_process_stays_behind() -> None:
    """Leaving the reader ends what it started."""
    async with RosterReader() as reader:
        await reader.read(SMALL, "a.xlsx")
        process = reader._workers[0].confined.process
        assert process
    assert not psutil.pid_exists(process.pid)


async def test_the_process_has_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that reads hostile files does not have the keys."""
    monkeypatch.setenv("ROSTERDESK_BOT_TOKEN", "secret")
    async with RosterReader() as reader:
        await reader.read(SMALL, "a.xlsx")
        process = reader._workers[0].confined.process
        assert process
        assert "ROSTERDESK_BOT_TOKEN" not in psutil.Process(process.pid).environ()


async def test_two_thousand_pupils_do_not_hold_up_the_event_loop(warm: RosterReader) -> None:
    """Chat and mail go on: no step on the loop takes longer than the answer's pieces."""
    data = write_xlsx(make_pupils(2_000))
    gc.collect()
    gc.freeze()  # the test program's own objects, which the service does not have to walk
    watching = asyncio.create_task(_watch_steps())
    roster = await warm.read(data, "a.xlsx")
    watching.cancel()
    slowest = await watching
    gc.unfreeze()
    assert len(roster.pupils) == 2_000
    assert slowest < 0.05


async def _watch_steps() -> float:
    """The longest processor time that this thread spent between two of our turns, in seconds.

    Processor time, for on a busy machine waiting for a turn is not the reader's doing.
    """
    slowest, last = 0.0, time.thread_time()
    try:
        while True:
            await asyncio.sleep(0)
            slowest, last = max(slowest, time.thread_time() - last), time.thread_time()
    except asyncio.CancelledError:
        return slowest


async def _wait_until_busy(pid: int) -> None:
    process = psutil.Process(pid)
    start = process.cpu_times().user
    async with asyncio.timeout(30):
        while process.cpu_times().user <= start:  # noqa: ASYNC110 - another process sets no event
            await asyncio.sleep(0)


async def test_a_reader_that_does_not_start_says_nothing_of_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A machine too busy to start a process must not make a good file a damaged one."""
    async with RosterReader() as reader:
        with monkeypatch.context() as busy:
            busy.setattr(worker, "STARTING_SECONDS", 0.001)
            with pytest.raises(ReaderNotStartedError):
                await reader.read(SMALL, "a.xlsx")
        assert len((await reader.read(SMALL, "a.xlsx")).pupils) == 30
