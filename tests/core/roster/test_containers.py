"""An old workbook whose sectors have no end is damaged, and does not keep the reader busy."""

from __future__ import annotations

import pytest
from tests.core.roster.making import sample_pupils, write_xls

from rosterdesk.core.roster.files.containers import goes_round
from rosterdesk.core.roster.files.workbook import open_sheets
from rosterdesk.core.roster.problems import RefusedFile

BOOK = write_xls(sample_pupils(40))


def read_number(data: bytes, place: int) -> int:
    return int.from_bytes(data[place : place + 4], "little")


def set_number(data: bytes, place: int, number: int) -> bytes:
    return data[:place] + number.to_bytes(4, "little") + data[place + 4 :]


def find_fat(data: bytes) -> int:
    """Return where the first sector of the table of sectors begins."""
    return (read_number(data, 76) + 1) * 512


DAMAGED = {
    "a sector leads to itself": set_number(BOOK, find_fat(BOOK), 0),
    "two lead to each other": set_number(
        set_number(BOOK, find_fat(BOOK), 1), find_fat(BOOK) + 4, 0
    ),
    "a long way round": set_number(BOOK, find_fat(BOOK) + 4 * 5, 0),
    # Of the sectors in which that table stands: the last number of a sector is the next one.
    "the list of the table": set_number(set_number(BOOK, 68, 0), 512 + 508, 0),
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_a_book_without_an_end_is_damaged(data: bytes):
    assert goes_round(data)
    with pytest.raises(RefusedFile) as refused:
        list(open_sheets(data))
    assert refused.value.refusal.code == "damaged"


@pytest.mark.parametrize("count", [1, 40, 3000])
def test_a_book_with_an_end_is_read(count: int):
    data = write_xls(sample_pupils(count))
    assert not goes_round(data)
    assert len(list(open_sheets(data))) >= 1


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", BOOK[:8], BOOK[:80], BOOK[:512], BOOK[:700]])
def test_what_is_cut_off_goes_nowhere(data: bytes):
    assert not goes_round(data)
