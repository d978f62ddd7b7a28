"""Logging in: once with the slip's password, throttled, the same for cards that nobody has."""

from __future__ import annotations

import asyncio
import statistics
import time
import unicodedata
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.core.worlds import WHO, World, open_world

from rosterdesk.core.clock import now
from rosterdesk.core.customers.cards import block_card
from rosterdesk.core.customers.registering import add_customer
from rosterdesk.core.customers.staff import add_staff
from rosterdesk.core.login.login import log_in, unlock
from rosterdesk.core.login.own_password import (
    choose_own_password,
    make_shown_password,
    prepare_own_password,
)
from rosterdesk.core.login.throttle import LockedError, TooManyAttemptsError
from rosterdesk.core.models import (
    Delivery,
    Event,
    LoginFailures,
    OneTimePassword,
    OwnPassword,
    StaffRole,
)
from rosterdesk.core.protection.own_passwords import WeakPasswordError, is_common
from rosterdesk.core.trail.events import Kind

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from rosterdesk.core.models import Card, Customer

OWN = "drie kikkers op een ladder"
WRONG = "GEENIDEE"


@pytest.fixture
async def world(database, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path, login_failures=6, login_failures_of_chat=4) as made:
        yield made


async def register(world: World, surname: str = "Bakker") -> tuple[Customer, Card]:
    return await add_customer(world.school, WHO, world.library.numbering, surname=surname)


async def test_slip_is_used_up_only_by_letting_somebody_in(world):
    """A crash between the two would leave a pupil with a slip that opens nothing."""
    customer, card = await register(world)
    password = await make_shown_password(customer, WHO, world.library)

    async def die(_):
        raise OSError

    with pytest.raises(OSError):
        await log_in(card.number, password, "chat:1", world.library, die)
    assert (await OneTimePassword.get(customer=customer)).used_at is None
    assert not await Event.filter(kind=Kind.LOGGED_IN).exists()
    assert await attempt(world, card.number, password) == "in"


async def attempt(world: World, number: str, typed: str, chat: int = 1) -> str:
    """Return "in", "wrong", "wait" or "locked"."""
    try:
        login = await log_in(number, typed, f"chat:{chat}", world.library)
    except TooManyAttemptsError:
        return "wait"
    except LockedError:
        return "locked"
    return "in" if login else "wrong"


async def forget_pauses() -> None:
    """Let the pauses pass, as if somebody waited."""
    await LoginFailures.all().update(wait_until=None)


async def test_the_shown_password_works_once_and_asks_for_an_own_one(world):
    customer, card = await register(world)
    password = await make_shown_password(customer, WHO, world.library)
    login = await log_in(
        card.number, f" {password[:4]}-{password[4:].lower()} ", "1", world.library
    )
    assert login is not None
    assert (login.customer.id, login.must_choose) == (customer.id, True)
    assert await attempt(world, card.number, password) == "wrong"


async def test_of_two_logins_at_once_with_one_password_one_gets_in(world):
    customer, card = await register(world)
    password = await make_shown_password(customer, WHO, world.library)
    tries = (attempt(world, card.number, password, chat) for chat in range(3))
    assert Counter(await asyncio.gather(*tries))["in"] == 1


async def test_the_password_dies_when_a_new_one_is_made_and_at_its_end(world):
    customer, card = await register(world)
    first = await make_shown_password(customer, WHO, world.library)
    second = await make_shown_password(customer, WHO, world.library)
    assert await attempt(world, card.number, first) == "wrong"
    await OneTimePassword.all().update(expires_at=now() - timedelta(seconds=1))
    assert await attempt(world, card.number, second) == "wrong"


async def test_an_own_password_works_again_and_again_and_ends_the_slip(world):
    customer, card = await register(world)
    await make_shown_password(customer, WHO, world.library)
    hashed = await prepare_own_password(customer, OWN, world.library)
    assert not await choose_own_password(customer, hashed, OWN.upper())
    assert await choose_own_password(customer, hashed, OWN)
    assert not await OneTimePassword.all().exists()
    assert [await attempt(world, card.number, OWN) for _ in range(5)] == ["in"] * 5
    kept = await OwnPassword.get(customer=customer)
    assert kept.hash.startswith("$argon2id$")
    assert OWN not in kept.hash


async def test_a_blocked_card_opens_nothing(world):
    customer, card = await register(world)
    password = await make_shown_password(customer, WHO, world.library)
    await block_card(card, WHO)
    assert await attempt(world, card.number, password) == "wrong"


async def test_a_chat_that_guesses_must_wait_whatever_card_it_tries(world):
    """Four in an hour, then not one more, over as many customers as it likes."""
    cards = [(await register(world, f"Bakker{n}"))[1] for n in range(8)]
    got = [await attempt(world, card.number, WRONG) for card in cards]
    assert got == ["wrong"] * 4 + ["wait"] * 4
    assert await Event.filter(kind=Kind.LOGIN_FAILED).count() == 4


async def test_logging_in_between_guesses_gives_a_chat_no_new_ones(world):
    """The owner of one card cannot use it to guess at others for ever."""
    customer, own = await register(world, "Eigen")
    hashed = await prepare_own_password(customer, OWN, world.library)
    await choose_own_password(customer, hashed, OWN)
    _, other = await register(world)
    wrong = 0
    for _ in range(12):
        await attempt(world, own.number, OWN)
        await forget_pauses_of_customers()
        wrong += await attempt(world, other.number, WRONG) == "wrong"
    assert wrong == 4


async def forget_pauses_of_customers() -> None:
    await LoginFailures.filter(subject__startswith="customer:").update(wait_until=None)


async def test_after_an_hour_a_chat_may_try_again(world):
    _, card = await register(world)
    await LoginFailures.create(
        subject="chat:1", failures=4, since=now() - timedelta(minutes=61), wait_until=now()
    )
    assert await attempt(world, card.number, WRONG) == "wrong"


async def test_a_customer_who_is_guessed_at_waits_longer_each_time(world):
    _, card = await register(world)
    pauses = []
    for chat in range(5):
        assert await attempt(world, card.number, WRONG, chat) == "wrong"
        row = await LoginFailures.get(subject=f"customer:{card.customer_id}")
        pauses.append(round((row.wait_until - now()).total_seconds()) if row.wait_until else 0)
        await forget_pauses()
    assert pauses == pytest.approx([0, 0, 30, 60, 120], abs=3)


async def test_a_thousand_guesses_at_one_customer_from_many_chats_lock_it(world, database):
    """Six are judged and not one more, though every pause is waited out; the desk is told once."""
    guesses = 1000 if database.startswith("sqlite") else 100  # PostgreSQL's cost more, not other
    await add_staff("Dirk", StaffRole.DESK, WHO, world.library.keys, 1)
    customer, card = await register(world)
    got: Counter[str] = Counter()
    for chat in range(guesses):
        got[await attempt(world, card.number, WRONG, chat)] += 1
        if chat < 10:
            await forget_pauses()
    assert got == {"wrong": 6, "locked": guesses - 6}
    assert await Event.filter(kind=Kind.LOGIN_LOCKED, customer_id=customer.id).count() == 1
    assert [d.recipient for d in await Delivery.filter(event__kind=Kind.LOGIN_LOCKED)] == [
        "staff:1"
    ]


async def test_only_the_desk_unlocks(world):
    """Neither time nor a new password opens a locked customer."""
    customer, card = await register(world)
    for chat in range(6):
        await attempt(world, card.number, WRONG, chat)
        await forget_pauses()
    password = await make_shown_password(customer, WHO, world.library)
    await LoginFailures.all().update(since=now() - timedelta(days=400), wait_until=None)
    assert await attempt(world, card.number, password, 99) == "locked"
    await unlock(customer, WHO)
    assert await attempt(world, card.number, password, 99) == "in"
    assert await Event.filter(kind=Kind.LOGIN_UNLOCKED, customer_id=customer.id).count() == 1


async def test_guesses_at_once_are_counted_before_they_are_judged(world):
    _, card = await register(world)
    tries = (attempt(world, card.number, WRONG, chat) for chat in range(30))
    got = Counter(await asyncio.gather(*tries))
    assert got["wrong"] <= 6
    assert got["wrong"] + got["wait"] + got["locked"] == 30


async def test_a_card_that_nobody_has_is_answered_like_one_that_somebody_has(world):
    """The same words in the same order: wrong, a pause, locked."""
    _, card = await register(world)
    for number in (card.number, "9999999999"):
        got = []
        for chat in range(8):
            got.append(await attempt(world, number, WRONG, chat))
            await forget_pauses()
        assert got == ["wrong"] * 6 + ["locked"] * 2
    assert not await LoginFailures.filter(subject__contains="9999999999").exists()


async def test_timing_does_not_tell_whether_a_card_exists(database, tmp_path):
    """Both judge two hashes: a missing one would halve the time."""
    async with open_world(tmp_path, login_failures=100, login_failures_of_chat=100) as world:
        _, card = await register(world)
        seconds: dict[str, list[float]] = {card.number: [], "9999999999": []}
        for chat in range(9):
            for number, taken in seconds.items():
                began = time.perf_counter()
                await attempt(world, number, WRONG, chat)
                taken.append(time.perf_counter() - began)
                await forget_pauses()
        known, unknown = (statistics.median(taken) for taken in seconds.values())
    assert 0.6 < known / unknown < 1.6


@pytest.mark.parametrize(
    "password",
    [
        "kort",
        "wachtwoord12345678",
        "welkombibliotheek2026!",
        "W4chtw00rd2026!!!!",
        "123456789012345",
        "qwertyuiopasdfgh",
        "aaaaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc",
        "SanneBakker2015!",
        "2000000001 2000000001",
    ],
)
async def test_a_password_that_many_have_or_that_is_about_oneself_is_refused(
    database, tmp_path, password
):
    async with open_world(tmp_path) as world:
        customer, _ = await add_customer(
            world.school,
            WHO,
            world.library.numbering,
            "2000000001",
            first_name="Sanne",
            surname="Bakker",
        )
        with pytest.raises(WeakPasswordError) as raised:
            await prepare_own_password(customer, password, world.library)
        assert password not in str(raised.value)


@pytest.mark.parametrize(
    "password",
    ["zeven giraffen in de tram", "papegaai kruiwagen", "ik heet geen piet maar ook niet kees",
     "ɐɯsʇǝɹpɐɯ op zijn kop", "een twee drie vier hoedje", "x7#kd9!qpw2zr5mn"],
)  # fmt: skip
def test_no_kind_of_character_is_asked_for(password):
    assert not is_common(password, ["Sanne", "Bakker"])


async def test_a_letter_that_is_typed_in_two_ways_is_one_letter(world):
    """é as one character or as e and an accent: telephones differ (NFKC)."""
    customer, card = await register(world)
    hashed = await prepare_own_password(customer, "drie cafés en één tram", world.library)
    assert await choose_own_password(
        customer, hashed, unicodedata.normalize("NFD", "drie cafés en één tram")
    )
    assert await attempt(world, card.number, "drie cafés en één tram") == "in"
