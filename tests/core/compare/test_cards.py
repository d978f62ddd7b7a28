"""Card numbers of a file that are not taken over: asked about once, and said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.core.compare.people import make_known, make_school, run

from rosterdesk.core.compare.model import CardNumbers, Policy

PUPILS = make_school(6)
KNOWN = [make_known(pupil, card_number=f"200000000{n}") for n, pupil in enumerate(PUPILS)]


def judge(cards: list[str | None], policy: Policy, known: int = 6) -> list[tuple[str, Any]]:
    file = [replace(p, card_number=card) for p, card in zip(PUPILS, cards, strict=True)]
    found = run(file, KNOWN[:known], policy=policy).warnings
    return [(each.code, each.values) for each in found if each.code.startswith("card")]


@pytest.mark.parametrize(
    ("cards", "others"),
    [
        ([None] * 6, 0),
        ([f"200000000{n}" for n in range(6)], 0),
        ([f"20 0000000{n}" for n in range(6)], 0),
        (["2000000009", *[f"200000000{n}" for n in range(1, 6)]], 1),
        (["2000000009", "2000000008", None, None, None, "2000000005"], 2),
    ],
)
def test_only_another_number_than_the_card_is_said(cards, others):
    said = judge(cards, Policy())
    assert said == ([("cards_not_used", {"new": 0, "known": others})] if others else [])


def test_a_new_persons_number_is_asked_about_and_taken_over_without_a_word():
    cards: list[str | None] = [None] * 5 + ["2000000005"]
    assert judge(cards, Policy(), known=5) == [("card_numbers", {"new": 1, "known": 0})]
    policy = Policy(card_numbers=CardNumbers.GENERATED)
    assert judge(cards, policy, known=5) == [("cards_not_used", {"new": 1, "known": 0})]
    assert judge(cards, Policy(card_numbers=CardNumbers.FILE), known=5) == []
