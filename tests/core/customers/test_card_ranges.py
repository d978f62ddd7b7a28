"""Generated numbers stay in the range of the school, and end with a sentence where it is full."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.core.roster.making import make_pupils
from tests.core.worlds import WHO, latest_plan

from rosterdesk.core.compare.model import CheckDigit, Policy
from rosterdesk.core.customers.card_numbers import (
    CardNumbering,
    CardRangeFullError,
    choose_shape,
    make_card_numbers,
)
from rosterdesk.core.customers.card_ranges import measure_ranges
from rosterdesk.core.customers.policies import PolicyError, check_policy, read_policy, use_defaults
from rosterdesk.core.customers.registering import add_customer
from rosterdesk.core.models import Card, SubmissionStatus
from rosterdesk.core.plans.policy import set_policy

NUMBERING = CardNumbering("2", 10, b"k" * 32)
WISE = Policy(
    card_prefix="2{branch}8",
    card_branch="0123",
    card_length=14,
    card_check_digit=CheckDigit.LUHN,
    card_first=5_000_000,
    card_last=5_000_999,
)
SCHOOLWISE = Policy(card_prefix="{branch}0009", card_branch="4567", card_length=13)


@pytest.mark.parametrize("key", [b"", b"k" * 32], ids=["running on", "spread"])
def test_a_range_has_each_of_its_numbers_once(key):
    shape = choose_shape(WISE, replace(NUMBERING, key=key))
    numbers = {shape.make(serial) for serial in range(7, 1_007)}
    assert len(numbers) == 1_000
    assert {number[:6] for number in numbers} == {"201238"}
    assert {number[6:9] for number in numbers} == {"500"}
    assert {len(number) for number in numbers} == {14}


async def test_a_range_shorter_than_the_ids_is_gone_through_again_and_then_full(world):
    """Row ids pass the end of five digits in a library that has had a hundred thousand cards."""
    policy = replace(SCHOOLWISE, card_first=100, card_last=119)
    first = await make_card_numbers(range(250_001, 250_016), [None] * 15, policy, NUMBERING)
    assert len(set(first)) == 15
    for number in first:
        await add_customer(None, WHO, NUMBERING, number, first_name="Noor", surname="Bakker")
    second = await make_card_numbers(range(250_021, 250_026), [None] * 5, policy, NUMBERING)
    assert {int(number[8:]) for number in first + second} == set(range(100, 120))
    with pytest.raises(CardRangeFullError, match="4567000900100"):
        await make_card_numbers(range(1, 7), [None] * 6, policy, NUMBERING)


async def test_a_number_that_is_asked_for_is_not_generated_beside_it(world):
    policy = replace(SCHOOLWISE, card_first=0, card_last=1)
    numbers = await make_card_numbers([1, 2], [None, "4567000900001"], policy, NUMBERING)
    assert numbers == ["4567000900000", "4567000900001"]


async def test_a_plan_says_that_the_range_is_too_short_and_goes_on_with_another(world):
    rules = {"card_prefix": "990", "card_length": 8, "card_first": 1, "card_last": 10}
    await set_policy([world.school.id], rules, WHO)
    submission = await world.send_pupils(make_pupils(12))
    plan = await latest_plan(submission)
    assert submission.status is SubmissionStatus.BLOCKED
    assert [(w["code"], w["values"]) for w in plan.warnings] == [
        ("cards_run_out", {"needed": 12, "free": 10})
    ]
    await set_policy([world.school.id], {"card_last": 50}, WHO)
    await world.import_pupils(make_pupils(12))
    numbers = await Card.all().values_list("number", flat=True)
    assert all(99_000_001 <= int(number) <= 99_000_050 for number in numbers)
    (found,) = await measure_ranges("2", 10)
    assert (found.used, found.size, found.is_short) == (12, 50, False)
    await set_policy([world.school.id], {"card_last": 13}, WHO)
    (found,) = await measure_ranges("2", 10)
    assert (found.first, found.last, found.is_short) == ("99000001", "99000013", found.used >= 12)


@pytest.mark.parametrize(
    "policy",
    [
        {"card_numbers": "files"},
        {"card_number": "file"},
        {"card_prefix": "2A"},
        {"card_prefix": "2{school}"},
        {"card_prefix": "2", "card_length": 21},
        {"card_prefix": "123456", "card_length": 6},
        {"card_first": 11, "card_last": 10},
        {"grace_days": "soon"},
    ],
    ids=str,
)
def test_a_rule_that_cannot_be_is_refused(policy):
    with pytest.raises(PolicyError):
        check_policy(policy)


async def test_a_default_holds_where_the_school_set_nothing(world):
    use_defaults({"grace_days": 7, "card_numbers": "file"})
    try:
        await set_policy([world.school.id], {"grace_days": 3}, WHO)
        await world.school.refresh_from_db()
        found = read_policy(world.school)
        assert (found.grace_days, str(found.card_numbers)) == (3, "file")
        await set_policy([world.school.id], {"grace_days": None}, WHO)
        await world.school.refresh_from_db()
        assert read_policy(world.school).grace_days == 7
    finally:
        use_defaults({})
