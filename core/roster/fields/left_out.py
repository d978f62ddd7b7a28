"""Rows that are no pupils: totals, footers, people who are not at the school."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from rosterdesk.core.roster.template import EXAMPLE_NUMBERS
from rosterdesk.core.roster.values.classes import LEFT_YEARS, is_not_enrolled, read_role
from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from rosterdesk.core.roster.grids import Mask, Numbers
    from rosterdesk.core.roster.people import People

_TOTAL = re.compile(
    r"(?:sub)?tota(?:al|l)|aantal|gemiddeld|einde|printdatum|afgedrukt", re.IGNORECASE
)
_EXAMPLES = frozenset(EXAMPLE_NUMBERS.values())
_NAMES = ("surname", "first_name", "full_name", "first_names", "initials")
_FIRST_NAMES = ("first_name", "full_name", "first_names", "initials")


def leave_out(people: People) -> None:
    """Totals and footers without a word; people who are not at the school now with a remark."""
    named = np.zeros(len(people), dtype=bool)
    for name in _NAMES:
        named |= people.cells(name).where(_has_letters)
    numbers = people.cells("external_number")
    numbered = numbers.filled() if numbers.are_decimals() else numbers.where(_has_digits)
    total = _find_totals(people, numbered)
    footer, stranger = total, ~numbered & ~named
    if not named.all():
        filled = _count_filled(people)
        footer = total | (~named & (~numbered | (filled <= 2)))
        stranger = footer & ~total & (filled > 2)
    gone = people.cells("year").where(lambda cell: to_text(cell).lower() in LEFT_YEARS)
    for name in ("class_code", "class_name"):
        gone |= people.cells(name).where(lambda cell: is_not_enrolled(to_text(cell)))
    role = people.cells("role").where(lambda cell: cell != "" and read_role(to_text(cell)) is None)
    people.remark("not_a_pupil", stranger | ((gone | role) & ~footer))
    people.left_out |= footer | gone | role


def _find_totals(people: People, numbered: Mask) -> Mask:
    """Rows of totals, whose count may stand under the numbers, and our own template's example."""
    last = people.cells("surname").filled() | people.cells("full_name").filled()
    first = np.zeros(len(people), dtype=bool)
    for name in _FIRST_NAMES:
        first |= people.cells(name).filled()
    unlikely = ~(numbered & last & first)
    if not unlikely.any():
        return unlikely
    example = people.cells("external_number").where(lambda v: to_text(v).upper() in _EXAMPLES)
    total = _any_cell(people, _is_total) & (~numbered | (_count_filled(people) <= 3))
    return unlikely & (total | example)


def _any_cell(people: People, test: Callable[[Any], bool]) -> Mask:
    found = np.zeros(len(people), dtype=bool)
    for name in ("external_number", *_NAMES):
        found |= people.cells(name).where(test)
    return found


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


def _is_total(cell: Any) -> bool:
    return isinstance(cell, str) and bool(_TOTAL.match(cell))
