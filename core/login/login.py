"""Logging in with a card number and a password: the one from a slip once, then their own."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from rosterdesk.core.clock import now
from rosterdesk.core.customers.locking import lock_customer
from rosterdesk.core.login.known_places import is_known, remember_place
from rosterdesk.core.login.throttle import (
    Limits,
    TooManyAttemptsError,
    count_attempt,
    count_guess,
    forget_failures,
    mark_told,
)
from rosterdesk.core.models import Card, CardStatus, Channel, Customer, OneTimePassword, OwnPassword
from rosterdesk.core.protection.own_passwords import compose
from rosterdesk.core.protection.passwords import (
    hash_password,
    make_password,
    normalise,
    verify_password,
)
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import SYSTEM, customer_actor, name_customer
from rosterdesk.core.trail.events import desk_staff, record
from rosterdesk.core.trail.payloads import LoggedIn, LoginFailed, LoginLocked, LoginUnlocked
from rosterdesk.core.trail.refusals import note_refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from rosterdesk.core.library import Library
    from rosterdesk.core.protection.keys import Keys
    from rosterdesk.core.trail.actors import Actor


@dataclass(frozen=True, slots=True)
class Login:
    """``once_at``: when the one-time password was used up; None where it was the own one."""

    customer: Customer
    once_at: datetime | None

    @property
    def must_choose(self) -> bool:
        return self.once_at is not None


@dataclass(frozen=True, slots=True)
class _Attempt:
    """The facts that an attempt is judged by; a card that nobody has is judged just as long."""

    subject: str
    customer_id: int | None
    own: str | None
    one_time: str | None


@dataclass(frozen=True, slots=True)
class _Counted:
    """The place by which an attempt was counted, and the failures in a row of its card."""

    place: str
    failures: int


async def log_in(
    card_number: str,
    typed: str,
    chat: str,
    library: Library,
    let_in: Callable[[Login], Awaitable[None]] | None = None,
    channel: Channel = Channel.CHAT,
    browser: str = "",
) -> Login | None:
    """Return who that is, or None for whatever reason it does not fit.

    ``chat`` names where it was typed, for the throttle: ``chat:1001``, or ``address:`` and a
    digest, behind which a whole school may be. ``browser`` is the token by which a browser of the
    page is known again, '' without one. ``let_in`` is done in the
    transaction that uses a one-time password up: after a crash in between it would open nothing
    any more, and nobody would be in. Raises TooManyAttemptsError. The answer takes as long, and is
    the same, for a card that does not exist.
    """
    attempt = await _look_up(card_number, library)
    limits = read_limits(library, channel)
    # Behind an address of the page may be a whole school: there the browser is known, not it.
    own_place = chat if channel is Channel.CHAT else _name_browser(browser, library.keys)
    counted = await _count(attempt, chat, own_place, library, limits)
    own, one_time = await _verify(attempt, typed)
    async with writing():
        once_at = await _use_up(attempt) if one_time else None
        if attempt.customer_id is None or not (once_at or (own and await _is_still_own(attempt))):
            await _write_failure(attempt, chat, counted.failures, limits)
            return None
        await forget_failures(attempt.subject, counted.place)
        if own_place:
            await remember_place(attempt.customer_id, own_place, library.keys)
        customer = await Customer.get(id=attempt.customer_id)
        actor = customer_actor(customer, channel)
        await record(LoggedIn(once=once_at is not None), actor, customer_id=customer.id)
        login = Login(customer, once_at)
        if let_in is not None:
            await let_in(login)
    return login


async def _count(
    attempt: _Attempt, chat: str, own_place: str, library: Library, limits: Limits
) -> _Counted:
    """Count the attempt; of a place that the card let in before only as the place's own.

    A browser may be a whole class's: where it was wrong too often, it is a stranger's once more.
    """
    if await is_known(attempt.customer_id, own_place, library.keys):
        try:
            await count_guess(own_place, read_limits(library))
        except TooManyAttemptsError:
            if own_place == chat:
                raise
        else:
            return _Counted(own_place, 0)
    return _Counted(chat, await count_attempt(attempt.subject, chat, limits))


def _name_browser(token: str, keys: Keys) -> str:
    return f"browser:{keys.digest(token.encode())}" if token else ""


async def check_own_password(
    customer: Customer,
    typed: str,
    chat: str,
    library: Library,
    channel: Channel = Channel.CHAT,
) -> bool:
    """Judge the own password of somebody who is logged in, throttled like logging in.

    It is counted apart: strangers who guess at the card do not hold up who is in. Raises
    TooManyAttemptsError.
    """
    kept = await OwnPassword.get_or_none(customer=customer)
    attempt = _Attempt(_name_own(customer), customer.id, kept.hash if kept else None, None)
    limits = read_limits(library, channel)
    failures = await count_attempt(attempt.subject, chat, limits)
    right, _ = await _verify(attempt, typed)
    async with writing():
        if right:
            await forget_failures(attempt.subject, chat)
        else:
            await _write_failure(attempt, chat, failures, limits)
    return right


def _name_own(customer: Customer) -> str:
    return f"own:{customer.id}"


async def unlock(customer: Customer, actor: Actor) -> None:
    """End the pause of a card whose owner stands at the desk."""
    async with writing():
        for subject in (name_customer(customer.id), _name_own(customer)):
            await forget_failures(subject)
        await record(LoginUnlocked(), actor, customer_id=customer.id)


def read_limits(library: Library, channel: Channel = Channel.CHAT) -> Limits:
    settings = library.settings
    if channel is Channel.PAGE:
        return Limits(settings.login_failures, settings.login_failures_of_address)
    return Limits(settings.login_failures, settings.login_failures_of_chat)


async def _look_up(card_number: str, library: Library) -> _Attempt:
    attempt = await _find(card_number)
    if attempt.customer_id is not None:
        return attempt
    digest = library.keys.digest(card_number.strip().encode())
    return _Attempt(f"card:{digest}", None, None, None)


async def _find(card_number: str) -> _Attempt:
    card = await Card.get_or_none(number=card_number.strip(), status=CardStatus.ACTIVE)
    customer_id = card.customer_id if card else 0
    own = await OwnPassword.get_or_none(customer_id=customer_id)
    one_time = await OneTimePassword.get_or_none(customer_id=customer_id)
    usable = one_time and one_time.used_at is None and one_time.expires_at > now()
    return _Attempt(
        name_customer(customer_id),
        card.customer_id if card else None,
        own.hash if own else None,
        one_time.hash if one_time and usable else None,
    )


async def _verify(attempt: _Attempt, typed: str) -> tuple[bool, bool]:
    """Return whether the own and the one-time password fit: always two hashes' worth of time."""
    return await asyncio.to_thread(_verify_both, attempt, typed)


def _verify_both(attempt: _Attempt, typed: str) -> tuple[bool, bool]:
    own = verify_password(attempt.own or _stand_in_hash(), compose(typed))
    one_time = verify_password(attempt.one_time or _stand_in_hash(), normalise(typed))
    return own and attempt.own is not None, one_time and attempt.one_time is not None


async def _use_up(attempt: _Attempt) -> datetime | None:
    """Take the password by one conditional change: of two logins at once, one gets it.

    Returns the moment: it ties the session to the very password that let it in.
    """
    assert attempt.customer_id is not None
    await lock_customer(attempt.customer_id)
    moment = now()
    used = await OneTimePassword.filter(
        customer_id=attempt.customer_id, hash=attempt.one_time, used_at=None
    ).update(used_at=moment)
    return moment if used else None


async def _is_still_own(attempt: _Attempt) -> bool:
    """Return whether no reset came between judging the password and letting its owner in."""
    assert attempt.customer_id is not None
    await lock_customer(attempt.customer_id)
    return await OwnPassword.filter(customer_id=attempt.customer_id, hash=attempt.own).exists()


async def _write_failure(attempt: _Attempt, chat: str, failures: int, limits: Limits) -> None:
    told = failures >= limits.customer and await mark_told(attempt.subject)
    if attempt.customer_id is None:
        await note_refusal(LoginFailed(), SYSTEM, chat)
        return
    await record(LoginFailed(), SYSTEM, customer_id=attempt.customer_id)
    if told:
        await record(LoginLocked(), SYSTEM, customer_id=attempt.customer_id, to=await desk_staff())


@cache
def _stand_in_hash() -> str:
    return hash_password(make_password())
