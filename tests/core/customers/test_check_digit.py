from __future__ import annotations

import pytest
from tests.core.worlds import WHO

from rosterdesk.core.compare.model import CheckDigit, Policy
from rosterdesk.core.customers.card_numbers import CardNumbering, generate_number, has_check_digit
from rosterdesk.core.customers.registering import CardShapeError, add_customer
from rosterdesk.core.models import School


@pytest.mark.parametrize(
    ("kind", "number", "right"),
    [
        # ISO/IEC 7812-1's own example, and two with one digit and two neighbours wrong
        (CheckDigit.LUHN, "79927398713", True),
        (CheckDigit.LUHN, "79927398714", False),
        (CheckDigit.LUHN, "79927389713", False),
        # an ISBN-10 has the same weights
        (CheckDigit.MOD11, "0306406152", True),
        (CheckDigit.MOD11, "0306406153", False),
        (CheckDigit.MOD11, "080442957X", True),
        (CheckDigit.NONE, "1", True),
    ],
)
def test_check_digit(kind, number, right):
    assert has_check_digit(number, Policy(card_check_digit=kind)) is right


@pytest.mark.parametrize("kind", [CheckDigit.LUHN, CheckDigit.MOD11])
def test_generated_numbers_have_it(kind):
    policy = Policy(card_check_digit=kind)
    numbers = [generate_number(serial, "2", 10, policy) for serial in range(1, 200)]
    assert all(has_check_digit(number, policy) for number in numbers)
    assert len(set(numbers)) == len(numbers)


async def test_misread_card_is_refused_where_the_school_has_check_digits(world):
    await School.filter(id=world.school.id).update(policy={"card_check_digit": "luhn"})
    school = await School.get(id=world.school.id)
    numbering = CardNumbering("2", 10)
    with pytest.raises(CardShapeError, match="79927398714"):
        await add_customer(school, WHO, numbering, "79927398714", surname="Bakker")
    _, card = await add_customer(school, WHO, numbering, "79927398713", surname="Bakker")
    assert card.number == "79927398713"
