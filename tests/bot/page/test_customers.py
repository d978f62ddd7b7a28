"""Customers on the page of staff: found by whatever is typed, and each look in the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.bot.page.places import Place, make_settings, open_place
from tests.bot.page.test_cards import enter
from tests.ports import find_free_port

from rosterdesk.core.models import Event, StaffRole
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("role", list(StaffRole))
async def test_who_is_found_is_shown_and_noted_and_stands_in_no_address(place: Place, role):
    wit = await place.add(email="wit@school.example", phone="0612345678", user_name="m.dewit")
    bos = await place.add(surname="Bos", prefix=None, role="pupil", class_name="groep 5a")
    browser = await enter(place, "Anna Smit", role)
    assert "Klant zoeken" in (await browser.get("/customers")).words
    for typed in (wit.card.number, "wit@school.example", "m.dewit", "de Wit", "marijek wit"):
        answer = await browser.post("/customers", {"q": typed})
        assert answer.path == f"/customers/{wit.customer.id}", typed
    for said in ("Marijke de Wit", wit.card.number, "0612345678", "De Regenboog", "actief"):
        assert said in answer.words, said
    both = await browser.post("/customers", {"q": "Marijke"})
    assert both.path == "/customers"
    assert "Marijke Bos groep 5a · De Regenboog" in both.words
    assert "Niemand gevonden" in (await browser.post("/customers", {"q": "xyzzy"})).words
    assert (await browser.post("/customers", {"q": " "})).status == 200
    hostile = await browser.post("/customers", {"q": "<script>alert(1)</script>"})
    assert "<script>alert" not in hostile.text
    assert (await browser.get("/customers/987654")).status == 404
    assert (await browser.get("/customers/x")).status == 404
    shown = await Event.filter(kind=Kind.CUSTOMER_SHOWN, actor="Anna Smit")
    assert {each.customer_id for each in shown} == {wit.customer.id}
    assert {each.channel for each in shown} == {"page"}
    listed = await Event.filter(kind=Kind.CUSTOMERS_LISTED).values_list("data", flat=True)
    assert {n for each in listed for n in each["customers"]} == {wit.customer.id, bos.customer.id}


async def test_whoever_looks_at_too_many_people_is_stopped(data: Path):
    settings = make_settings(data, find_free_port())
    few = settings.model_copy(update={"most_looks": 2, "unusual_looks": 2})
    async with open_place(data, settings=few) as place:
        for name in ("Bos", "Vos", "Smit"):
            await place.add(surname=name)
        browser = await enter(place, "Dirk", StaffRole.DESK)
        assert (await browser.post("/customers", {"q": "Vos"})).status == 200
        stopped = await browser.post("/customers", {"q": "Marijke"})
        assert stopped.status == 429
        assert "Smit" not in stopped.words
        assert "Vos" in (await browser.post("/customers", {"q": "Vos"})).words  # seen today
