"""Card numbers tell nothing of each other, and no two are equal."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from tests.core.roster.making import make_pupils
from tests.core.worlds import WHO

from rosterdesk.core.compare.model import CheckDigit, Policy
from rosterdesk.core.customers.card_numbers import (
    CardNumbering,
    generate_number,
    has_check_digit,
    make_card_numbers,
)
from rosterdesk.core.customers.registering import add_customer
from rosterdesk.core.models import Card
from rosterdesk.core.protection.spreading import spread

KEY, OTHER = b"k" * 32, b"o" * 32


@pytest.mark.parametrize("digits", [1, 2, 3, 4, 5])
def test_every_number_of_the_range_comes_once(digits):
    found = {spread(serial, digits, KEY) for serial in range(10**digits)}
    assert found == set(range(10**digits))


def test_neighbours_say_nothing():
    """No step between two that follow each other comes twice: of 2,000 in ten million."""
    found = [spread(serial, 9, KEY) for serial in range(1, 2_001)]
    steps = {after - before for before, after in itertools.pairwise(found)}
    assert len(steps) > 1_990
    assert max(found) > 9 * 10**8
    assert min(found) < 10**8


def test_another_key_spreads_otherwise():
    same = sum(spread(serial, 9, KEY) == spread(serial, 9, OTHER) for serial in range(1_000))
    assert same <= 1


@pytest.mark.parametrize(("serial", "digits"), [(1_000, 3), (10**9, 9), (5, 0), (5, -1)])
def test_a_serial_that_does_not_fit_stays(serial, digits):
    assert spread(serial, digits, KEY) == serial


@pytest.mark.parametrize("kind", CheckDigit)
async def test_numbers_have_their_length_and_check_digit(database, kind):
    policy = Policy(card_check_digit=kind)
    serials = range(1, 500)
    numbering = CardNumbering("2", 10, KEY)
    numbers = await make_card_numbers(serials, [None] * len(serials), policy, numbering)
    assert len(set(numbers)) == len(numbers)
    for number in numbers:
        assert len(number) == 10
        assert number.startswith("2")
        assert has_check_digit(number, policy)


async def test_an_import_gives_spread_numbers_and_passes_over_those_that_exist(world):
    """A library that had numbers before, or pre-printed cards, keeps each its own."""
    numbering = CardNumbering("2", 10, KEY)
    library = replace(world.library, numbering=numbering)
    spread_world = replace(world, library=library)
    in_the_way = [
        generate_number(spread(serial, 9, KEY), "2", 10, Policy()) for serial in range(5, 15)
    ]
    for number in in_the_way:
        if not await Card.exists(number=number):
            await add_customer(None, WHO, numbering, number, first_name="A", surname="B")
    await spread_world.import_pupils(make_pupils(30))
    numbers = await Card.all().order_by("id").values_list("number", flat=True)
    assert len(set(numbers)) == len(numbers)
    made = [int(number) for number in numbers[-30:]]
    assert made != sorted(made)
    assert not any(after == before + 1 for before, after in itertools.pairwise(made))
