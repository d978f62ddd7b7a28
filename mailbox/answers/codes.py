"""The one-time code of a held mail, in the answer of the registered person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rosterdesk.core.protection.passwords import ALPHABET, normalise

if TYPE_CHECKING:
    from collections.abc import Collection

    from rosterdesk.mailbox.files.parsed import ParsedMail

CODE_LENGTH = 8
_MOST_CODES = 20
# One that was copied wrongly may be too short, or have a letter that no code has.
_LIKE_A_CODE = re.compile(r"(?<![\w-])(?:\w{3,5}-\w{3,5}|[A-Za-z0-9]{8})(?![\w-])")


def show_code(code: str) -> str:
    """Return a code in groups of four, as it is easiest to compare."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def find_mistyped(parsed: ParsedMail, right: Collection[str]) -> tuple[str, ...]:
    """Return what was surely meant as a code in a mail, normalised, and is none of the right ones.

    It has a dash in the middle and capitals or figures, or both letters and figures: "ABCD-EFGH".
    """
    text = f"{parsed.subject}\n{parsed.text}"
    meant = [each for each in _LIKE_A_CODE.findall(text) if _is_meant(each)]
    found = dict.fromkeys(re.sub(r"[- ]", "", each).upper() for each in meant)
    known = {*right, *(each for each in found if normalise(each) in right)}
    return tuple(each for each in found if each not in known)[:_MOST_CODES]


def _is_meant(word: str) -> bool:
    if word.replace("-", "").isdigit():
        return False  # "2026-2027"
    figures = any(each.isdigit() for each in word)
    return figures if "-" not in word else figures or word.isupper()


def find_codes(parsed: ParsedMail, length: int) -> list[str]:
    """Return what could be a code in the subject or the text of a mail, normalised.

    Words in capitals come first. In small letters only what has a dash or a figure counts:
    ordinary words of the right length would otherwise use up the attempts.
    """
    text = f"{parsed.subject}\n{parsed.text}"
    word = rf"(?<![A-Z0-9])(?:[{ALPHABET}]{{4}}[- ]?)*[{ALPHABET}]{{1,4}}(?![A-Z0-9a-z])"
    small = rf"(?<![A-Za-z0-9])(?:[{ALPHABET}]{{4}}-?)*[{ALPHABET}]{{1,4}}(?![A-Za-z0-9])"
    found = re.findall(word, text)
    found += [each for each in re.findall(small, text, re.IGNORECASE) if re.search(r"[-\d]", each)]
    codes = dict.fromkeys(normalise(each) for each in found)
    return [code for code in codes if len(code) == length][:_MOST_CODES]
