"""The shapes of each field's values: for the reader, the desk and the command line alike.

A value that does not fit is reported and not used. Where many values of a column do not fit, it
is not the column that it was taken for.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# What programs write where there is nothing, in every capitalisation.
_NOTHING = """null nan none n/a #n/a #n/b #nb #na na nb n.b. n.v.t. n.v.t nvt nvt. nil undefined
nnb n.n.b. ntb n.t.b. unknown onbekend
leeg blank empty (null) (leeg) (blank) <null> <na> [null] \\n - -- --- — – . ? ??
#verw! #ref! #waarde! #value! #deel/0! #div/0! #naam? #name? #getal! #num! #leeg! #null!
#spill! #overloop! #calc! #bereken! #blokkeren! #field! err:502 err:504 err:508 err:522 geen nihil
0000-00-00 00-00-0000"""
_NOTHING_WORDS = frozenset(_NOTHING.split()) | {
    "niet bekend",
    "niet van toepassing",
    "geen gegevens",
    "geen groep",
    "geen klas",
    "nog onbekend",
    "nog niet bekend",
    "niet ingedeeld",
    "nog niet ingedeeld",
}
_HASHES = {"#" * width for width in range(3, 80)}  # a column that was too narrow for its values
_SPELLINGS = frozenset(
    spelling for word in _NOTHING_WORDS for spelling in (word, word.upper(), word.capitalize())
).union({"NaN", "NaT", "nat", "N/b", "Niet Bekend"}, _HASHES)
# People are called Null, Nan, Na, Nil and Geen; programs do not write those with one capital.
_NAMES_OF_PEOPLE = frozenset({"Null", "Nan", "Na", "Nb", "Nil", "Geen", "Nihil", "Leeg", "Nat"})

_NAME_FIELDS = frozenset({"surname", "first_name", "first_names", "middle_name", "full_name"})
_MEANS_NO = frozenset({"public_library", "secret_address", "secret_phone", "active", "died"})

_DATE = re.compile(r"(?:\d{1,2}([-/.])\d{1,2}\1\d{2,4}|\d{4}([-/.])\d{1,2}\2\d{1,2})(?:[T ].*)?")
_LONG_DATE = re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d{4}.*")
# A word of four letters, then up to six digits and at most one letter: no class and no number.
_COUNTER = re.compile(
    r"\b(?!(?:groep|klas|class|group|unit|leerjaar|jaar)\d)([^\W\d_]{4,})\d{1,6}[^\W\d_]?\b",
    re.IGNORECASE,
)
_BETWEEN_NAMES = frozenset(" -'’‘`´ʼ.,()/&·–‐‑\"“”")
_IN_PHONES = frozenset(" +-–./()[]:;,|&'*#")  # two numbers may stand in one cell
_DAMAGE = frozenset("?\ufffd¿")  # letters that were lost on the way, not another kind of value


@dataclass(frozen=True, slots=True)
class Shape:
    """``longest`` in characters; ``letters`` and ``digits`` are needed, forbidden, or None."""

    longest: int
    letters: bool | None = None
    digits: bool | None = None
    others: frozenset[str] | None = None  # beside letters and digits; None for all but @ and ;


_NAME = Shape(80, letters=True, digits=False, others=_BETWEEN_NAMES)
SHAPES: Mapping[str, Shape] = {
    "first_name": _NAME,
    "first_names": Shape(120, letters=True, digits=False, others=_BETWEEN_NAMES),
    "middle_name": _NAME,
    "surname": _NAME,
    "full_name": Shape(160, letters=True, digits=False, others=_BETWEEN_NAMES),
    "prefix": Shape(30, letters=True, digits=False, others=_BETWEEN_NAMES),
    "initials": Shape(30, letters=True, digits=False, others=_BETWEEN_NAMES),
    "class_code": Shape(100),
    "class_name": Shape(100),
    "external_number": Shape(20),
    "school_type": Shape(80),
    "street": Shape(120, letters=True),
    "house_number": Shape(12, digits=True),
    "house_number_suffix": Shape(10),
    "city": Shape(80, letters=True, digits=False),
    "phone": Shape(100, digits=True, others=_IN_PHONES),
}
_LETTERS = "[A-Za-zÀ-ÖØ-öø-ž]"
_WORDS = rf"'?{_LETTERS}(?:{_LETTERS}|[ '.-]){{0,28}}+"
# What most values look like: they fit, and need no closer look.
PLAIN: Mapping[str, str] = {
    **dict.fromkeys(("first_name", "surname", "prefix", "city", "street"), _WORDS),
    "initials": "(?:[A-ZÀ-Þ][.]){1,8}+",
    "class_code": "[0-9]{0,2}[A-Za-z]{0,8}[0-9]?",
    "external_number": "[0-9]{1,20}+",
    "house_number": "[0-9]{1,5}+",
    "house_number_suffix": "[A-Za-z0-9]{1,4}+",
    "phone": "0[0-9]{9}|[+][0-9]{11}",
}
_PLAIN = {field: re.compile(one) for field, one in PLAIN.items()}
VITAL = frozenset({"surname", "first_name", "full_name", "external_number"})
_SHORT_DATES = frozenset({"house_number", "house_number_suffix"})  # 12-3-14 is a house


def is_nothing(cell: Any, field: str | None = None) -> bool:
    """True for an empty cell, and for the words that programs write into one."""
    if cell is None or cell == "":
        return True
    if cell not in _SPELLINGS:
        return False
    if field in _NAME_FIELDS:
        return cell not in _NAMES_OF_PEOPLE
    return not (field in _MEANS_NO and cell.lower() in ("geen", "nihil"))


def hold_nothing(cells: Iterable[Any]) -> bool:
    """False where none of the cells can be such a word: one look at a whole column."""
    return not _SPELLINGS.isdisjoint(cells)


def fits(field: str, cell: Any) -> bool:
    """True for a cell that looks like what its field holds, and for an empty one."""
    shape = SHAPES.get(field)
    text = to_text(cell)
    if shape is None or not text:
        return True
    is_date = _LONG_DATE if field in _SHORT_DATES else _DATE
    if len(text) > shape.longest or is_date.fullmatch(text):
        return False
    has_digits = any(map(str.isdecimal, _drop_counters(text) if field in _NAME_FIELDS else text))
    has_letters = any(map(_is_letter, text))
    return (
        shape.digits in (None, has_digits)
        and shape.letters in (None, has_letters)
        and _has_only(shape, text)
    )


def _drop_counters(name: str) -> str:
    """Return the name without the digits that tell namesakes apart: Jansen2, BakkerA5."""
    return _COUNTER.sub(r"\1", name) if any(map(str.isdecimal, name)) else name


def is_another_kind(field: str, cell: Any) -> bool:
    """True for a value that shows that its column holds something else.

    A letter that was lost on the way spoils one name, and says nothing about the column.
    """
    if field in _PLAIN and isinstance(cell, str) and _PLAIN[field].fullmatch(cell):
        return False
    text = to_text(cell)
    repaired = "".join("x" if character in _DAMAGE else character for character in text)
    return not fits(field, repaired)


def find_misfit(facts: Mapping[str, Any]) -> str | None:
    """The first field whose value does not look like one of it; None where all do."""
    return next((field for field, value in facts.items() if not fits(field, value)), None)


def _has_only(shape: Shape, text: str) -> bool:
    if shape.others is None:
        return not any(character in ";@" for character in text)
    return all(
        character in shape.others or _is_letter(character) or character.isdecimal()
        for character in text
    )


def _is_letter(character: str) -> bool:
    """A letter of any alphabet, or what belongs to one."""
    return character.isalpha() or unicodedata.category(character) in ("Mn", "Mc", "Lm")
