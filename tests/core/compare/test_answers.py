"""The sentences: every code has one, in both languages, with its values filled in."""

from __future__ import annotations

import re
from datetime import date
from string import Formatter

import pytest
from tests.core.compare.test_guards import FILES, run_case

from rosterdesk.core.compare import answers
from rosterdesk.core.compare.model import ChangeKind, PlanWarning
from rosterdesk.core.language import Language

NL, EN = Language.NL, Language.EN
SENTENCES = [
    *answers.KINDS.values(),
    *answers.FIELDS.values(),
    *answers.ROLES.values(),
    *answers.REMARKS.values(),
    *answers.WARNINGS.values(),
    answers.LIFTED,
]
SAME_IN_DUTCH = {"postcode", "school"}


def list_placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_sentence_has_a_translation_with_the_same_placeholders(sentence: str) -> None:
    filled = {name: f"<{name}>" for name in list_placeholders(sentence)}
    dutch = answers.phrases.say(NL, sentence, **filled)
    assert dutch != sentence.format(**filled) or sentence in SAME_IN_DUTCH
    assert set(re.findall("<(.*?)>", dutch)) == filled.keys()


@pytest.mark.parametrize("forms", answers.COUNTED.values(), ids=answers.COUNTED.keys())
def test_counted_sentence_has_both_forms_in_dutch(forms: tuple[str, str]) -> None:
    one, two = (answers.phrases.say_many(NL, count, *forms) for count in (1, 2))
    assert {"1" in one, "2" in two, one != forms[0].format(count=1), one != two} == {True}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", [name for name, case in FILES.items() if case[0]])
def test_every_warning_that_fires_can_be_said(name: str, language: Language) -> None:
    for warning in run_case(name).warnings:
        said = answers.describe_warning(warning, language)
        assert said.endswith((".", "?"))
        assert "None" not in said
        assert "{" not in said


SAID = {
    "leaving": (
        PlanWarning("many_leaving", values={"leaving": 40, "members": 120, "percent": 33}),
        (
            "40 van de 120 leden zouden vertrekken (33%), meer dan bij deze school in één"
            " keer is toegestaan. Is het bestand compleet? Hef deze waarschuwing alleen op als zij"
            " echt weg zijn."
        ),
    ),
    "shifted": (
        PlanWarning("looks_shifted", values={"odd": 9, "pairs": 10, "field": "birth_date"}),
        (
            "De leerlingnummers kloppen, maar bij 9 van de 10 personen hoort de waarde van het veld"
            " geboortedatum bij iemand anders. Waarschijnlijk is één kolom los gesorteerd of"
            " verschoven. Vraag de school om een nieuwe export."
        ),
    ),
    "a class and two years missing": (
        PlanWarning("partial_file", values={"classes": ["3A"], "years": [3, 4]}),
        (
            "Het bestand lijkt niet compleet: iedereen ontbreekt van klas 3A en de leerjaren 3, 4."
            " Door dit bestand vertrekt niemand, tenzij deze waarschuwing wordt opgeheven."
        ),
    ),
    "older": (
        PlanWarning(
            "older_than_last",
            values={"created_on": "2026-03-01", "last_created_on": "2026-03-02"},
        ),
        (
            "Het bestand is gemaakt op 01-03-2026, vóór het laatst verwerkte bestand (02-03-2026)."
            " Vraag de school om een nieuwe export."
        ),
    ),
    "one error": (
        PlanWarning("rows_with_errors", values={"count": 1}),
        (
            "In 1 rij staat een fout, dus het is niet zeker wie ontbreekt. Door dit bestand"
            " vertrekt niemand, tenzij deze waarschuwing wordt opgeheven."
        ),
    ),
    "lifted": (
        PlanWarning("repeated_rows", lifted=True, values={"count": 2}),
        "Opgeheven: 2 rijen herhalen een persoon of een nummer en worden niet gebruikt.",
    ),
}


@pytest.mark.parametrize("case", SAID.values(), ids=SAID.keys())
def test_warning_says_what_was_seen_and_what_to_do(case: tuple[PlanWarning, str]) -> None:
    warning, sentence = case
    assert answers.describe_warning(warning, NL) == sentence


def test_remark_names_its_field() -> None:
    remark = answers.describe_remark("hand_edited:birth_date", NL)
    assert remark == "Met de hand gewijzigd: geboortedatum. Het bestand overschrijft dit niet."


def test_kinds_are_said() -> None:
    assert [answers.name_kind(kind, NL) for kind in (ChangeKind.NEW, ChangeKind.CONFLICT)] == [
        "nieuw",
        "te beslissen",
    ]


@pytest.mark.parametrize(
    ("value", "said"),
    [(None, ""), (True, "ja"), (False, "nee"), (date(2014, 2, 1), "01-02-2014"), (0, "0")],
)
def test_values_are_written_as_people_do(value: object, said: str) -> None:
    assert answers.format_value(value, NL) == said
