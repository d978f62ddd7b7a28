"""Ending somebody's access: after a reset nobody is in who was in before.

A door that keeps sessions, as the chat keeps linked accounts, has tables of its own for them, and
the module of those tables says here how they end. Whoever has the tables open has their ending
too, so that no caller can forget it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rosterdesk.core.customers.locking import lock_customer
from rosterdesk.core.customers.power import Sensitive, change_power
from rosterdesk.core.models import (
    Channel,
    Customer,
    Delivery,
    KnownChat,
    LinkCode,
    OneTimePassword,
    OwnPassword,
    Recipient,
    Session,
)
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import AccessEnded

if TYPE_CHECKING:
    from rosterdesk.core.models import Event
    from rosterdesk.core.trail.actors import Actor


class Cause(StrEnum):
    """The reason that somebody's access ended; it stays in the audit trail."""

    CARD_BLOCKED = "card_blocked"
    CARD_REPLACED = "card_replaced"
    SLIP = "slip"  # printed again because it was lost, or for a reason that nobody knows
    NEW_PASSWORD = "new_password"  # noqa: S105 - the name of a cause
    STAFF = "staff"  # the sessions only: the password stays
    OWN_PASSWORD = "own_password"  # noqa: S105 - the sessions elsewhere; another was chosen


@dataclass(frozen=True, slots=True)
class EndedChat:
    """A chat that was logged out, so that it can be told."""

    chat_id: int
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Here:
    """The one place in which somebody stays: the number of a session of the page, or of a chat."""

    session: int | None = None
    chat: int | None = None


# Ends the sessions of a customer: those with these numbers, or (None) all of them; never `spared`.
Ending = Callable[[int, Collection[int] | None, int | None], Awaitable[Sequence[EndedChat]]]
_ENDINGS: list[Ending] = []


def ends_sessions(ending: Ending) -> Ending:
    """Mark the function with which a door ends the sessions that it keeps."""
    _ENDINGS.append(ending)
    return ending


async def reset_access(customer_id: int, actor: Actor, cause: Cause) -> None:
    """End every session, password and unused code of the customer, in the caller's transaction.

    Whoever was in is told, and so is the customer by mail where something was in use.
    """
    async with writing():
        await lock_customer(customer_id)
        ended = await _end(customer_id, None)
        browsers = await Session.filter(customer_id=customer_id).delete()
        own = await OwnPassword.filter(customer_id=customer_id).delete()
        await OneTimePassword.filter(customer_id=customer_id).delete()
        await KnownChat.filter(customer_id=customer_id).delete()
        await LinkCode.filter(customer_id=customer_id, used_at=None).delete()
        sessions = len(ended) + browsers
        said = AccessEnded(cause=cause, sessions=sessions, own_password=bool(own))
        event = await record(said, actor, customer_id=customer_id)
        await _tell(event, customer_id, ended, by_mail=bool(own or sessions))


async def end_sessions(customer: Customer, actor: Actor, only: Collection[int] | None) -> int:
    """End the customer's sessions with these numbers, or all; return how many that were.

    The numbers are those of chats: the browsers end with all of them.
    """
    async with writing():
        await lock_customer(customer.id)
        await change_power(customer.id, actor, {Sensitive.SESSIONS})
        ended = await _end(customer.id, only)
        browsers = await Session.filter(customer=customer).delete() if only is None else 0
        if ended or browsers:
            sessions = len(ended) + browsers
            said = AccessEnded(cause=Cause.STAFF, sessions=sessions, own_password=False)
            event = await record(said, actor, customer_id=customer.id)
            await _tell(event, customer.id, ended, by_mail=True)
    return len(ended) + browsers


async def end_elsewhere(customer_id: int, actor: Actor, here: Here) -> None:
    """End the customer's sessions but this one, in the caller's transaction: the password is new.

    Whoever learnt the old password may be in one of them, or may have been let in before.
    """
    async with writing():
        ended = await _end(customer_id, None, here.chat)
        others = Session.filter(customer_id=customer_id)
        if here.session is not None:
            others = others.exclude(id=here.session)
        browsers = await others.delete()
        if ended or browsers:
            sessions = len(ended) + browsers
            said = AccessEnded(cause=Cause.OWN_PASSWORD, sessions=sessions, own_password=False)
            event = await record(said, actor, customer_id=customer_id)
            await _tell(event, customer_id, ended, by_mail=False)


async def _end(
    customer_id: int, only: Collection[int] | None, spared: int | None = None
) -> list[EndedChat]:
    return [chat for ending in _ENDINGS for chat in await ending(customer_id, only, spared)]


async def _tell(
    event: Event, customer_id: int, ended: Sequence[EndedChat], *, by_mail: bool
) -> None:
    """Queue the news: the chats are no longer the customer's, so the delivery names them."""
    recipient = str(Recipient.customer(customer_id))
    if ended:
        await Delivery.create(
            event=event,
            channel=Channel.CHAT,
            recipient=recipient,
            due_at=event.at,
            envelope={"chats": [asdict(chat) for chat in ended]},
        )
    customer = await Customer.get(id=customer_id)
    if by_mail and customer.email:
        await Delivery.create(
            event=event, channel=Channel.MAIL, recipient=recipient, due_at=event.at
        )
