"""Subjects that say something, and those that only announce a roster."""

from __future__ import annotations

import pytest

from rosterdesk.mailbox.answers.titles import read_title

NAMES = frozenset({"regenboog", "marijke", "wit"})


@pytest.mark.parametrize(
    "subject",
    [
        "Wanneer komen de pasjes?",
        "Stop! verkeerd bestand gestuurd, niet verwerken a.u.b.",
        "Kunnen wij ook leerkrachten aanmelden?",
        "Groep 4 nog niet?",
        "bel mij even 06-12345678",
        "Please ignore my list",
    ],
)
def test_a_subject_with_words_of_its_own_says_something(subject: str):
    assert read_title(subject, NAMES) == subject
    assert read_title(f"Re: FW: [EXTERN] {subject}", NAMES) == subject


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "Leerlingen",
        "Leerlingbestand De Regenboog 2026-2027",
        "Nieuwe klassenlijsten groep 3 t/m 8",
        "leerlingen.xlsx",
        "Fwd: Lijst van Marijke",
        "Updated rosters of our school",
        "Re: Leerlingbestand wacht op goedkeuring (K7PX3D)",
        "Antw: Roster waits for approval (K7PX3D-2)",
        "Re: Was deze mail van u?",
    ],
)
def test_a_subject_that_announces_a_roster_or_is_ours_says_nothing(subject: str):
    assert read_title(subject, NAMES) == ""
