"""The age that a file states of itself: of two files, which is the older."""

from __future__ import annotations

from datetime import date

import pytest
from tests.core.roster.corpus.case import column, lines, sheet_xlsx
from tests.core.roster.corpus.exchange import MINIMAL, edexml, oneroster
from tests.core.roster.making import write_zip

from rosterdesk.core.roster.packed import pack_roster, parse_packed
from rosterdesk.core.roster.reading import read_roster
from rosterdesk.core.roster.values.dates import read_school_year

EDEXML = edexml(MINIMAL)
SESSIONS = """sourcedId,status,dateLastModified,title,type,startDate,endDate,schoolYear
    s1,active,,2024,schoolYear,2024-08-01,2025-07-31,2025
    s2,active,,2025,schoolYear,2025-08-01,2026-07-31,2026
    s3,tobedeleted,,2026,schoolYear,2026-08-01,2027-07-31,2027"""


@pytest.mark.parametrize(
    ("data", "school_year", "created_on"),
    [
        pytest.param(EDEXML, "2025-2026", date(2025, 10, 1), id="EDEXML"),
        pytest.param(
            write_zip({"EDEX.XML": EDEXML}), "2025-2026", date(2025, 10, 1), id="EDEXML in a ZIP"
        ),
        pytest.param(
            EDEXML.replace(b"2025-10-01T10:00:00", b"gisteren").replace(b"2025-2026", b"nu"),
            None,
            None,
            id="EDEXML with nonsense",
        ),
        pytest.param(oneroster(academicSessions=SESSIONS), "2025-2026", None, id="OneRoster"),
        pytest.param(oneroster(), None, None, id="OneRoster without sessions"),
        pytest.param(column("Schooljaar", *["2025 / 2026"] * 2), "2025-2026", None, id="csv"),
        pytest.param(column("Schooljaar", "2025-2026", "2024-2025"), None, None, id="two years"),
        pytest.param(
            sheet_xlsx({"Blad1": [["Leerlingnummer", "Roepnaam", "Achternaam", "Klas"],
                                  [1, "Noor", "Bakker", "5a"]]}),
            None, None, id="says nothing",
        ),
        pytest.param(
            lines("""Code lln;Hoe heet je;Familie;Schooljaar
                A;Noor;Bakker;2025/2026
                B;Daan;Smit;2025/2026"""),
            "2025-2026", None, id="asked about its columns",
        ),
    ],
)  # fmt: skip
def test_the_file_says_how_old_it_is(
    data: bytes, school_year: str | None, created_on: date | None
) -> None:
    """The age is not lost on the way through the database either."""
    roster = read_roster(data, "a")
    assert (roster.school_year, roster.created_on) == (school_year, created_on)
    assert parse_packed(pack_roster(roster).dump()).unpack() == roster


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2025-2026", "2025-2026"),
        ("2025 / 2026", "2025-2026"),
        ("2025-26", "2025-2026"),
        ("20252026", "2025-2026"),
        ("2099/00", "2099-2100"),
        ("2025-2027", None),
        ("2025", None),
        ("", None),
    ],
)
def test_a_school_year_in_one_form(text: str, year: str | None) -> None:
    """Two years that follow each other; anything else is not taken for one."""
    assert read_school_year(text) == year
