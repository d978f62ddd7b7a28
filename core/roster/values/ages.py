"""The ages of people at a school: a birth date outside them cannot be right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ADULTS = re.compile(r"\b(?:mbo|roc|vavo|volwassenen\w*|hbo|bol|bbl|entree|\d{5})\b", re.IGNORECASE)
_SECONDARY = re.compile(
    r"havo|vwo|vmbo|mavo|gymnasium|atheneum|praktijk|brugklas|mytylschool|\bvo\b|\bvso\b"
    r"|voortgezet|secund|middelbaar",
    re.IGNORECASE,
)
_PRIMARY = re.compile(r"basis|primair|\bpo\b|\bs?bo\b|kleuter|lager", re.IGNORECASE)


class Ages(NamedTuple):
    """The youngest and the oldest age, both included."""

    youngest: int
    oldest: int


TEACHERS = Ages(15, 90)
ANYBODY = Ages(0, 120)  # a person who is registered by hand
_PUPILS = Ages(2, 26)  # where nothing more is known
_BY_KIND = {"primary": Ages(2, 16), "secondary": Ages(9, 26), "adults": Ages(14, 99)}
_ENOUGH = 5
_ADULT_MIDDLE = (17, 50)
_PRIMARY_ONLY = frozenset({0, 7, 8})  # secondary schools have six years


def kind_of_school(school_type: str) -> str | None:
    """'primary', 'secondary' or 'adults' by what a roster calls the type of school."""
    for kind, words in (("adults", _ADULTS), ("secondary", _SECONDARY), ("primary", _PRIMARY)):
        if words.search(school_type):
            return kind
    return None


def kind_by_ages(ages: NDArray[np.float64]) -> str | None:
    """'adults' where the middle of several different ages shows that these are no children."""
    if len(np.unique(ages)) < _ENOUGH:
        return None
    youngest, oldest = _ADULT_MIDDLE
    return "adults" if youngest <= np.median(ages) <= oldest else None


def expected_ages(role: str, kind: str | None, year: int | None) -> Ages:
    """The ages of a teacher, or of the pupils of a kind of school in a year of it.

    Year 4 of a primary school is about eight years old, of a secondary school about sixteen.
    """
    if role == "teacher":
        return TEACHERS
    whole = _BY_KIND.get(kind or "", _PUPILS)
    if year is None or kind == "adults":
        return whole
    youngest = year + (8 if kind == "secondary" else 1)
    in_primary = kind == "primary" or (kind is None and year in _PRIMARY_ONLY)
    oldest = year + (8 if in_primary else 18)
    return Ages(max(whole.youngest, youngest), min(whole.oldest, oldest))
