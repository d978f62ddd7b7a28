"""Rosters to try: one as each school system writes it, and some with something wrong.

What to expect of each stands in ``static/texts.js``, by the key of the sample.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from rosterdesk.bot.demo.page.systems import (
    make_edexml,
    make_magister,
    make_oneroster,
    make_somtoday,
)
from rosterdesk.core.roster.samples import (
    SAMPLE_HEADERS,
    SAMPLE_SHEET,
    sample_pupils,
    write_workbook,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rosterdesk.core.roster.model import Pupil

TOP_YEAR = 8  # the last of a Dutch primary school
_PUPILS = 30
_BSN_BEGIN = 999_990_000  # numbers from here on are for testing and belong to nobody (RvIG)
_BSN_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


@dataclass(frozen=True, slots=True)
class Sample:
    """``sender`` is the key of the correspondent whose file it is."""

    key: str
    file_name: str
    sender: str
    make: Callable[[], bytes]


def make_good() -> bytes:
    return write_workbook(_regenboog())


def make_wrong_date() -> bytes:
    """One birth date that does not exist, as somebody typed it."""
    rows = _to_rows(_regenboog())
    rows[4][list(SAMPLE_HEADERS).index("birth_date")] = "31-02-2016"
    return _write_rows(rows)


def make_half() -> bytes:
    """Return a workbook like an export that broke off."""
    return write_workbook(_regenboog()[: _PUPILS // 2 - 1])


def make_with_bsn() -> bytes:
    """A column too many, of the kind that a library may not have."""
    header, *rows = _to_rows(_regenboog())
    numbers = _bsn_numbers(len(rows))
    return _write_rows(
        [[*header, "BSN"], *([*row, n] for row, n in zip(rows, numbers, strict=True))]
    )


def make_next_august() -> bytes:
    """Everyone a year up, the eldest gone, new ones in the first year."""
    stayed = [_move_up(pupil) for pupil in _regenboog() if (pupil.year or 0) < TOP_YEAR]
    return write_workbook([*stayed, *map(_begin_school, sample_pupils(5, seed=8))])


SAMPLES = {
    each.key: each
    for each in (
        Sample("good", "leerlingen-regenboog.xlsx", "regenboog", make_good),
        Sample("half", "leerlingen-half.xlsx", "regenboog", make_half),
        Sample("date", "leerlingen-datum.xlsx", "regenboog", make_wrong_date),
        Sample("bsn", "leerlingen-met-bsn.xlsx", "regenboog", make_with_bsn),
        Sample("august", "leerlingen-augustus.xlsx", "regenboog", make_next_august),
        Sample("forged", "leerlingen.xlsx", "forger", make_good),
        Sample("esis", "EDEX.xml", "vlieger", make_edexml),
        Sample("magister", "magister.csv", "college", make_magister),
        Sample("somtoday", "somtoday.xls", "lyceum", make_somtoday),
        Sample("oneroster", "oneroster.zip", "horizon", make_oneroster),
    )
}


def _regenboog() -> list[Pupil]:
    return sample_pupils(_PUPILS)


def _move_up(pupil: Pupil) -> Pupil:
    year = (pupil.year or 0) + 1
    code = f"{year}{(pupil.class_code or 'a')[-1]}"
    return replace(pupil, year=year, class_code=code, class_name=code)


def _begin_school(pupil: Pupil) -> Pupil:
    return replace(
        pupil, year=1, class_code="1a", class_name="1a", birth_date=date(2022, 10, pupil.row)
    )


def _to_rows(pupils: Iterable[Pupil]) -> list[list[Any]]:
    body = [[getattr(pupil, field) for field in SAMPLE_HEADERS] for pupil in pupils]
    return [list(SAMPLE_HEADERS.values()), *body]


def _write_rows(rows: Iterable[Sequence[Any]]) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 - only those who write a workbook pay for it

    book = Workbook(write_only=True)
    sheet = book.create_sheet(SAMPLE_SHEET)
    for row in rows:
        sheet.append(list(row))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _bsn_numbers(count: int) -> list[str]:
    found: list[str] = []
    number = _BSN_BEGIN
    while len(found) < count:
        number += 1
        digits = [int(digit) for digit in str(number)]
        if sum(w * d for w, d in zip(_BSN_WEIGHTS, digits, strict=True)) % 11 == 0:
            found.append(str(number))
    return found
