"""The feed of changes: nothing skipped, nothing twice, and in the end the same customers."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress

import pytest
from tests.core.applying.test_apply import find, take_back, take_in, write_rows
from tests.core.handover import crashing
from tests.core.handover.following import Follower, list_customers
from tests.core.roster.making import make_pupils
from tests.core.worlds import WHO, World

from rosterdesk.core.customers.cards import replace_card
from rosterdesk.core.customers.registering import add_customer, change_customer
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.handover.feed import CursorError, FeedPage, read_cursor, read_feed
from rosterdesk.core.models import Card, Customer
from rosterdesk.core.storage.database import writing


async def check(follower: Follower) -> None:
    await follower.follow()
    assert follower.copy == await list_customers()
    assert follower.seen == sorted(set(follower.seen)), "a place came twice, or out of order"


TWO = (("1", "anna", ""), ("2", "bram", ""))


async def test_a_follower_ends_with_the_customers_of_the_database(world):
    follower = Follower()
    await take_in(world, write_rows(*TWO))
    await check(follower)
    second = await take_in(world, write_rows(*TWO, ("3", "carl", ""), klass="5B"))
    await check(follower)
    await take_back(second)
    await check(follower)
    await take_in(world, write_rows(("2", "bram", "")))
    await change_customer(await find("bram"), WHO, phone="010-1234567")
    card = await Card.filter(customer=await find("bram")).first()
    await replace_card(card, WHO, world.library.numbering)
    await add_customer(world.school, WHO, world.library.numbering, surname="Wit", first_name="Jo")
    await check(follower)
    late = Follower(limit=1)
    await check(late)
    assert await read_feed(late.cursor) == FeedPage((), late.cursor, more=False)


async def test_an_undo_between_two_pages_is_told(world):
    """The page that made them was read half; the rest of them are gone by then."""
    first = await take_in(world, write_rows(*TWO, ("3", "carl", "")))
    follower = Follower(limit=2)
    follower.take(await read_feed(follower.cursor, 2))
    await take_back(first)
    await check(follower)
    assert follower.copy == {}


async def test_who_undid_before_the_follower_came_is_not_there(world):
    await take_back(await take_in(world, write_rows(*TWO)))
    follower = Follower()
    await check(follower)
    assert follower.copy == {}


@pytest.mark.parametrize("text", ["", "x", "1.2.3", "-1", "1.", ".1", "1" * 31, "9999", "²"])
async def test_what_is_no_cursor_is_refused(world, text):
    with pytest.raises(CursorError):
        await read_feed(read_cursor(text))


async def test_under_load_with_failing_transactions_and_undos(world: World) -> None:
    """Writers of four schools at once, some die before their commit; two read all the while."""
    dice = random.Random(4)
    schools = [world.school]
    schools += [await add_school(f"34CD0{n}", f"De Wilg {n}", WHO) for n in range(3)]
    followers = [Follower(limit=7), Follower(limit=100)]
    done = asyncio.Event()

    async def write(number: int) -> None:
        own = World(world.library, schools[number])
        for turn in range(4):
            await own.import_pupils(make_pupils(5 + turn, seed=number))
            customers = await Customer.filter(school=own.school)
            for one in dice.sample(customers, 2):
                await change_or_die(one, dies=dice.random() < 0.5)

    async def change_or_die(customer: Customer, *, dies: bool) -> None:
        """Change somebody; a transaction that dies has taken its numbers in vain."""
        with suppress(ConnectionError):
            async with writing():
                await change_customer(customer, WHO, phone=f"010-{dice.randrange(10**7):07}")
                await asyncio.sleep(0)
                end(dies=dies)

    def end(*, dies: bool) -> None:
        if dies:
            raise ConnectionError

    async def read(follower: Follower) -> None:
        while not done.is_set():
            await follower.follow()
            await asyncio.sleep(0.01)

    readers = [asyncio.create_task(read(each)) for each in followers]
    await asyncio.gather(*(write(number) for number in range(4)))
    done.set()
    await asyncio.gather(*readers)
    for follower in followers:
        await check(follower)
    assert len(followers[0].copy) == 32


async def test_writers_that_are_killed_leave_no_gap(database_url, tmp_path):
    """One kill; ``python -m tests.core.handover.crashing`` is the long one."""
    files = tmp_path / "files"
    said = await crashing.run(database_url, files, kills=1, writers=2, most_events=12)
    assert said.startswith("1 turns of 2 writers killed")
