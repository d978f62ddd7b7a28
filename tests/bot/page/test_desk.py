"""The desk on the page: registering, changing, cards, memberships, slips and passwords."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.bot.page.places import Place, open_place
from tests.bot.page.test_cards import enter
from tests.bot.page.test_printing import with_printers

from rosterdesk.core.customers.registering import change_customer
from rosterdesk.core.login.own_password import find_unused
from rosterdesk.core.models import (
    Card,
    CardStatus,
    Customer,
    Event,
    Membership,
    Slip,
    SlipStatus,
    StaffRole,
)
from rosterdesk.core.slips.requests import ReprintReason
from rosterdesk.core.trail.actors import shell_actor
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.bot.page.places import Answer, Browser

NOBODY = "987654"
FACTS = {
    "role": "pupil",
    "name": "Sanne van den Berg",
    "sex": "F",
    "birth_date": "24-03-2015",
    "address": "Dorpsstraat 12a, 1234 AB Voorbeelddam",
    "email": "",
    "user_name": "",
    "class": "groep 5a",
    "year": "5",
}


@pytest.fixture
async def place(data: Path) -> AsyncIterator[Place]:
    async with open_place(data, settings=with_printers(data, "balie")) as made:
        yield made


@pytest.fixture
async def clerk(place: Place) -> Browser:
    return await enter(place, "Dirk Visser", StaffRole.DESK)


def read_form(answer: Answer) -> dict[str, str]:
    """Return what a browser would send of the form that fills the page."""
    text = answer.text.partition("<main")[2]
    found = re.findall(r'<input[^>]* name="([^"]+)"[^>]*? value="([^"]*)"', text)
    form = {name: value for name, value in found if name not in ("language", "receipts")}
    form |= dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</textarea>', text))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', text):
        form[name] = next(iter(re.findall(r'value="([^"]*)" selected', options)), "")
    return form


async def test_somebody_is_registered_with_what_was_filled_in_and_in_the_trail(place, clerk):
    school = str(place.school.id)
    answer = await clerk.post("/register", {**FACTS, "school": school, "make_user_name": "yes"})
    customer = await Customer.get().prefetch_related("school")
    assert answer.path == f"/customers/{customer.id}"
    assert "Ingeschreven" in answer.words
    assert (customer.first_name, customer.prefix, customer.surname) == ("Sanne", "van den", "Berg")
    assert (str(customer.birth_date), customer.street, customer.house_number) == (
        "2015-03-24", "Dorpsstraat", "12")  # fmt: skip
    assert (customer.class_name, customer.year, customer.user_name) == (
        "groep 5a", 5, "sanne.vandenberg")  # fmt: skip
    assert (await Card.get()).number in answer.words
    event = await Event.get(kind=Kind.CUSTOMER_ADDED)
    assert (event.channel, event.actor, event.customer_id) == ("page", "Dirk Visser", customer.id)


async def test_each_wrong_field_has_its_sentence_and_what_was_typed_stays(place, clerk):
    wrong = {**FACTS, "school": "", "name": "Berg", "birth_date": "31-02-2015", "email": "x@",
             "card": "12", "year": "veel"}  # fmt: skip
    answer = await clerk.post("/register", wrong)
    assert answer.status == 409
    for said in (
        "Kies een school",
        "Sanne van den Berg",
        "24-03-2015",
        "geen e-mailadres",
        "cijfer",
    ):
        assert said in answer.words, said
    assert 'value="31-02-2015"' in answer.text
    assert 'value="Dorpsstraat 12a, 1234 AB Voorbeelddam"' in answer.text
    assert not await Customer.exists()
    assert not await Event.filter(kind=Kind.CUSTOMER_ADDED).exists()


async def test_somebody_of_the_same_name_is_shown_before_a_second_one_is_made(place, clerk):
    filled = {**FACTS, "school": str(place.school.id)}
    await clerk.post("/register", filled)
    again = await clerk.post("/register", filled)
    assert (again.status, await Customer.all().count()) == (409, 1)
    assert "Is het dezelfde persoon?" in again.words
    assert f"/customers/{(await Customer.get()).id}" in again.text
    listed = await Event.get(kind=Kind.CUSTOMERS_LISTED)
    assert listed.actor == "Dirk Visser"
    await clerk.post("/register", {**filled, "sure": "yes"})
    assert await Customer.all().count() == 2
    other_day = {**filled, "birth_date": "25-03-2015"}
    assert (await clerk.post("/register", other_day)).path != "/register"
    assert await Customer.all().count() == 3


async def test_a_taken_card_is_refused_with_whose_it_is_and_a_school_may_be_none(place, clerk):
    first = await clerk.post("/register", {**FACTS, "school": "0", "card": "2900001234567"})
    assert first.path.startswith("/customers/")
    assert (await Customer.get()).school_id is None
    second = {**FACTS, "name": "Daan Vos", "school": "0", "card": "2900001234567"}
    answer = await clerk.post("/register", second)
    assert (answer.status, await Customer.all().count()) == (409, 1)
    assert "Sanne van den Berg" in answer.words


async def test_only_what_was_changed_in_the_form_is_saved(place, clerk):
    wit = (await place.add(email="wit@school.example", phone="0612345678")).customer
    path = f"/customers/{wit.id}/edit"
    form = read_form(await clerk.get(path))
    assert form["name"] == "Marijke de Wit"
    # A colleague changes another field, while this form is open.
    await change_customer(await Customer.get(id=wit.id), shell_actor("Bo"), phone="0687654321")
    answer = await clerk.post(path, {**form, "email": "m.dewit@school.example", "notice": "Belt"})
    assert answer.path == f"/customers/{wit.id}"
    await wit.refresh_from_db()
    assert (wit.email, wit.phone, wit.notice) == ("m.dewit@school.example", "0687654321", "Belt")
    assert (wit.first_name, wit.prefix, wit.surname, wit.role) == (
        "Marijke",
        "de",
        "Wit",
        "teacher",
    )
    event = await Event.filter(kind=Kind.CUSTOMER_CHANGED).order_by("-id").first()
    assert (event.channel, event.data["fields"]) == ("page", ["email", "notice"])
    form = read_form(await clerk.get(path))
    wrong = await clerk.post(path, {**form, "email": "geen adres", "phone": ""})
    assert (wrong.status, 'value="geen adres"' in wrong.text) == (409, True)
    await clerk.post(path, {**form, "phone": "", "reservation_notices": "", "receipts": "yes"})
    await wit.refresh_from_db()
    assert (wit.phone, wit.receipts) == (None, True)


async def test_a_card_is_blocked_unblocked_and_replaced(place, clerk):
    wit = await place.add()
    path = f"/customers/{wit.customer.id}/cards"

    async def change(act: str, card: int = wit.card.id, **fields: str) -> Answer:
        return await clerk.post(path, {"act": act, "card": str(card), **fields})

    assert "geblokkeerd" in (await change("block")).words
    assert (await Card.get(id=wit.card.id)).status is CardStatus.BLOCKED
    assert (await change("block")).status == 409  # it is blocked already
    assert "werkt weer" in (await change("unblock")).words
    assert (await change("replace", new="12")).status == 409
    assert "vervangen" in (await change("replace")).words
    assert await Card.filter(customer=wit.customer, status=CardStatus.ACTIVE).count() == 1
    stranger = await place.add(surname="Bos")
    assert (await change("block", stranger.card.id)).status == 404
    assert (await change("explode")).status == 404
    changed = await Event.filter(kind=Kind.CARD_CHANGED).values_list("channel", flat=True)
    assert set(changed) == {"page"}


async def test_memberships_are_added_ended_and_renewed(place, clerk):
    wit = (await place.add()).customer
    path = f"/customers/{wit.id}/memberships"
    assert "Openbare bibliotheek" in (await clerk.post(path, {"act": "add"})).words
    (school, public) = await Membership.filter(customer=wit).order_by("id")
    await clerk.post(path, {"act": "end", "membership": str(public.id)})
    await public.refresh_from_db()
    assert public.ends_on is not None
    await clerk.post(path, {"act": "renew", "membership": str(public.id)})
    assert (await clerk.post(path, {"act": "own"})).status == 409  # it goes on again
    assert await Card.filter(customer=wit).count() == 1
    await clerk.post(path, {"act": "end", "membership": str(public.id)})
    await clerk.post(path, {"act": "own"})
    assert await Card.filter(customer=wit).count() == 2
    other = (await place.add(surname="Bos")).customer
    theirs = await Membership.get(customer=other)
    assert (await clerk.post(path, {"act": "end", "membership": str(theirs.id)})).status == 404
    assert (await Membership.get(id=school.id)).ends_on is None


async def test_a_slip_is_asked_for_and_a_second_one_only_with_a_reason(place, clerk):
    wit = (await place.add()).customer
    path = f"/customers/{wit.id}/slip"
    assert (await clerk.post(path, {"printer": "weg"})).status == 409
    assert "wachtrij" in (await clerk.post(path, {"printer": "balie"})).words
    await Slip.all().update(status=SlipStatus.SENT)
    asked = await clerk.post(path, {"printer": "balie"})
    assert (asked.status, await Slip.all().count()) == (409, 1)
    await clerk.post(path, {"printer": "balie", "reason": ReprintReason.LOST})
    assert (await Slip.all().order_by("-id").first()).reason == "lost"


async def test_a_new_password_is_shown_once_and_not_before_the_unused_one_is_thought_of(
    place, clerk
):
    wit = await place.add()
    path = f"/customers/{wit.customer.id}/password"
    warned = await clerk.post(path)
    assert "nog niet is gebruikt" in warned.words
    assert wit.password not in warned.text
    shown = await clerk.post(path, {"sure": "yes"})
    password = re.findall(r'<p class="thought-up">([^<]+)</p>', shown.text)[0]
    assert shown.headers["Cache-Control"] == "no-store"
    assert (await clerk.get(f"/customers/{wit.customer.id}")).text.count(password) == 0
    browser = await place.browser()
    entered = await browser.log_in(wit.card.number, password.replace(" ", ""))
    assert entered.path == "/password"
    assert await find_unused(wit.customer) is None
    event = await Event.filter(kind=Kind.PASSWORD_SHOWN, channel="page").get()
    assert event.actor == "Dirk Visser"


async def test_the_history_says_who_did_what(place, clerk):
    wit = (await place.add()).customer
    await clerk.post(f"/customers/{wit.id}/edit", {"was-phone": "", "phone": "0612345678"})
    words = (await clerk.get(f"/customers/{wit.id}/history")).words
    assert "ingeschreven" in words
    assert "met de hand gewijzigd" in words
    assert "Dirk Visser" in words
    assert await Event.filter(kind=Kind.CUSTOMER_SHOWN, customer_id=wit.id).exists()


async def test_nobody_is_changed_who_is_not_there(place, clerk):
    for path in ("cards", "memberships", "slip", "unlock", "password", "edit"):
        assert (await clerk.post(f"/customers/{NOBODY}/{path}", {"act": "add"})).status == 404, path
    for path in ("edit", "history"):
        assert (await clerk.get(f"/customers/{NOBODY}/{path}")).status == 404, path
