"""The one-time code of a held mail, in the answer of the registered person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rosterdesk.core.protection.passwords import ALPHABET, normalise

if TYPE_CHECKING:
    from rosterdesk.mailbox.message.parse import ParsedMail

_MOST_CODES = 20


def show_code(code: str) -> str:
    """Return a code in groups of four, as it is easiest to compare."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def find_codes(parsed: ParsedMail, length: int) -> list[str]:
    """Return what could be a code in the subject or the text of a mail, normalised.

    Only words in capitals count: the alphabet has no small letters, and ordinary words of the
    right length would otherwise use up the attempts.
    """
    word = rf"(?<![A-Z0-9])(?:[{ALPHABET}]{{4}}[- ]?)*[{ALPHABET}]{{1,4}}(?![A-Z0-9a-z])"
    found = re.findall(word, f"{parsed.subject}\n{parsed.text}")
    codes = dict.fromkeys(normalise(each) for each in found)
    return [code for code in codes if len(code) == length][:_MOST_CODES]
