"""Lists of people in the words of a mail: no card of a chat shows them."""

from __future__ import annotations

from datetime import date

import pytest

from rosterdesk.mailbox.answers.people import LEFT_OUT, leave_out_people

TODAY = date(2026, 11, 30)
NAMES = frozenset({"anna", "smit", "regenboog"})


@pytest.mark.parametrize(
    "rows",
    [
        "8100\nLotte\n\nJansen\n09-01-2016\n4A\n8101\nDaan\n\nWillems\n10-02-2016\n4A",
        "2420   Lotte   Jansen  13-01-2016  4A\n2421   Daan    Willems  14-02-2016  4A",
        "Lotte Jansen, 3-4-2016\nDaan Willems, 4 mei 2016",
        "Lotte Jansen\nDaan van der Willems\nNoor Kramer 5A",
        "- Lotte Jansen 2016-03-04 - Daan Willems 2015-04-02 - groep 4",
    ],
)
def test_a_list_of_people_is_left_out_and_the_words_around_it_stay(rows: str):
    for end in ("", "\n\nGroet,\nAnna Smit"):
        shown = leave_out_people(f"Hierbij de lijst:\n\n{rows}{end}", NAMES, TODAY)
        assert shown.startswith(f"Hierbij de lijst:\n\n{LEFT_OUT}")
        assert not any(name in shown for name in ("Lotte", "Jansen", "Daan", "Willems", "2016"))
        assert shown.endswith("Anna Smit") == bool(end)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (
            "Nieuw dit jaar zijn Lotte Jansen, Daan van der Willems en Noor Kramer uit groep 4.",
            f"Nieuw dit jaar zijn {LEFT_OUT} uit groep 4.",
        ),
        (
            "Van school:\nLotte Jansen (4a), Daan Willems (4b),\nNoor Kramer.\nBedankt!",
            f"Van school:\n{LEFT_OUT}.\nBedankt!",
        ),
        (
            "Klopt dit? Ik mis Lotte Jansen (3-4-2016) en Daan Willems (4-5-2016). Tot morgen.",
            f"Klopt dit?\n{LEFT_OUT}\nTot morgen.",
        ),
        ("We miss Lotte Jansen, Daan Willems, and Noor El Amrani.", f"We miss {LEFT_OUT}."),
        (
            "Lotte Jansen, Daan Willems & Noor Kramer zijn nieuw.\n\nGroet,\nAnna Smit",
            f"{LEFT_OUT} zijn nieuw.\n\nGroet,\nAnna Smit",
        ),
    ],
)
def test_people_in_a_sentence_are_a_list(words: str, shown: str):
    assert leave_out_people(words, NAMES, TODAY) == shown


@pytest.mark.parametrize(
    "words",
    [
        "Lotte Jansen en Daan Willems zijn verhuisd.",
        "De Regenboog, De Ster en Het Anker sturen later.",
        "Kunnen jullie maandag, dinsdag of woensdag? Vraag anders Bram Visser.",
        "Saar Jansen (groep 4, 12-03-2016) is verhuisd. Kunt u haar weghalen?",
        "Wij zijn dicht van 21-12-2026 tot 04-01-2027.\nTot dan!",
        "Wie kan ik bellen?\n\nGroet,\nAnna Smit\nBasisschool De Regenboog\nKerkstraat 12",
    ],
)
def test_what_is_no_list_is_shown_as_it_is(words: str):
    assert leave_out_people(words, NAMES, TODAY) == words
