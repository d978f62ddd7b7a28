"""The answers: the contract's object, sentences in two languages, exit statuses."""

from __future__ import annotations

import re
import string
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from babel.messages.pofile import read_po
from tests.core.roster.corpus.case import column, lines
from tests.core.roster.making import make_pupils, write_csv

import rosterdesk.core.roster as package
from rosterdesk.core.language import Language
from rosterdesk.core.roster.answers import (
    describe_problem,
    describe_refusal,
    exit_status,
    name_field,
    roster_from_json,
    roster_to_json,
)
from rosterdesk.core.roster.columns.headers import SYNONYMS
from rosterdesk.core.roster.model import Problem, Refusal
from rosterdesk.core.roster.packed import pack_roster, parse_packed
from rosterdesk.core.roster.problems import (
    FIELD_LABELS,
    FIELD_NAMES,
    LEFT_OUT,
    PROBLEMS,
    REFUSALS,
    make_problem,
)
from rosterdesk.core.roster.reading import read_roster

HOME = Path(package.__file__).parent
VALUES = {
    "field": "surname", "where": "5, 9", "first": 5, "limit": 10, "old": "5/6", "new": "5-6",
    "count": 3, "schools": "12AB00, 34CD00", "columns": "Klas, Roepnaam", "cells": 5,
    "named": 6, "encoding": "Mac Roman", "name": "5A", "others": "5a, Groep 5A",
}  # fmt: skip
CONTRACT = {"file", "format", "status", "refused", "bulk", "school", "columns", "dropped",
            "pupils", "problems", "left_out"}  # fmt: skip


def test_the_object_is_that_of_the_contract() -> None:
    """Keys, row numbers from 1, null for what is unknown, dates as yyyy-mm-dd."""
    answer = roster_to_json(read_roster(write_csv(make_pupils(2)), "a.csv"))
    assert set(answer) == CONTRACT
    assert answer["columns"][0] == {"header": "Leerlingnummer", "field": "external_number"}
    first = answer["pupils"][0]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", first["birth_date"])
    assert (first["row"], first["sheet"], first["phone"]) == (2, None, None)
    assert "" not in first.values()
    assert orjson.loads(orjson.dumps(answer)) == answer


@pytest.mark.parametrize(
    ("data", "status"),
    [
        pytest.param(write_csv(make_pupils(2)), 0, id="read"),
        pytest.param(column("Geslacht", "?!"), 0, id="a warning only"),
        pytest.param(column("Geboortedatum", "31-02-2015"), 1, id="a row to mend"),
        pytest.param(column("Geboortedatum", "01/02/2015"), 1, id="a question"),
        pytest.param(b"%PDF-1.7", 2, id="refused"),
    ],
)
def test_exit_status(data: bytes, status: int) -> None:
    """0 read, 1 something to answer or mend, 2 refused."""
    assert exit_status(read_roster(data, "a")) == status


@pytest.mark.parametrize("data", [column("E-mail", "x", "a@b.example"), b"%PDF", lines("a;b")])
def test_a_roster_comes_back_whole(data: bytes) -> None:
    """Packed without loss; from the contract's object with the sentences that were said."""
    roster = read_roster(data, "a")
    assert parse_packed(pack_roster(roster).dump()).unpack() == roster
    again = roster_from_json(roster_to_json(roster, Language.EN))
    said_only = {"problems": (), "refused": None, "left_out": (), "reasons": ()}
    assert replace(again, **said_only) == replace(roster, **said_only)
    for language in Language:
        said = roster_to_json(again, language)
        assert said == roster_to_json(roster, Language.EN)


@pytest.mark.parametrize("code", PROBLEMS)
def test_every_problem_has_a_dutch_sentence(code: str) -> None:
    """Each sentence has its placeholders filled, in both languages."""
    problem = make_problem(code, rows=[1], **VALUES)
    dutch, english = (describe_problem(problem, language) for language in Language)
    assert dutch != english
    assert "{" not in dutch + english


@pytest.mark.parametrize("code", REFUSALS)
def test_every_refusal_has_a_dutch_sentence(code: str) -> None:
    """The refusals that have a reason beside their code have one too."""
    name, _, why = code.partition(":")
    refusal = Refusal(name, {"why": why, "limit": 20} if why else {})
    dutch, english = (describe_refusal(refusal, language) for language in Language)
    assert dutch != english
    assert "{" not in dutch + english


def test_the_catalogue_holds_what_is_said_and_nothing_else() -> None:
    """No sentence is forgotten, none is left over, and the placeholders are the same."""
    with (HOME / "locale" / "nl.po").open("rb") as file:
        catalogue = {m.id: m.string for m in read_po(file, locale="nl") if m.id}
    source = "".join(path.read_text() for path in HOME.rglob("*.py"))
    joined = re.sub(r'"\s*\n\s*"', "", source)
    assert {m for m in catalogue if f'"{m}"' not in joined} == set()
    said = {sentence for _, sentence in PROBLEMS.values()} | set(REFUSALS.values())
    said |= set(LEFT_OUT.values())
    assert said | set(FIELD_NAMES.values()) | set(FIELD_LABELS.values()) <= set(catalogue)
    for english, dutch in catalogue.items():
        assert _placeholders(english) == _placeholders(dutch)


def _placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_field_that_is_offered_is_one_that_is_read() -> None:
    """The buttons of a question are the fields that the reader knows."""
    assert set(FIELD_LABELS) <= set(SYNONYMS)
    assert name_field("surname", Language.NL) == "Achternaam"


def test_the_table_in_the_docs_names_every_code() -> None:
    """The page is written from the code: tests/docs holds it to that."""
    text = (HOME.resolve().parents[1] / "docs" / "problem-codes.md").read_text()
    named = set(re.findall(r"^\| `([a-z_:]+)` \|", text, re.MULTILINE))
    assert named >= set(PROBLEMS) | set(LEFT_OUT) | {code.partition(":")[0] for code in REFUSALS}


def test_no_sentence_repeats_what_a_child_is_called() -> None:
    """Sentences go by mail: they name places and rules, never names, numbers or dates."""
    roster = read_roster(column("Geboortedatum", "31-02-2015") + b"5;Noor;Bakker;5a;x\r\n", "a")
    for problem in roster.problems:
        said = describe_problem(problem, Language.NL)
        assert not {"Noor", "Bakker", "31-02-2015"} & set(said.split())
    assert isinstance(roster.problems[0], Problem)
