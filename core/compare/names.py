"""Names of people: sorting them the Dutch way, and telling whether two are one person."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Protocol

from rapidfuzz import fuzz

if TYPE_CHECKING:
    from datetime import date

# The words of the Dutch population register's table of prefixes (BRP, tabel 36).
_PREFIXES = """
    's 't a aan af al am auf aus bij ben bin da dal dalla das de deca degli dei del della den der
    des di do don dos du el gli het i im in l la las le les lo los of onder op over s t te ten ter
    the thoe to toe tot uijt uit unter van vom von voor vor zu zum zur
"""
PREFIXES = frozenset(_PREFIXES.split())
_NOT_DECOMPOSED = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i"})
_NOT_IN_A_KEY = re.compile(r"[^a-z0-9]+")
_DIGITS = re.compile(r"(\d+)")
_WHOLE_NAME_PERCENT = 95  # first name and surname in each other's column

IdentityKey = tuple[str, "date", str]


class Person(Protocol):
    """What a pupil of a roster and a known customer have in common."""

    @property
    def initials(self) -> str | None: ...
    @property
    def first_name(self) -> str | None: ...
    @property
    def prefix(self) -> str | None: ...
    @property
    def surname(self) -> str | None: ...
    @property
    def birth_date(self) -> date | None: ...


def fold(text: str) -> str:
    """Return the text without case and accents: what people mean by 'the same letters'."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return bare.translate(_NOT_DECOMPOSED)


def drop_prefix(folded: str) -> str:
    """Return a folded surname without the prefix that some files leave in front of it."""
    if " " not in folded:
        return folded
    words = folded.replace("’", "'").split()
    while len(words) > 1 and words[0] in PREFIXES:
        del words[0]
    return " ".join(words)


def make_sort_name(person: Person) -> str:
    """Return the key that sorts the Dutch way: "Sanne van den Berg" stands under B."""
    called = person.first_name or person.initials or ""
    return f"{drop_prefix(fold(person.surname or ''))} {fold(called)}"


def show_name(person: Person) -> str:
    called = person.first_name or person.initials
    if person.prefix is None and called is not None and person.surname is not None:
        return f"{called} {person.surname}"
    return " ".join(part for part in (called, person.prefix, person.surname) if part)


def split_digits(code: str) -> list[tuple[int, str]]:
    """Return the key that sorts class 10A after class 9B."""
    parts = _DIGITS.split(fold(code))
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts if part]


def make_key(text: str | None) -> str:
    """Return the letters and digits of a name only, for matching."""
    return _NOT_IN_A_KEY.sub("", fold(text)) if text else ""


def make_surname_key(person: Person) -> str:
    return make_key(drop_prefix(fold(person.surname or "")))


def make_identity(person: Person) -> IdentityKey | None:
    """Return surname, birth date and first name as a key; None where one of them is unknown."""
    if person.birth_date is None:
        return None
    surname, first_name = make_surname_key(person), make_key(person.first_name)
    return (surname, person.birth_date, first_name) if surname and first_name else None


def are_surnames_similar(one: str | None, other: str | None, percent: int) -> bool:
    """Tell whether two surnames may be one; an unknown one contradicts nothing."""
    first, second = make_key(drop_prefix(fold(one or ""))), make_key(drop_prefix(fold(other or "")))
    if not first or not second or first == second:
        return True
    shorter, longer = sorted((first, second), key=len)
    joined = len(shorter) > 2 and shorter in longer  # a married or a double name
    return joined or fuzz.ratio(first, second) >= percent


def are_first_names_similar(one: str | None, other: str | None, percent: int) -> bool:
    """Tell whether two first names may be one: "Moh" and "Mohamed", "J." and "Jan" may be."""
    first, second = make_key(one), make_key(other)
    if first.startswith(second) or second.startswith(first):
        return True
    return fuzz.ratio(first, second) >= percent


def are_names_similar(one: Person, other: Person, percent: int) -> bool:
    """Tell whether two names may be one person's.

    Surname and first name are judged apart, because twins share the one and their birth date.
    """
    if are_surnames_similar(one.surname, other.surname, percent) and are_first_names_similar(
        one.first_name, other.first_name, percent
    ):
        return True
    return _compare_whole_names(one, other) >= _WHOLE_NAME_PERCENT


def _compare_whole_names(one: Person, other: Person) -> float:
    return fuzz.token_sort_ratio(make_sort_name(one), make_sort_name(other))
