"""Choosing a password of one's own, which ends the life of the one from the slip."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from rosterdesk.core.clock import now
from rosterdesk.core.customers.locking import lock_customer
from rosterdesk.core.customers.power import Sensitive, change_power, list_own_channels
from rosterdesk.core.customers.resetting import Cause, Here, end_elsewhere, reset_access
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.login.lengths import find_least_length
from rosterdesk.core.models import Card, Channel, Customer, OneTimePassword, OwnPassword
from rosterdesk.core.protection.own_passwords import check_own_password, compose
from rosterdesk.core.protection.passwords import hash_password, make_password, verify_password
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import customer_actor
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import PasswordChosen, PasswordShown

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from rosterdesk.core.library import Library
    from rosterdesk.core.trail.actors import Actor


async def prepare_own_password(customer: Customer, typed: str, library: Library) -> str:
    """Return the hash to hold the second typing against; raises WeakPasswordError."""
    numbers = await Card.filter(customer=customer).values_list("number", flat=True)
    about = (
        customer.first_name,
        customer.surname,
        customer.user_name,
        customer.external_number,
        library.settings.library_name,
        *(str(number) for number in numbers),
    )
    check_own_password(typed, await find_least_length(customer, library.settings), about)
    return await asyncio.to_thread(hash_password, compose(typed))


class OutdatedLoginError(RosterdeskError):
    """The one-time password that let this session in is no longer the customer's."""


async def choose_own_password(
    customer: Customer,
    hashed: str,
    typed_again: str,
    once_at: datetime | None = None,
    let_in: Callable[[], Awaitable[None]] | None = None,
    channel: Channel = Channel.CHAT,
    *,
    here: Here | None = None,
    least: int = 15,
) -> bool:
    """Set the password if it was typed the same twice; the one-time password is dead then.

    So is every session but the one ``here``, where it is chosen.

    ``once_at`` is when a one-time password let the session in that chooses: choosing is for that
    one only, so that whoever found a slip is not in any more once the desk made a new one. Raises
    OutdatedLoginError. ``let_in`` is done in the same transaction. ``least`` is the least length
    that it was judged by. Somebody with rights is told.
    """
    if not await asyncio.to_thread(verify_password, hashed, compose(typed_again)):
        return False
    async with writing():
        await lock_customer(customer.id)
        passwords = OneTimePassword.filter(customer=customer)
        if once_at is not None and not await passwords.filter(used_at=once_at).exists():
            raise OutdatedLoginError(
                N_("The library made a new password for this card meanwhile: log in with that one.")
            )
        facts = {"hash": hashed, "chosen_at": now(), "least": least}
        await OwnPassword.update_or_create(facts, customer=customer)
        await passwords.delete()
        if let_in is not None:
            await let_in()
        actor = customer_actor(customer, channel)
        await end_elsewhere(customer.id, actor, here or Here())
        told = await list_own_channels(customer.id)
        await record(PasswordChosen(), actor, customer_id=customer.id, to=told)
    return True


async def find_unused(customer: Customer) -> datetime | None:
    """Return until when a one-time password works that somebody has and did not use yet."""
    kept = await OneTimePassword.get_or_none(customer=customer, used_at=None)
    return kept.expires_at if kept is not None and kept.expires_at > now() else None


async def make_shown_password(customer: Customer, actor: Actor, library: Library) -> str:
    """Return a new one-time password to show once; all that let somebody in before is dead."""
    password = make_password()
    hashed = await asyncio.to_thread(hash_password, password)
    expires_at = now() + timedelta(days=library.settings.password_days)
    async with writing():
        await change_power(customer.id, actor, {Sensitive.PASSWORD})
        await reset_access(customer.id, actor, Cause.NEW_PASSWORD)
        await OneTimePassword.create(customer=customer, hash=hashed, expires_at=expires_at)
        await record(PasswordShown(), actor, customer_id=customer.id)
    return password


async def find_own_since(customer: Customer) -> datetime | None:
    """Return since when the customer has an own password."""
    own = await OwnPassword.get_or_none(customer=customer)
    return own.chosen_at if own else None
