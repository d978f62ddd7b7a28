"""The evidence in the cells of a column for what the column holds."""

from __future__ import annotations

import re
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from rosterdesk.core.roster.columns.headers import normalise_header
from rosterdesk.core.roster.values.autoformat import REPAIRS
from rosterdesk.core.roster.values.dates import looks_like_dates, read_dates
from rosterdesk.core.roster.values.days import read_day
from rosterdesk.core.roster.values.shapes import SHAPES, is_another_kind, is_nothing
from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from rosterdesk.core.roster.grids import Cells

_SAMPLE = 100  # distinct values, or rows, spread over the column
FEW = 0.05  # of a column: more of another kind, and the column is another one
HALF = 0.5  # of a column that a person said something of
_FEWEST = 3
_THIRD = 1 / 3
_JUDGED = frozenset({*SHAPES, "birth_date", "email"})
_BIRTH = re.compile(r"geb|birth|born|verjaar|dob")
_NO_BIRTH = re.compile(
    r"sinds|dienst|since|start|begin|end|eind|stroom|schrij|komst|vertrek|peil|tot|until|van|from|enrol"
    r"|entry|exit|join|left|leav|mutat|wijzig|chang|modif|creat|aangemaakt|print|export|update"
    r"|toestemming|consent|getekend|geldig|valid|laatst|last|school"
)
_PLAIN_DATE = re.compile(r"(?!00)[0-3][0-9][-./](?!00)[0-3][0-9][-./](?:19|20)[0-9]{2}")
_ONE_SCHOOL = range(2, 26)
_DISTINCT = 0.8  # of the rows: hardly anybody shares a birthday, whole classes start on one day


def is_another_column(field: str, cells: Cells, share: float = FEW) -> bool:
    """True where so many values are of another kind that the column is not what it is called.

    ``share`` is how many of them may be.
    """
    if field not in _JUDGED:
        return False
    counted = zip(cells.distinct, cells.counts().tolist(), strict=True)
    sample = islice(counted, None, None, len(cells.distinct) // _SAMPLE + 1)
    values = [(value, rows) for value, rows in sample if rows and not is_nothing(value, field)]
    rows: int = sum(rows for _, rows in values)
    strange: int = sum(rows for value, rows in values if _is_strange(field, value))
    if strange < _FEWEST:
        return strange > 1 and strange > max(share, _THIRD) * rows
    return strange > share * rows


def fits_samples(field: str | None, samples: Iterable[str]) -> bool:
    """False where what a person said that a column is makes nonsense of what stands in it."""
    values = [sample for sample in samples if not is_nothing(sample, field)]
    strange = sum(_is_strange(field or "", value) for value in values)
    return strange * 2 <= len(values)


def could_be_births(header: str, cells: Cells, today: date) -> bool:
    """True for the birth dates of one school, under a header that says nothing else.

    Spread over the years and nearly all different: other dates stand in a file as well.
    """
    name = normalise_header(header)
    values = [value for value in cells.used() if not is_nothing(value)]
    if not values or not looks_like_dates(values, today):
        return False
    if _BIRTH.search(name):
        return True
    days = [day for day in read_dates(values, "dmy", today)[0] if day]
    of_age = all(today.year - day.year in _ONE_SCHOOL for day in days)
    filled = int(cells.filled().sum())
    return not _NO_BIRTH.search(name) and of_age and 1 < len(days) >= _DISTINCT * filled


def could_be_numbers(cells: Cells) -> bool:
    """True for different numbers that do not count the rows."""
    texts = [to_text(value) for value in cells.used()]
    if len(texts) < int(cells.filled().sum()) or not all(map(str.isdecimal, texts)):
        return False
    return all(len(text) > 2 for text in texts)


def hold_each_other(whole: Cells, part: Cells) -> bool:
    """True where most values of a column hold, as a word, what another one has in that row."""
    rows = np.flatnonzero(whole.filled() & part.filled())
    rows = rows[:: len(rows) // _SAMPLE + 1]
    pairs = [(to_text(whole[row]).casefold(), to_text(part[row]).casefold()) for row in rows]
    held = sum(f" {inner} " in f" {outer.replace(',', ' ')} " for outer, inner in pairs)
    return held * 2 > len(pairs)


def _is_strange(field: str, value: Any) -> bool:
    if field == "birth_date":
        if isinstance(value, str) and _PLAIN_DATE.fullmatch(value):
            return False
        found = read_day(value, compact=True)
        return not (found.day or found.parts or found.incomplete)
    if field == "email":
        return "@" not in to_text(value)
    if not is_another_kind(field, value) or (field in REPAIRS and isinstance(value, date)):
        return False  # a spreadsheet makes a date of a class or of a house number
    repaired = REPAIRS[field](value) if field in REPAIRS else value
    return repaired is None or is_another_kind(field, repaired)
