"""Logging in: once with the slip's password, throttled, the same for cards that nobody has."""

from __future__ import annotations

import asyncio
import unicodedata
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from argon2 import PasswordHasher
from tests.core.worlds import WHO, World, open_world

from rosterdesk.core.clock import now
from rosterdesk.core.customers.cards import block_card
from rosterdesk.core.customers.registering import add_customer
from rosterdesk.core.customers.staff import add_staff
from rosterdesk.core.login.login import check_own_password, log_in, unlock
from rosterdesk.core.login.own_password import (
    choose_own_password,
    make_shown_password,
    prepare_own_password,
)
from rosterdesk.core.login.throttle import (
    Limits,
    TooManyAttemptsError,
    count_attempt,
    find_pause,
    forget_failures,
)
from rosterdesk.core.models import (
    Delivery,
    Event,
    KnownChat,
    LoginFailures,
    OneTimePassword,
    OwnPassword,
    StaffRole,
)
from rosterdesk.core.protection.own_passwords import WeakPasswordError, is_common
from rosterdesk.core.trail.kinds import Kind

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
    """Return "in", "wrong" or "wait"."""
    try:
        login = await log_in(number, typed, f"chat:{chat}", world.library)
    except TooManyAttemptsError:
        return "wait"
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


async def test_failures_that_are_forgotten_meanwhile_are_counted_anew(database):
    """A success of one browser forgets them at any moment of another's attempt."""
    limits = Limits(customer=100, chat=1000)

    async def guess(chat: str) -> None:
        for _ in range(40):
            await count_attempt("customer:1", chat, limits)
            await forget_failures("customer:1", chat)

    await asyncio.gather(*(guess(f"chat:{number}") for number in range(3)))
    assert await count_attempt("customer:1", "chat:1", limits) == 1
    assert await count_attempt("customer:1", "chat:1", limits) == 2


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


async def test_pauses_grow_to_an_hour_and_no_further(world):
    """Whoever knows a card number keeps its owner waiting for an hour at most, however they try."""
    _, card = await register(world)
    pauses = []
    for chat in range(14):
        assert await attempt(world, card.number, WRONG, chat) == "wrong"
        row = await LoginFailures.get(subject=f"customer:{card.customer_id}")
        pauses.append(round((row.wait_until - now()).total_seconds()) if row.wait_until else 0)
        await forget_pauses()
    assert pauses[5:] == pytest.approx([240, 480, 960, 1920, *[3600] * 5], abs=3)
    await LoginFailures.filter(subject__startswith="customer:").update(failures=10**6)
    assert await attempt(world, card.number, WRONG, 99) == "wrong"


async def test_a_thousand_guesses_from_many_chats_are_judged_one_an_hour(world, database):
    """Twelve are judged while ten pauses are waited out, and the desk is told once."""
    guesses = 1000 if database.startswith("sqlite") else 100  # PostgreSQL's cost more, not other
    await add_staff("Dirk", StaffRole.DESK, WHO, world.library.keys, 1)
    customer, card = await register(world)
    got: Counter[str] = Counter()
    for chat in range(guesses):
        got[await attempt(world, card.number, WRONG, chat)] += 1
        if chat < 10:
            await forget_pauses()
    assert got == {"wrong": 11, "wait": guesses - 11}
    assert await Event.filter(kind=Kind.LOGIN_LOCKED, customer_id=customer.id).count() == 1
    assert [d.recipient for d in await Delivery.filter(event__kind=Kind.LOGIN_LOCKED)] == [
        "staff:1"
    ]


async def test_a_chat_that_the_card_knows_is_not_held_up_by_the_guesses_of_others(world):
    customer, card = await register(world)
    password = await make_shown_password(customer, WHO, world.library)
    assert await attempt(world, card.number, password, 99) == "in"
    hashed = await prepare_own_password(customer, OWN, world.library)
    await choose_own_password(customer, hashed, OWN)
    await attempt_wrongly(world, card, 20)
    assert await attempt(world, card.number, OWN, 98) == "wait"
    assert await check_own_password(customer, OWN, "chat:98", world.library)  # who is in already
    await attempt_wrongly(world, card, 20)
    assert await attempt(world, card.number, OWN, 99) == "in"
    assert [each.customer_id for each in await KnownChat.all()] == [customer.id]


async def attempt_wrongly(world: World, card: Card, times: int) -> None:
    for chat in range(times):
        await attempt(world, card.number, WRONG, chat)


async def test_a_known_chat_has_its_own_limit_and_counts_for_nobody_else(world):
    customer, card = await register(world)
    password = await make_shown_password(customer, WHO, world.library)
    assert await attempt(world, card.number, password, 99) == "in"
    got = [await attempt(world, card.number, WRONG, 99) for _ in range(6)]
    assert got == ["wrong"] * 4 + ["wait"] * 2
    assert await attempt(world, card.number, WRONG, 98) == "wrong"
    of_card = await LoginFailures.get(subject=f"customer:{customer.id}")
    assert of_card.failures == 1


async def test_a_reset_forgets_the_known_chats(world):
    """The lost telephone is a stranger again."""
    customer, card = await register(world)
    password = await make_shown_password(customer, WHO, world.library)
    assert await attempt(world, card.number, password, 99) == "in"
    await make_shown_password(customer, WHO, world.library)
    assert not await KnownChat.all().exists()


async def test_twenty_places_are_known_and_the_one_used_longest_ago_is_forgotten(world):
    customer, card = await register(world)
    hashed = await prepare_own_password(customer, OWN, world.library)
    await choose_own_password(customer, hashed, OWN)
    for chat in (*range(100, 120), 100, 120):
        assert await attempt(world, card.number, OWN, chat) == "in"
    assert await KnownChat.all().count() == 20
    await attempt_wrongly(world, card, 20)
    got = {chat: await attempt(world, card.number, WRONG, chat) for chat in (100, 101, 102, 120)}
    assert got == {100: "wrong", 101: "wait", 102: "wrong", 120: "wrong"}


async def test_a_chat_is_known_to_one_card_only(world):
    customer, card = await register(world)
    password = await make_shown_password(customer, WHO, world.library)
    assert await attempt(world, card.number, password, 99) == "in"
    _, other = await register(world, "Ander")
    for chat in range(8):
        await attempt(world, other.number, WRONG, chat)
    assert await attempt(world, other.number, WRONG, 99) == "wait"


async def test_the_desk_ends_a_pause(world):
    customer, card = await register(world)
    for chat in range(6):
        await attempt(world, card.number, WRONG, chat)
        await LoginFailures.filter(subject__startswith="chat").update(wait_until=None)
    password = await make_shown_password(customer, WHO, world.library)
    assert await find_pause(customer.id) is not None
    assert await attempt(world, card.number, password, 99) == "wait"
    await unlock(customer, WHO)
    assert await find_pause(customer.id) is None
    assert await attempt(world, card.number, password, 99) == "in"
    assert await Event.filter(kind=Kind.LOGIN_UNLOCKED, customer_id=customer.id).count() == 1


async def test_guesses_at_once_are_counted_before_they_are_judged(world):
    _, card = await register(world)
    tries = (attempt(world, card.number, WRONG, chat) for chat in range(30))
    got = Counter(await asyncio.gather(*tries))
    assert got["wrong"] == 3
    assert got["wait"] == 27


async def test_a_card_that_nobody_has_is_answered_like_one_that_somebody_has(world):
    """The same words in the same order: wrong, a pause."""
    _, card = await register(world)
    for number in (card.number, "9999999999"):
        got = [await attempt(world, number, WRONG, chat) for chat in range(8)]
        assert got == ["wrong"] * 3 + ["wait"] * 5
    assert not await LoginFailures.filter(subject__contains="9999999999").exists()


class CountingHasher(PasswordHasher):
    """Counts the hashes that are judged, which is nearly all of the time that a guess takes."""

    judged = 0

    def verify(self, *args: Any, **kwargs: Any) -> bool:
        self.judged += 1
        return super().verify(*args, **kwargs)


async def test_a_card_that_does_not_exist_costs_as_many_hashes(database, tmp_path, monkeypatch):
    """A missing one would halve the time, and tell which cards there are."""
    hasher = CountingHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr("rosterdesk.core.protection.passwords._HASHER", hasher)
    judged = {}
    async with open_world(tmp_path) as world:
        _, card = await register(world)
        for number in (card.number, "9999999999"):
            before = hasher.judged
            await attempt(world, number, WRONG, 1)
            judged[number] = hasher.judged - before
    assert judged == {card.number: 2, "9999999999": 2}


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
