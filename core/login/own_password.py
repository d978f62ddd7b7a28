"""Choosing an own password, which ends the life of the one from the slip."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from rosterdesk.core.clock import now
from rosterdesk.core.models import Card, Channel, Customer, OneTimePassword, OwnPassword
from rosterdesk.core.protection.own_passwords import check_own_password, compose
from rosterdesk.core.protection.passwords import hash_password, make_password, verify_password
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import customer_actor
from rosterdesk.core.trail.events import Kind, record

if TYPE_CHECKING:
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
    check_own_password(typed, library.settings.own_password_length, about)
    return await asyncio.to_thread(hash_password, compose(typed))


async def choose_own_password(customer: Customer, hashed: str, typed_again: str) -> bool:
    """Set the password if it was typed the same twice; the one-time password is dead then."""
    if not await asyncio.to_thread(verify_password, hashed, compose(typed_again)):
        return False
    async with writing():
        await OwnPassword.update_or_create({"hash": hashed, "chosen_at": now()}, customer=customer)
        await OneTimePassword.filter(customer=customer).delete()
        actor = customer_actor(customer, Channel.CHAT)
        await record(Kind.PASSWORD_CHOSEN, actor, customer_id=customer.id)
    return True


async def make_shown_password(customer: Customer, actor: Actor, library: Library) -> str:
    """Return a new one-time password to show once; the one before it is dead."""
    password = make_password()
    hashed = await asyncio.to_thread(hash_password, password)
    async with writing():
        await OneTimePassword.update_or_create(
            {
                "hash": hashed,
                "expires_at": now() + timedelta(days=library.settings.password_days),
                "used_at": None,
                "failures": 0,
            },
            customer=customer,
        )
        await record(Kind.PASSWORD_SHOWN, actor, customer_id=customer.id)
    return password
