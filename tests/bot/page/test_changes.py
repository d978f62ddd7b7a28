"""The feed of changes over HTTP: for a program with a token, and for nobody else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.bot.page.places import WHO, Place
from tests.core.handover.following import DistantFollower, list_customers

from rosterdesk.core.customers.memberships import end_membership, list_memberships
from rosterdesk.core.customers.registering import change_customer
from rosterdesk.core.handover.readers import add_reader, remove_reader
from rosterdesk.core.models import Event
from rosterdesk.core.privacy.erase import erase_customer
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from tests.bot.page.places import Answer


@pytest.fixture
async def token(place: Place) -> str:
    return await add_reader("catalogus", WHO, place.library.keys)


async def ask(place: Place, query: str = "", **headers: str) -> Answer:
    """Ask as a program does, which knows nothing of Origin or cookies."""
    browser = await place.browser()
    return await browser.get(f"/changes{query}", Sec_Fetch_Site="", **headers)


async def test_a_program_reads_everything_once_in_order(place: Place, token: str):
    people = [await place.add(first_name=name) for name in ("Noor", "Sem", "Bo")]
    browser = await place.browser()
    follower = DistantFollower(browser.client, [place.url], token, limit=2)
    await follower.follow()
    assert follower.copy == await list_customers()
    await change_customer(people[0].customer, WHO, phone="010-1234567")
    (membership,) = await list_memberships(people[1].customer)
    await end_membership(people[1].customer, membership, WHO)
    await erase_customer(people[1].customer, WHO)
    await follower.follow()
    assert follower.copy == await list_customers()
    assert str(people[1].customer.id) not in follower.copy
    assert follower.seen == sorted(set(follower.seen))
    said = json.loads((await ask(place, Authorization=f"bearer {token}")).text)
    assert said["cursor"] == str(follower.cursor)
    assert "password" not in str(said)


async def test_without_a_token_that_is_good_nothing_is_told(place: Place, token: str):
    await place.add()
    wrong = {"", token, f"Basic {token}", f"Bearer {token}x", "Bearer", "Bearer " + "a" * 5000}
    for each in sorted(wrong):
        answer = await ask(place, Authorization=each)
        assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Bearer"), each
        assert set(json.loads(answer.text)) == {"wrong"}
    assert (await ask(place, f"?token={token}")).status == 401  # an address ends up in logs
    assert (await ask(place, Authorization=f"Bearer {token}")).status == 200
    await remove_reader("catalogus", WHO)
    assert (await ask(place, Authorization=f"Bearer {token}")).status == 401
    refused = await Event.filter(kind=Kind.ACCESS_REFUSED)
    assert [each.data["asked"] for each in refused] == ["GET /changes"]  # the others are summed up


async def test_the_token_opens_nothing_else(place: Place, token: str):
    browser = await place.browser()
    bearer = {"Authorization": f"Bearer {token}"}
    for method in ("POST", "PUT", "DELETE"):
        assert (await browser.ask(method, "/changes", headers=bearer)).status == 405
    for path in ("/account", "/uploads"):
        answer = await browser.ask("GET", path, headers=bearer, follow=False)
        assert (answer.status, answer.headers["Location"][:6]) == (303, "/login")


@pytest.mark.parametrize(
    "query",
    [
        *("?since=x", "?since=", "?since=-1", "?since=999999", "?since=1.2.3"),
        *("?limit=0", "?limit=10001", "?limit=-1", "?limit=x", "?limit=²", "?limit=1e3"),
        "?limit=0000000001000000000",
    ],
)
async def test_what_makes_no_sense_is_refused_with_a_sentence(place: Place, token: str, query):
    answer = await ask(place, query, Authorization=f"Bearer {token}")
    assert answer.status == 400
    assert json.loads(answer.text)["wrong"]
