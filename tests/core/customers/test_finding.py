"""Names are kept in memory: what changed since is found all the same, and so is what is rare."""

from __future__ import annotations

import pytest
from tests.core.roster.making import make_pupils
from tests.core.worlds import WHO, latest_plan

from rosterdesk.core.customers.finding.search import find_customers
from rosterdesk.core.customers.finding.words import WordIndex
from rosterdesk.core.customers.registering import add_customer, change_customer


async def test_who_came_after_the_first_search_is_found(world):
    assert await find_customers("Kloosterman") == []
    one = await register(world, surname="Kloosterman")
    assert await found("Klosterman") == [one.id]
    await change_customer(one, WHO, surname="Uitentuin")
    assert await found("Uitentuyn") == [one.id]
    assert await found("Kloosterman") == []


async def test_who_came_with_a_file_after_the_first_search_is_found(world):
    assert await find_customers("Kloosterman") == []
    pupil = make_pupils(1)[0]
    submission = await world.import_pupils([pupil])
    (one,) = await find_customers(f"{pupil.first_name} {pupil.surname}")
    assert one.external_number == pupil.external_number
    assert (await latest_plan(submission)).version == 1


async def test_who_is_called_exactly_so_comes_before_all_who_nearly_are(world):
    for _ in range(30):
        await register(world, surname="Janssen")
    exact = await register(world, surname="Jansen")
    assert (await found("Jansen"))[0] == exact.id
    assert len(await find_customers("Jansen", limit=11)) == 11


async def test_somebody_known_by_initials_is_found(world):
    one = await register(world, first_name=None, initials="P.J.", surname="Visser")
    await register(world, first_name="Piet", surname="Bakker")
    assert await found("P.J. Visser") == [one.id]


async def test_all_words_may_be_of_the_surname(world):
    one = await register(world, surname="Bakker-Visser")
    await register(world, surname="Bakker")
    assert await found("Visser Bakker") == [one.id]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("vreis", "Vries"),
        ("sane", "Sanne"),
        ("tijs", "Thijs"),
        ("jn", "Jan"),
        ("o", "O"),
        ("yilmaz", "Yılmaz"),
        ("hoogev", "Hoogeveen"),
        ("wsiniewska", "Wiśniewska"),
        ("hendrikx", "Hendriks"),
    ],
)
def test_a_word_is_found_however_it_is_misspelt(typed, name):
    others = (f"{a}{b}{c}" for a in ("Ber", "Sti", "Klo") for b in "aeiou" for c in ("n", "ma"))
    index = WordIndex([name, *others])
    assert max(index.score([typed]), key=lambda each: index.score([typed])[each]) == name


def test_words_that_come_later_are_found_as_the_first_are():
    index = WordIndex(["Jansen"])
    index.add(["Janssen", "Jansen", "van den Berg"])
    assert len(index) == 3
    assert set(index.score(["jansen"])) == {"Jansen", "Janssen"}
    assert index.score(["berg"]) == {"van den Berg": (100.0,)}


def test_only_names_like_a_needed_word_are_judged_by_all_words():
    index = WordIndex(["Bakker-Noor", "Noord", "Bakkers"])
    scores = index.score(["noor", "bakker"], ["bakker"])
    assert scores["Bakker-Noor"] == (100.0, 100.0)
    assert scores["Bakkers"][0] == 0
    assert "Noord" not in scores
    assert index.score(["bakker", "bakker"])["Bakker-Noor"] == (100.0, 100.0)


async def found(text):
    return [customer.id for customer in await find_customers(text)]


async def register(world, **facts):
    given = {"first_name": "Noor", "surname": "Bakker", **facts}
    customer, _ = await add_customer(world.school, WHO, world.library.numbering, **given)
    return customer
