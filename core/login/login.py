"""Logging in with a card number and a password: the one from a slip once, then their own."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from rosterdesk.core.clock import now
from rosterdesk.core.customers.locking import lock_customer
from rosterdesk.core.login.throttle import (
    Limits,
    count_attempt,
    forget_failures,
    lock,
    name_customer,
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
from rosterdesk.core.trail.actors import SYSTEM, customer_actor
from rosterdesk.core.trail.events import Kind, desk_staff, record

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from rosterdesk.core.library import Library
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


async def log_in(
    card_number: str,
    typed: str,
    chat: str,
    library: Library,
    let_in: Callable[[Login], Awaitable[None]] | None = None,
) -> Login | None:
    """Return who that is, or None for whatever reason it does not fit.

    ``chat`` names where it was typed, for the throttle: ``chat:1001``. ``let_in`` is done in the
    transaction that uses a one-time password up: after a crash in between it would open nothing
    any more, and nobody would be in. Raises TooManyAttemptsError or LockedError. The answer takes
    as long, and is the same, for a card that does not exist.
    """
    attempt = await _look_up(card_number, library)
    limits = read_limits(library)
    failures = await count_attempt(attempt.subject, chat, limits)
    own, one_time = await _verify(attempt, typed)
    async with writing():
        once_at = await _use_up(attempt) if one_time else None
        if attempt.customer_id is None or not (once_at or (own and await _is_still_own(attempt))):
            await _write_failure(attempt, failures, limits)
            return None
        await forget_failures(attempt.subject, chat)
        customer = await Customer.get(id=attempt.customer_id)
        actor = customer_actor(customer, Channel.CHAT)
        data = {"once": once_at is not None}
        await record(Kind.LOGGED_IN, actor, customer_id=customer.id, data=data)
        login = Login(customer, once_at)
        if let_in is not None:
            await let_in(login)
    return login


async def check_own_password(customer: Customer, typed: str, chat: str, library: Library) -> bool:
    """Judge the own password of somebody who is logged in, throttled like logging in."""
    kept = await OwnPassword.get_or_none(customer=customer)
    attempt = _Attempt(name_customer(customer.id), customer.id, kept.hash if kept else None, None)
    limits = read_limits(library)
    failures = await count_attempt(attempt.subject, chat, limits)
    right, _ = await _verify(attempt, typed)
    async with writing():
        if right:
            await forget_failures(attempt.subject, chat)
        else:
            await _write_failure(attempt, failures, limits)
    return right


async def unlock(customer: Customer, actor: Actor) -> None:
    async with writing():
        await forget_failures(name_customer(customer.id))
        await record(Kind.LOGIN_UNLOCKED, actor, customer_id=customer.id)


def read_limits(library: Library) -> Limits:
    return Limits(library.settings.login_failures, library.settings.login_failures_of_chat)


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


async def _write_failure(attempt: _Attempt, failures: int, limits: Limits) -> None:
    await record(Kind.LOGIN_FAILED, SYSTEM, customer_id=attempt.customer_id)
    if failures < limits.customer or not await lock(attempt.subject):
        return
    if attempt.customer_id is not None:
        await record(
            Kind.LOGIN_LOCKED, SYSTEM, customer_id=attempt.customer_id, to=await desk_staff()
        )


@cache
def _stand_in_hash() -> str:
    return hash_password(make_password())
