"""A hand-over is written down, and what changed since then can be had at any time."""

from __future__ import annotations

import pytest
from tests.core.applying.test_apply import find, take_in, write_rows
from tests.core.handover.checking import check_koha
from tests.core.worlds import WHO

from rosterdesk.core.customers.registering import change_customer
from rosterdesk.core.handover.giving import (
    NoFormError,
    choose_form,
    find_handover,
    hand_over,
    list_handovers,
)
from rosterdesk.core.handover.model import Form, Who
from rosterdesk.core.models import Event
from rosterdesk.core.plans.policy import set_policy

THREE = (("1", "anna", ""), ("2", "bram", ""), ("3", "carl", ""))


@pytest.fixture
async def school(world):
    values = {"loan_category": "JEUGD", "loan_form": "koha", "loan_number_attribute": "LLNR"}
    await set_policy([world.school.id], values, WHO)
    await world.school.refresh_from_db()
    return world.school


async def give(school, who: Who = Who.EVERYBODY) -> list[str]:
    given = await hand_over(school, Form.KOHA, who, WHO)
    return sorted(row["surname"] for row in check_koha(given.content))


async def test_everybody_then_the_changed_and_the_leavers(world, school):
    plan = await take_in(world, write_rows(*THREE))
    submission = await plan.submission
    assert await find_handover(submission) is None
    assert await give(school) == ["Bakker", "Hendriks", "Visser"]
    found = await find_handover(submission)
    assert found is not None
    assert (found.made_by, found.people, found.version) == (WHO.name, 3, 1)
    assert await give(school, Who.CHANGED) == []
    assert await give(school, Who.LEAVERS) == []

    second = await take_in(world, write_rows(("1", "anna", ""), ("2", "bram", "")))
    await change_customer(await find("bram"), WHO, phone="010-7654321")
    assert await find_handover(await second.submission) is None
    assert await give(school, Who.CHANGED) == ["Visser"]
    assert await give(school, Who.LEAVERS) == ["Hendriks"]
    assert await give(school, Who.CHANGED) == []
    assert await give(school, Who.LEAVERS) == []
    assert await find_handover(await second.submission) is not None
    assert await give(school) == ["Bakker", "Visser"]
    kinds = [each.data["who"] for each in await Event.filter(kind="handed.over").order_by("id")]
    assert len(kinds) == len(await list_handovers(school)) == 8
    assert kinds[-1] == "everybody"


async def test_a_school_without_a_form_is_asked(world, school):
    assert choose_form(school, None) is Form.KOHA
    assert choose_form(school, Form.FOLIO) is Form.FOLIO
    await set_policy([school.id], {"loan_form": None}, WHO)
    await school.refresh_from_db()
    with pytest.raises(NoFormError):
        choose_form(school, None)
