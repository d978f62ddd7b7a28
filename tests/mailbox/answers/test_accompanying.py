"""The words beside a roster: those that say something about it, and those that do not."""

from __future__ import annotations

from datetime import date

import pytest

from rosterdesk.mailbox.answers.accompanying import read_accompanying
from rosterdesk.mailbox.answers.people import LEFT_OUT

TODAY = date(2026, 12, 1)
NAMES = frozenset({"marijke", "wit", "regenboog"})
CLOSING = "\n\nMet vriendelijke groet,\n\nMarijke de Wit\nDe Regenboog\nT 010-7654321"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Groep 8 volgt nog, die zijn op kamp.", "Groep 8 volgt nog, die zijn op kamp."),
        ("Dit is het bestand van De Ster,\nniet van ons.", None),
        ("Graag nog niet verwerken!", "Graag nog niet verwerken!"),
        ("Kunt u mij bellen als dit klopt?", "Kunt u mij bellen als dit klopt?"),
        ("Please ignore the first sheet.", "Please ignore the first sheet."),
        (
            "Nieuw zijn:\nLotte Jansen 3-4-2016 4a\nDaan Willems 4-5-2016 4a\n\nDe rest klopt.",
            f"Nieuw zijn: {LEFT_OUT} De rest klopt.",
        ),
    ],
)
def test_words_that_say_something_are_shown(text: str, shown: str | None):
    expected = shown or " ".join(text.split())
    for letter in (text, f"Beste Anna,\n\n{text}{CLOSING}", f"{text}\n\n> Hallo\n> Stuur de lijst"):
        assert read_accompanying(letter, NAMES, TODAY) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hierbij onze leerlingen.",
        "Hierbij stuur ik u de leerlingenlijst van groep 3 t/m 8.",
        "Zie bijlage.",
        "Alvast bedankt!",
        "Please find attached the list of our pupils. Have a nice weekend!",
    ],
)
def test_words_that_only_send_the_file_are_not(text: str):
    assert read_accompanying(f"Goedemorgen,\n\n{text}{CLOSING}", NAMES, TODAY) == ""
