"""Every file of the corpus is read in a confined process as it is read here."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

from tests.core.roster.corpus.case import sheet_xlsx
from tests.core.roster.making import make_pupils, write_xlsx
from tests.core.roster.test_corpus import CASES

from rosterdesk.core.language import Language
from rosterdesk.core.roster.reading import read_roster
from rosterdesk.core.roster.worker import RosterReader


async def test_every_habit_of_the_corpus_is_read():
    """The libraries that are loaded only when a file needs them work too."""
    async with RosterReader(isolation="required") as reader:
        for case in CASES:
            packed, kept = await reader.read_and_scrub(case.data, "leerlingen.xls", case.hints)
            roster = packed.unpack()
            assert roster == read_roster(case.data, "leerlingen.xls", hints=case.hints), case.habit
            if not roster.refused:
                assert kept, case.habit


async def test_a_workbook_is_written_in_it():
    """openpyxl needs a temporary file; nothing of it is left when the answer is given."""
    async with RosterReader(isolation="required") as reader:
        data = sheet_xlsx(
            {"A": [["Leerlingnummer", "Roepnaam", "Achternaam"], ["1", "Anna", None]]}
        )
        roster = await reader.read(data, "a.xlsx")
        _, marked = await reader.mark_problems(data, roster, Language.NL)
        assert (await reader.read(marked, "b.xlsx")).columns
        temporary = reader._workers[0].confined._temporary
        assert temporary
        assert list(temporary.iterdir()) == []
        await reader.read(write_xlsx(make_pupils(3)), "c.xlsx")
    assert not temporary.exists()


_KILLED = """
import asyncio, os, signal
from rosterdesk.core.roster.worker import RosterReader
async def run():
    async with RosterReader() as reader:
        await reader.find_enforced()
        print(reader._workers[0].confined._temporary, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(run())
"""


def test_what_a_killed_program_left_goes_with_the_next_start():
    program = [sys.executable, "-c", _KILLED]
    killed = subprocess.run(program, check=False, capture_output=True, text=True)
    left = Path(killed.stdout.strip())
    assert killed.returncode == -signal.SIGKILL
    assert left.is_dir()
    (left / "openpyxl.left").write_text("a pupil")
    asyncio.run(_start_a_reader())
    assert not left.exists()


async def _start_a_reader():
    async with RosterReader() as reader:
        await reader.find_enforced()
