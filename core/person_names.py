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

NameKeys = tuple[str, str]  # surname, first name
IdentityKey = tuple["date", str, str]


class Named(Protocol):
    """A person or record with a name."""

    @property
    def initials(self) -> str | None: ...
    @property
    def first_name(self) -> str | None: ...
    @property
    def prefix(self) -> str | None: ...
    @property
    def surname(self) -> str | None: ...


class Person(Named, Protocol):
    """The facts that a pupil of a roster and a known customer have in common."""

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


def make_sort_name(person: Named) -> str:
    """Return the key that sorts the Dutch way: "Sanne van den Berg" stands under B."""
    called = person.first_name or person.initials or ""
    return f"{drop_prefix(fold(person.surname or ''))} {fold(called)}"


def show_name(person: Named) -> str:
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


def make_name_keys(person: Named) -> NameKeys:
    """Return surname and first name as keys; '' where unknown."""
    return make_key(drop_prefix(fold(person.surname or ""))), make_key(person.first_name)


def make_identity(person: Person) -> IdentityKey | None:
    """Return birth date, surname and first name as a key; None where one of them is unknown."""
    if person.birth_date is None:
        return None
    surname, first_name = make_name_keys(person)
    return (person.birth_date, surname, first_name) if surname and first_name else None


def are_surnames_similar(one: str, other: str, percent: int) -> bool:
    """Tell whether two keys of surnames may be one; an unknown one contradicts nothing."""
    if one == other or not one or not other:
        return True
    if len(one) > 2 and len(other) > 2 and (one in other or other in one):
        return True  # a married or a double name
    return fuzz.ratio(one, other) >= percent


def are_first_names_similar(one: str, other: str, percent: int) -> bool:
    """Tell whether two keys of first names may be one: of "Moh" and "Mohamed", "J." and "Jan"."""
    if one.startswith(other) or other.startswith(one):
        return True
    return fuzz.ratio(one, other) >= percent


def are_names_similar(one: NameKeys, other: NameKeys, percent: int) -> bool:
    """Tell whether two names may be one person's.

    Surname and first name are judged apart, because twins share the one and their birth date;
    but they may stand in each other's column.
    """
    (surname, first_name), (other_surname, other_first) = one, other
    if are_surnames_similar(surname, other_surname, percent):
        return are_first_names_similar(first_name, other_first, percent)
    return surname == other_first and first_name == other_surname


def full_name(first_name: str | None, prefix: str | None, surname: str | None) -> str:
    """Return "Sanne van den Berg"."""
    return " ".join(part for part in (first_name, prefix, surname) if part)
