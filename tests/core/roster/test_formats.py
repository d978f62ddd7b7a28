"""The same pupils in every kind of file."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.core.roster.making import (
    make_pupils,
    write_csv,
    write_ods,
    write_xls,
    write_xlsx,
    write_zip,
)

from rosterdesk.core.roster.model import RosterStatus
from rosterdesk.core.roster.reading import read_roster

PUPILS = make_pupils(30)
FILES = {
    "semicolon csv in Windows-1252": ("csv", write_csv(PUPILS, encoding="cp1252")),
    "comma csv in UTF-8": ("csv", write_csv(PUPILS, delimiter=",")),
    "csv with a byte order mark": ("csv", write_csv(PUPILS, encoding="utf-8-sig")),
    "xlsx": ("xlsx", write_xlsx(PUPILS)),
    "xls": ("xls", write_xls(PUPILS)),
    "ods": ("ods", write_ods(PUPILS)),
    "zip": ("zip", write_zip({"lijst/leerlingen.xlsx": write_xlsx(PUPILS), "leesmij.txt": b"hoi"})),
}


@pytest.mark.parametrize("name", FILES)
def test_every_format_gives_the_same_pupils(name: str) -> None:
    """The reader gives back what was written, whatever the format."""
    file_format, data = FILES[name]
    roster = read_roster(data, "leerlingen.dat")
    assert (roster.status, roster.format, roster.problems) == (RosterStatus.OK, file_format, ())
    assert [replace(p, sheet=None) for p in roster.pupils] == [
        replace(p, sheet=None) for p in PUPILS
    ]


def test_a_set_whose_people_have_no_keys_is_answered():
    """A file of users without the names of its columns: found by fuzzing."""
    data = write_zip(
        {"users.csv": b"\r\n1\r\n1\r\n", "classes.csv": b"sourcedId,title,classType\r\n"}
    )
    roster = read_roster(data, "a.zip")
    assert roster.refused is None or roster.refused.code in {"no_header", "no_pupils"}
    assert roster.pupils == ()


@pytest.mark.parametrize("total", ["Totaal;2", "Totaal: 2;", "Subtotaal;2", "Aantal;2"])
def test_a_total_under_the_classes_is_no_pupil(total):
    """The label stands in the first column, whichever that is."""
    head = "Klas;Leerlingnummer;Roepnaam;Achternaam"
    rows = [head, "5a;1000;Noor;Bakker", "5a;1001;Sem;Wit", total]
    roster = read_roster("\r\n".join(rows).encode(), "a.csv")
    assert [pupil.external_number for pupil in roster.pupils] == ["1000", "1001"]
    assert roster.problems == ()
