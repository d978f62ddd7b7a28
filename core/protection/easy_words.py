"""Passwords that are thought up for somebody: everyday words, with a space between them.

Three of the thousand words are one of more than 10 ** 9: the limits on guessing do the rest
(docs/decisions/own-passwords.md).
"""

from __future__ import annotations

import secrets
from functools import cache
from importlib.resources import files

from rosterdesk.core.protection.own_passwords import is_common

_FEWEST = 3


def think_up(least: int) -> str:
    """Return three different words, or more where they must be longer together."""
    words = list_easy_words()
    while True:
        chosen = [secrets.choice(words) for _ in range(_FEWEST)]
        while len(" ".join(chosen)) < least:
            chosen.append(secrets.choice(words))
        password = " ".join(chosen)
        if len(set(chosen)) == len(chosen) and not is_common(password):
            return password


@cache
def list_easy_words() -> tuple[str, ...]:
    text = (files("rosterdesk.core.protection") / "easy-words.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return tuple(word for line in lines for word in line.split())
