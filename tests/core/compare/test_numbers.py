"""The part of a number that counts, by the school's policy."""

from __future__ import annotations

import pytest

from rosterdesk.core.compare.model import Policy
from rosterdesk.core.compare.numbers import normalise_card, normalise_number

PLAIN = Policy(ignore_leading_zeros=False)
PREFIXED = Policy(number_prefix="99XX")
CASES = [
    (" 0012 ", Policy(), "12"),
    ("000", Policy(), "0"),
    ("0012", PLAIN, "0012"),
    ("AB12", PLAIN, "ab12"),
    ("99xx0012", PREFIXED, "12"),
    ("99XX-12", PREFIXED, "12"),
    ("99XX", PREFIXED, "99xx"),
    ("1299XX", PREFIXED, "1299xx"),
]


@pytest.mark.parametrize(("number", "policy", "key"), CASES)
def test_pupil_number_is_reduced_to_what_counts(number: str, policy: Policy, key: str) -> None:
    assert normalise_number(number, policy) == key


def test_spaces_and_case_do_not_count_in_a_card_number() -> None:
    assert normalise_card("AB 2000 1") == normalise_card("ab20001")
