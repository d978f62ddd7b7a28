"""The one-time code of a held mail, in the answer of the registered person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rosterdesk.core.protection.passwords import ALPHABET, normalise

if TYPE_CHECKING:
    from rosterdesk.mailbox.files.parsed import ParsedMail

_MOST_CODES = 20


def show_code(code: str) -> str:
    """Return a code in groups of four, as it is easiest to compare."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


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
