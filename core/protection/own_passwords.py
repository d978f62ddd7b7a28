"""The rules for a password that somebody chooses: NIST SP 800-63B-4, section 3.1.1.2.

Long enough, not made of what everybody uses, and no rule about kinds of characters
(docs/decisions/own-passwords.md).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 200  # at least 64 (NIST); beyond a message of this length it is no password
_LEAST_OF_ITS_OWN = 5  # characters left when all that is common is taken out
_SHORTEST_WORD = 3
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "azertyuiop",
    "asdfghjkl",
    "zxcvbnm",
)
_LOOK_ALIKES = str.maketrans("013457@$!€", "oieastasie")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NO_CHARACTER = re.compile(r"[\W_]+")
_REPEATED = re.compile(r"(.+?)\1+")


class WeakPasswordError(RosterdeskError):
    """The chosen password breaks a rule; the sentence says which, never the password."""


def compose(typed: str) -> str:
    """Return the form that is hashed: one form for what looks the same (NFKC, as NIST asks)."""
    return unicodedata.normalize("NFKC", typed)


def check_own_password(typed: str, at_least: int, about: Iterable[str | None] = ()) -> None:
    """Raise WeakPasswordError; ``about`` are words about the person, in no password either."""
    password = compose(typed)
    if len(password) < at_least:
        raise WeakPasswordError(
            N_(
                "That is {length} characters; choose at least {least}. Three or four words in"
                " a row are easy to remember."
            ),
            length=len(password),
            least=at_least,
        )
    if len(password) > LONGEST:
        raise WeakPasswordError(N_("That is too long: at most {most} characters."), most=LONGEST)
    if is_common(password, about):
        raise WeakPasswordError(
            N_(
                "Many people have a password like that, or it holds your name. Choose words that"
                " have nothing to do with you."
            )
        )


def is_common(password: str, about: Iterable[str | None] = ()) -> bool:
    """Tell whether it is made of nothing but common words, rows of keys, years and own words."""
    own = tuple(sorted({word for text in about for word in _split(text or "")}))
    folded = _YEAR.sub("", password.casefold())
    return any(
        _count_own(form, own) < _LEAST_OF_ITS_OWN
        for form in (folded, folded.translate(_LOOK_ALIKES))
    )


def _count_own(text: str, about: tuple[str, ...]) -> int:
    bare = _NO_CHARACTER.sub("", text)
    left = _match_known().sub("", _remove(about, bare))
    return len(_REPEATED.sub(r"\1", left))


def _remove(words: Iterable[str], text: str) -> str:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "")
    return text


@cache
def _match_known() -> re.Pattern[str]:
    known = sorted({*_load_words(), *_list_rows()}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, known)))


@cache
def _load_words() -> frozenset[str]:
    text = (files("rosterdesk.core.protection") / "common-passwords.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


def _list_rows() -> set[str]:
    """Return each part of three or more of a row of keys, in both directions."""
    both = [*_ROWS, *(row[::-1] for row in _ROWS)]
    return {
        row[start:end]
        for row in both
        for start in range(len(row))
        for end in range(start + 3, len(row) + 1)
    }


def _split(text: str) -> list[str]:
    """Return the words of a name, an address or a number."""
    words = re.split(r"[\W_]+", text.casefold())
    return [word for word in words if len(word) >= _SHORTEST_WORD]
