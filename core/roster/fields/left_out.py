"""Rows that are no pupils: totals, footers, people who are not at the school."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from rosterdesk.core.roster.grids import Cells
from rosterdesk.core.roster.template import EXAMPLE_NUMBERS
from rosterdesk.core.roster.values.classes import LEFT_YEARS
from rosterdesk.core.roster.values.dates import read_dates, read_school_year
from rosterdesk.core.roster.values.standing import (
    has_left,
    is_dead,
    is_inactive,
    is_not_enrolled,
    read_role,
    read_title,
    role_of_class,
    says_gone,
)
from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rosterdesk.core.roster.grids import Mask, Numbers
    from rosterdesk.core.roster.hints import Hints
    from rosterdesk.core.roster.people import People

_TOTAL = re.compile(
    r"(?:sub)?tota(?:al|l)|aantal|gemiddeld|einde|printdatum|afgedrukt|(?:jongens|meisjes)\b"
    r"|(?:opmerking(?:en)?|toelichting|legenda|let op|bron|nb|n\.b\.)\s*:",
    re.IGNORECASE,
)
_TOTAL_WORD = re.compile(r"(?:sub)?tota(?:al|l)(?:\s?aantal)?\s?:?", re.IGNORECASE)
_EXAMPLES = frozenset(EXAMPLE_NUMBERS.values())
_NAMES = ("surname", "first_name", "full_name", "first_names", "initials")
_FIELDS_IN_FRONT = ("external_number", "class_code", "class_name", *_NAMES)
_NUMBER = re.compile(r"(?=\w*\d)\w{3,20}")
_WORD = re.compile(r"\w+")
_FEWEST_WORDS = 4  # of a row: a number, two names and a class or a date
_SAID_TO_BE_GONE: Mapping[str, Callable[[str], bool]] = {
    "status": has_left,
    "active": is_inactive,
    "died": is_dead,
    "note": says_gone,
    "class_code": is_not_enrolled,
    "class_name": is_not_enrolled,
    "year": lambda text: text.lower() in LEFT_YEARS,
}
_SOON = timedelta(days=120)  # rosters of the new school year are sent before the summer
_FIRST_NAMES = ("first_name", "full_name", "first_names", "initials")


def leave_out(people: People, hints: Hints) -> None:
    """Totals and footers, and people who are not at the school now."""
    named = np.zeros(len(people), dtype=bool)
    for name in _NAMES:
        named |= people.cells(name).where(_has_letters)
    numbers = people.cells("external_number")
    numbered = numbers.filled() if numbers.are_decimals() else numbers.where(_has_digits)
    total = _find_totals(people, numbered)
    footer = unclear = total
    if not named.all():
        filled = _count_filled(people)
        pupils = numbered & _have_own_class(people)
        footer = total | (~named & (~numbered | (filled <= 2)) & ~pupils)
        # A page number or a heading is no person; a number by itself, or a row half empty, may be.
        rows = _hold_rows(people) | _are_broken(numbers)
        unclear = footer & ~total & ((filled > 2) | _are_plain(numbers) | rows)
    gone = _find_gone(people) | _find_others(people) | _find_coming(people, hints)
    gone |= _find_past_years(people)
    titled = _read_titles(people, footer)
    people.below_staff = titled.where(lambda title: title == "teacher")
    gone |= titled.where(lambda title: title in ("gone", "other"))
    people.leave_out("row_unclear", unclear & ~total, people=True)
    people.leave_out("no_person", footer, people=False)
    people.remark("not_a_pupil", gone & ~footer)
    people.left_out |= gone


def _read_titles(people: People, headings: Mask) -> Cells:
    """Return what the heading above each row says of it, as far as the next heading."""
    codes, said = np.zeros(len(people), dtype=np.intp), [""]
    if not headings.any():
        return Cells(codes, said)
    alone = np.flatnonzero(headings & (_count_filled(people) == 1))
    columns = [people.cells(name) for name in _FIELDS_IN_FRONT]
    part_ends = np.searchsorted(people.part_of, people.part_of[alone], side="right")
    ends = np.minimum(np.append(alone[1:], len(people)), part_ends)
    for at, end in zip(alone.tolist(), ends.tolist(), strict=True):
        text = next((text for column in columns if (text := to_text(column[at]))), "")
        said.append(read_title(text.strip()) or "")
        codes[at:end] = len(said) - 1
    return Cells(codes, said)


def _are_plain(numbers: Cells) -> Mask:
    return numbers.where(lambda cell: len(text := to_text(cell)) > 2 and text.isdecimal())


def _hold_rows(people: People) -> Mask:
    """True where a whole row seems to stand in one cell: words behind a number like the others."""
    numbers = (to_text(value) for value in people.cells("external_number").used())
    lengths = {len(text) for text in numbers if _NUMBER.fullmatch(text)}
    found = np.zeros(len(people), dtype=bool)
    for name in _FIELDS_IN_FRONT:
        found |= people.cells(name).where(lambda cell: _is_row(cell, lengths))
    return found


def _are_broken(numbers: Cells) -> Mask:
    """True where a number of the usual length goes on in the row below: 17 above 2225."""
    texts = numbers.texts().to_array()
    lengths = np.array([len(text) if text.isdecimal() else 0 for text in texts], dtype=np.intp)
    usual = np.bincount(lengths[lengths > 0]).argmax() if lengths.any() else 0
    found = np.zeros(len(texts), dtype=bool)
    found[:-1] = (lengths[:-1] > 0) & (lengths[1:] > 0) & (lengths[:-1] + lengths[1:] == usual)
    return found


def _is_row(cell: Any, lengths: set[int]) -> bool:
    words = _WORD.findall(cell) if isinstance(cell, str) else []
    return len(words) >= _FEWEST_WORDS and any(
        len(word) in lengths and _NUMBER.fullmatch(word) for word in words[:2]
    )


def _find_gone(people: People) -> Mask:
    """Those who left, died, or are still to come."""
    gone = np.zeros(len(people), dtype=bool)
    for name, test in _SAID_TO_BE_GONE.items():
        if people.has(name):
            gone |= people.cells(name).texts().where(test)
    return gone


def _find_past_years(people: People) -> Mask:
    """Those of an earlier school year than the last one in the file."""
    if not people.has("school_year"):
        return np.zeros(len(people), dtype=bool)
    years = people.cells("school_year").map(lambda cell: read_school_year(to_text(cell)) or "")
    last = max(years.used(), default="")
    return years.where(lambda year: "" < year < last)


def _find_coming(people: People, hints: Hints) -> Mask:
    """Those who come to the school later than the summer that lies ahead."""
    cells = people.cells("starts_on")
    days, doubt = read_dates(cells.distinct, hints.date_order or "dmy", hints.today)
    if doubt:
        return np.zeros(len(people), dtype=bool)
    last = hints.today + _SOON
    return Cells(cells.codes, days).where(lambda day: day and day > last)


def _find_others(people: People) -> Mask:
    """Parents and others at the school, by their role, or by a class that is none."""
    roles = people.cells("role")
    others = roles.where(lambda cell: cell != "" and read_role(to_text(cell)) is None)
    for name in ("class_code", "class_name"):
        cells = people.cells(name)
        others |= ~roles.filled() & cells.where(lambda c: role_of_class(to_text(c)) == "other")
    return others


def _find_totals(people: People, numbered: Mask) -> Mask:
    """Rows of totals, whose count may stand under the numbers, and our own template's example."""
    last = people.cells("surname").filled() | people.cells("full_name").filled()
    first = np.zeros(len(people), dtype=bool)
    for name in _FIRST_NAMES:
        first |= people.cells(name).filled()
    unlikely = ~(numbered & last & first)
    last_is_total = people.cells("surname").where(_is_word_of_total)
    if not (unlikely | last_is_total).any():
        return unlikely
    example = people.cells("external_number").where(lambda v: to_text(v).upper() in _EXAMPLES)
    few = _count_filled(people) <= 3
    total = _any_cell(people, is_total) & (~numbered | few)
    return (unlikely & (total | example)) | (few & last_is_total)


def _any_cell(people: People, test: Callable[[Any], bool]) -> Mask:
    found = np.zeros(len(people), dtype=bool)
    for name in _FIELDS_IN_FRONT:
        found |= people.cells(name).where(test)
    return found


def _have_own_class(people: People) -> Mask:
    """True in the rows with a class of their own, rather than that of a title above them."""
    placed = np.zeros(len(people), dtype=bool)
    for name in ("class_code", "class_name"):
        columns = np.array([name in part.headers for part in people.parts])
        placed |= columns[people.part_of] & people.cells(name).filled()
    return placed


def _count_filled(people: People) -> Numbers:
    names = {name for part in people.parts for name in part.fields}
    filled = np.zeros(len(people), dtype=np.intp)
    for name in names:
        filled += people.cells(name).filled()
    return filled


def _has_letters(cell: Any) -> bool:
    return isinstance(cell, str) and any(map(str.isalpha, cell))


def _has_digits(cell: Any) -> bool:
    text = to_text(cell)
    return text.isdigit() or any(map(str.isdigit, text))


def _is_word_of_total(cell: Any) -> bool:
    return isinstance(cell, str) and bool(_TOTAL_WORD.fullmatch(cell))


def is_total(cell: Any) -> bool:
    return isinstance(cell, str) and bool(_TOTAL.match(cell))
