"""The school's own pupil numbers, as its customers have them."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np

from rosterdesk.core.roster.grids import Cells
from rosterdesk.core.roster.values.numbers import (
    LONGEST_NUMBER,
    are_grouped,
    find_width,
    fit_number,
    join_thousands,
    read_number,
)
from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from rosterdesk.core.roster.hints import Hints
    from rosterdesk.core.roster.people import People


def read_numbers(people: People, hints: Hints) -> None:
    cells = people.cells("external_number")
    if not people.has("external_number"):
        people.set_cells("external_number", cells)
        people.remark_file("missing_required", field="external_number")
        return
    read = _read_distinct_numbers(cells, hints)
    fitted = _fit_numbers([text for text, _ in read], hints)
    people.set_cells("external_number", Cells(cells.codes, fitted))
    empty = cells.where(lambda value: value == "")
    people.remark("missing_required", empty, "external_number", field="external_number")
    longest = max(map(len, fitted), default=0)
    if cells.are_decimals() and fitted == cells.distinct and longest <= LONGEST_NUMBER:
        return  # the plain case, judged in one look
    remarks = [
        _judge_number(text, code, other) for (text, code), other in zip(read, fitted, strict=True)
    ]
    for code in sorted(set(remarks) - {None}, key=str):
        found = np.array([remark == code for remark in remarks])
        people.remark(str(code), found[cells.codes], "external_number", limit=LONGEST_NUMBER)


def _read_distinct_numbers(cells: Cells, hints: Hints) -> list[tuple[str, str | None]]:
    """Read each; of a column that an amount's format was written over the marks go first."""
    if cells.are_decimals():
        return list(zip(cells.distinct, repeat(None), strict=False))
    texts = [to_text(value) for value in cells.distinct]
    if hints.known_numbers.isdisjoint(texts) and are_grouped(texts):
        return [(join_thousands(text), "number_repaired" if text else None) for text in texts]
    return [read_number(value) for value in cells.distinct]


def _fit_numbers(texts: list[str], hints: Hints) -> list[str]:
    width = hints.number_width or find_width(texts)
    if not width and not hints.known_numbers:
        return texts
    known = hints.known_numbers
    return [text if text in known else fit_number(text, width, hints) for text in texts]


def _judge_number(text: str, code: str | None, fitted: str) -> str | None:
    if len(fitted) > LONGEST_NUMBER:
        return "value_too_long"
    return code or ("number_repaired" if fitted != text else None)
