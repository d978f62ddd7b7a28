"""Card numbers and one-time passwords in what somebody wrote, in whatever words they stand."""

from __future__ import annotations

import re

from rosterdesk.core.protection.passwords import ALPHABET, LENGTH

_SIGN = f"[{ALPHABET}{ALPHABET.lower()}]"
_HALF = LENGTH // 2  # on a slip it stands in two halves
_PASSWORD = re.compile(
    rf"(?<![^\W_])({_SIGN}{{{_HALF}}})[ -]?({_SIGN}{{{LENGTH - _HALF}}})(?![^\W_])"
)
_CARD = re.compile(r"(?<![^\W_])(\d(?:[ .-]?\d){5,18}[ .-]?[\dXx])(?![^\W_])")
_NAMED = re.compile(r"password|wachtwoord", re.IGNORECASE)


def find_shown(text: str) -> tuple[str, str] | None:
    """Return the card number and the one-time password that both stand in a text."""
    for card in _CARD.finditer(text):
        number = re.sub(r"[ .-]", "", card[1])
        beside = f"{text[: card.start()]}\n{text[card.end() :]}"
        if password := _find_password(beside):
            return number, password
    return None


def shows_password(text: str) -> bool:
    """Return whether a one-time password stands there: with its card, so named, or alone."""
    if find_shown(text):
        return True
    password = _find_password(text)
    if password is None or password.isalpha():  # VERHAGEN is a name
        return False
    return bool(_NAMED.search(text)) or re.sub(r"[\s-]", "", text) == password


def _find_password(text: str) -> str | None:
    """Return the first; a number is none, nor a word of small letters: "gemeente" for example."""
    found = (each[1] + each[2] for each in _PASSWORD.finditer(text))
    return next((each for each in found if not each.isdigit() and not _is_word(each)), None)


def _is_word(signs: str) -> bool:
    return signs.isalpha() and not signs.isupper()
