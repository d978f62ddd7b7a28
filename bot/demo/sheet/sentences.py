"""The sentences of the catalogues, their placeholders filled as long as they get."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING

from babel.messages.pofile import read_po

from rosterdesk.bot.demo.sheet.specimens import FILE, NAME, REFERENCE, SCHOOL

if TYPE_CHECKING:
    from collections.abc import Iterable

PACKAGES = ("rosterdesk.bot",)
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_FILLED = {
    "name": NAME,
    "names": NAME,
    "school": SCHOOL,
    "schools": SCHOOL,
    "reference": REFERENCE,
    "file": FILE,
    "class_name": "Groep 8a met een lange naam 30",
    "count": "128",
    "number": "1234567890",
    "time": "23 nov 14:02",
    "day": "24 aug 2025",
    "total": "128",
    "reason": "Dit is het bestand van vorig jaar. " * 6,
    "counts": "128 nieuw, 104 vertrekken",
    "size": "22.4",
    "limit": "20",
    "days": "14",
    "row": "1204",
    "page": "12",
    "pages": "75",
}


def list_sentences() -> Iterable[tuple[str, str, str]]:
    """Return (package, English, Dutch) for each message; both forms of a plural."""
    for package in PACKAGES:
        with (files(package) / "locale" / "nl.po").open("rb") as file:
            catalogue = read_po(file, locale="nl")
        for message in catalogue:
            english = [message.id] if isinstance(message.id, str) else list(message.id)
            said = message.string or ""
            dutch = [said] if isinstance(said, str) else list(said)
            for one, other in zip(english, dutch, strict=False):
                if one:
                    yield package, fill(one), fill(other or "")


def fill(sentence: str) -> str:
    """Return the sentence with the longest that its placeholders hold."""
    return _PLACEHOLDER.sub(lambda found: _FILLED.get(found[1], "…"), sentence)
