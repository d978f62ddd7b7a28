"""M, F or X out of what a column calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORDS = {
    **dict.fromkeys(
        [
            *("man", "men", "mannelijk", "jongen", "jongens", "male", "boy", "boys", "j", "1"),
            *("b", "h", "♂", "dhr", "de heer", "heer", "hij", "männlich", "garçon"),
        ],
        "M",
    ),
    **dict.fromkeys(
        [
            "v",
            "f",
            "vrouw",
            "vrouwelijk",
            "meisje",
            "meisjes",
            "female",
            "girl",
            "girls",
            "w",
            "2",
            "dame",
            "♀",
            "mevr",
            "mw",
            "mevrouw",
            "zij",
            "weiblich",
            "fille",
        ],
        "F",
    ),
    **dict.fromkeys(["x", "o", "non-binair", "nonbinair", "anders", "other", "divers", "d"], "X"),
    **dict.fromkeys(
        ["0", "9", "onbekend", "unknown", "unspecified", "-", "?", "n.v.t.", "geen"], None
    ),
}


def read_sexes(cells: Iterable[Any]) -> tuple[list[str | None], list[bool]]:
    """M, F, X or None for each distinct cell, and True where it could not be read.

    M is a man beside V and F, and a meisje beside J (jongen). 0 beside 1 alone is yes and no, and
    nobody knows of what: where 1 is a boy, 2 is a girl and 0 means that it is not known.
    """
    words = [to_text(cell).lower().rstrip(".") for cell in cells]
    meaning: dict[str, str | None] = {**_WORDS, "m": _read_m(set(words))}
    if set(words) - {""} == {"0", "1"}:
        return [None] * len(words), [word != "" for word in words]
    return [meaning.get(word) for word in words], [_is_unread(w, meaning) for w in words]


def _read_m(words: set[str]) -> str | None:
    boys_are_j, girls_are_v = "j" in words, bool(words & {"v", "f", "w"})
    if boys_are_j and girls_are_v:
        return None
    return "F" if boys_are_j else "M"


def _is_unread(word: str, meaning: dict[str, str | None]) -> bool:
    if word == "m":
        return meaning["m"] is None
    return bool(word) and word not in meaning
