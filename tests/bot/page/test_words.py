"""Passwords for children: how long they must be, and words that are thought up for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.bot.page.places import make_settings, open_place
from tests.ports import find_free_port

from rosterdesk.core.customers.registering import grant_uploads
from rosterdesk.core.models import OwnPassword
from rosterdesk.core.protection.easy_words import list_easy_words, think_up
from rosterdesk.core.trail.actors import shell_actor

if TYPE_CHECKING:
    from tests.bot.page.places import Place

WHO = shell_actor("tester")


def test_the_words_are_enough_and_a_child_types_them():
    words = list_easy_words()
    assert len(set(words)) == len(words) >= 1_000
    assert all(re.fullmatch(r"[a-z]{3,9}", word) for word in words)


@pytest.mark.parametrize("least", [6, 8, 15, 30])
def test_three_words_or_as_many_as_it_takes(least):
    made = {think_up(least) for _ in range(50)}
    assert len(made) == 50
    for password in made:
        assert len(password) >= least
        assert len(password.split()) >= 3


async def test_a_pupil_takes_three_words_and_sees_the_card(place: Place):
    pupil = await place.add(role="pupil", first_name="Noor", year=4)
    browser = await place.browser()
    answer = await browser.log_in(pupil.card.number, pupil.password)
    assert "Minstens 8 tekens" in answer.words
    answer = await browser.post("/password/words")
    assert answer.path == "/password/words"
    found = re.search(r'class="thought-up">([a-z ]+)<', answer.text)
    assert found is not None
    words = found[1]
    answer = await browser.post("/password", {"new": words, "again": words})
    assert (answer.path, pupil.card.number in answer.words) == ("/account", True)
    again = await place.browser()
    assert (await again.log_in(pupil.card.number, words)).path == "/account"


async def test_a_year_may_have_its_own_least_length(data):
    settings = make_settings(data, find_free_port())
    settings = settings.model_copy(update={"own_password_length_years": {3: 6}})
    async with open_place(data, settings=settings) as place:
        for year, typed, status in ((3, "q7mvkd", 200), (4, "q7mvkd", 422), (4, "q7mvkdzt", 200)):
            pupil = await place.add(role="pupil", surname="Bos", year=year)
            browser = await place.browser()
            await browser.log_in(pupil.card.number, pupil.password)
            answer = await browser.post("/password", {"new": typed, "again": typed})
            assert answer.status == status, (year, typed, answer.words)


async def test_whoever_may_send_from_now_on_chooses_a_longer_one(place: Place):
    pupil = await place.add(role="pupil", surname="Bos", year=8)
    browser = await place.browser()
    await browser.log_in(pupil.card.number, pupil.password)
    short = {"new": "q7mvkdzt", "again": "q7mvkdzt"}
    assert (await browser.post("/password", short)).path == "/account"
    assert (await OwnPassword.get()).least == 8
    await grant_uploads(pupil.customer, place.school, WHO)
    answer = await browser.get("/uploads")
    assert (answer.path, "Minstens 15 tekens" in answer.words) == ("/password", True)
    long = "fietsen langs de sloot"
    without = await browser.post("/password", {"new": long, "again": long})
    assert without.status == 422  # the password of now is asked for
    answer = await browser.post("/password", {"now": "q7mvkdzt", "new": long, "again": long})
    assert answer.path == "/uploads"
