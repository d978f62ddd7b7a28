"""The same pupils as LibreOffice writes them, where it is installed."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.core.roster.making import make_pupils, write_xlsx
from tests.programs import need_program

from rosterdesk.core.roster.reading import read_roster

if TYPE_CHECKING:
    from pathlib import Path

KINDS = {
    "ods": "ods",
    "HTML": "html",
    "BIFF8": "xls",
    "OOXML": "xlsx",
    "semicolons in Windows-1252": "csv:Text - txt - csv (StarCalc):59,34,ANSI,1",
    "tabs in UTF-16": "csv:Text - txt - csv (StarCalc):9,34,UTF-16,1",
}


@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", KINDS)
def test_what_libreoffice_writes(name: str, tmp_path: Path) -> None:
    """Its own XML, number formats and encodings give the same pupils."""
    office = need_program("soffice")
    pupils = make_pupils(30)
    source = tmp_path / "klas.xlsx"
    source.write_bytes(write_xlsx(pupils))
    target = tmp_path / "out"
    command = [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", KINDS[name], "--outdir", str(target), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    (written,) = target.iterdir()
    roster = read_roster(written.read_bytes(), written.name)
    assert roster.problems == ()
    assert [replace(p, sheet=None, row=0) for p in roster.pupils] == [
        replace(p, sheet=None, row=0) for p in pupils
    ]
