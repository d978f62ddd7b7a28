"""Characters that nobody sees, and marks without end, do not pass into a name."""

from __future__ import annotations

import pytest

from rosterdesk.core.roster.values.text import clean_text

UNSEEN = [
    *("\U000e0041", "\U000e007f", "\u180e", "\u206a", "\u206f", "\u3164", "\uffa0", "\u115f"),
    *("\u1160", "\u200b", "\u200d", "\u2060", "\ufeff", "\u202e", "\u2066", "\u00ad", "\u034f"),
    *("\ufe0f", "\U000e0101", "\ue000", "\U000f0000", "\x00", "\x1b", "\u2800", "\ud800"),
]


@pytest.mark.parametrize("unseen", UNSEEN, ids=ascii)
def test_what_nobody_sees_is_taken_out(unseen):
    for text in (f"No{unseen}or", f"{unseen}Noor", f"Noor{unseen * 40}"):
        assert clean_text(text) == "Noor"


@pytest.mark.parametrize("mark", ["\u0301", "\u0489", "\u1ab0", "\u20dd", "\ufe20"], ids=ascii)
def test_of_eighty_marks_on_a_letter_two_stay(mark):
    assert len(clean_text(f"Nq{mark * 80}r")) == 5


@pytest.mark.parametrize("name", ["Renée", "Łukasz", "Nguyễn", "Ömer", "יוסף", "محمد", "Ståle"])
def test_names_keep_their_own_marks(name):
    assert clean_text(name) == name
