"""Logging in with what stands on a slip: a card number and a one-time password."""

from __future__ import annotations

import asyncio
from functools import cache

from tortoise.expressions import F

from rosterdesk.core.clock import now
from rosterdesk.core.database import writing
from rosterdesk.core.models import Card, CardStatus, Customer, OneTimePassword
from rosterdesk.core.protection.passwords import (
    MAX_FAILURES,
    hash_password,
    make_password,
    normalise,
    verify_password,
)


async def use_one_time_password(card_number: str, typed: str) -> Customer | None:
    """Return the customer and use the password up; None for whatever reason it does not fit.

    The answer takes as long for a card that does not exist as for one that does.
    """
    card = await Card.get_or_none(
        number=card_number.strip(), status=CardStatus.ACTIVE
    ).prefetch_related("customer")
    kept = await OneTimePassword.get_or_none(customer_id=card.customer_id) if card else None
    usable = kept and not kept.used_at and kept.expires_at > now() and kept.failures < MAX_FAILURES
    hashed = kept.hash if kept and usable else await asyncio.to_thread(_stand_in_hash)
    right = await asyncio.to_thread(verify_password, hashed, normalise(typed))
    if card is None or kept is None:
        return None
    async with writing():
        if not (right and usable):
            await OneTimePassword.filter(customer_id=card.customer_id).update(
                failures=F("failures") + 1
            )
            return None
        used = await OneTimePassword.filter(
            customer_id=card.customer_id, hash=kept.hash, used_at=None
        ).update(used_at=now())
    customer: Customer = card.customer
    return customer if used else None


@cache
def _stand_in_hash() -> str:
    return hash_password(make_password())
