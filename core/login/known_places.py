"""The chats and browsers that a customer logged in from: no stranger's guesses keep them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.models import KnownChat

if TYPE_CHECKING:
    from rosterdesk.core.protection.keys import Keys

_MOST = 20  # of one customer; the one that was used longest ago is forgotten first
_NOBODY = 0  # a card that nobody has is looked up like one that somebody has


async def is_known(customer_id: int | None, place: str, keys: Keys) -> bool:
    """Return whether the customer logged in from this place since the last reset."""
    digest = _digest(customer_id or _NOBODY, place, keys)
    return await KnownChat.filter(customer_id=customer_id or _NOBODY, digest=digest).exists()


async def remember_place(customer_id: int, place: str, keys: Keys) -> None:
    """Remember the place as the last one; call it inside ``writing()``."""
    digest = _digest(customer_id, place, keys)
    await KnownChat.filter(customer_id=customer_id, digest=digest).delete()
    await KnownChat.create(customer_id=customer_id, digest=digest)
    theirs = KnownChat.filter(customer_id=customer_id)
    too_old = await theirs.order_by("-id").offset(_MOST).values_list("id", flat=True)
    await KnownChat.filter(id__in=list(too_old) or [0]).delete()


def _digest(customer_id: int, place: str, keys: Keys) -> str:
    return keys.digest(f"{customer_id}/{place}".encode())
