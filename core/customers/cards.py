"""A customer's cards: replaced, blocked, unblocked, and what happened to each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.exceptions import IntegrityError

from rosterdesk.core.clock import now
from rosterdesk.core.customers.power import Sensitive, change_power
from rosterdesk.core.customers.registering import (
    CardTakenError,
    load_customer,
    make_number,
    require_check_digit,
    require_free_card,
)
from rosterdesk.core.customers.resetting import Cause, reset_access
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.models import Card, CardStatus, Event, Membership
from rosterdesk.core.storage.bulk import reserve_ids
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads import CardChanged

if TYPE_CHECKING:
    from rosterdesk.core.customers.card_numbers import CardNumbering
    from rosterdesk.core.models import Customer
    from rosterdesk.core.trail.actors import Actor


_ALREADY = {
    CardStatus.ACTIVE: N_("This card works already."),
    CardStatus.BLOCKED: N_("This card is blocked already."),
    CardStatus.REPLACED: N_("This card was replaced already."),
}


class CardStateError(RosterdeskError):
    """The card is not in a state in which this can be done to it."""


async def find_card(number: str) -> Card:
    card = await Card.get_or_none(number=number.strip())
    if card is None:
        raise CardStateError(N_("There is no card {number}."), number=number)
    return card


async def list_cards(customer: Customer) -> list[Card]:
    """Return the customer's cards, the newest first."""
    return await Card.filter(customer=customer).order_by("-id")


async def block_card(card: Card, actor: Actor) -> None:
    """Let it open nothing, and end what it opened: who blocks a card has lost it."""
    async with writing():
        await _change_status(card, CardStatus.ACTIVE, CardStatus.BLOCKED, actor)
        await reset_access(card.customer_id, actor, Cause.CARD_BLOCKED)


async def unblock_card(card: Card, actor: Actor) -> None:
    await _change_status(card, CardStatus.BLOCKED, CardStatus.ACTIVE, actor)


async def _change_status(card: Card, before: CardStatus, after: CardStatus, actor: Actor) -> None:
    """Change it if it still is what the person saw; a replaced card stays replaced."""
    async with writing():
        await change_power(card.customer_id, actor, {Sensitive.CARD})
        changed = await Card.filter(id=card.id, status=before).update(
            status=after, changed_at=now(), blocked_by_plan_id=None
        )
        if not changed:
            raise CardStateError(_ALREADY[(await Card.get(id=card.id)).status])
        await _record(card, actor, str(after))


async def replace_card(
    card: Card, actor: Actor, numbering: CardNumbering, number: str | None = None
) -> Card:
    """Give a new card, scanned or (None) generated: the old one is dead, memberships follow.

    Sessions and passwords end with the old one. Raises CardTakenError, and CardStateError where
    the card was replaced before.
    """
    try:
        return await _replace(card, actor, numbering, number)
    except IntegrityError as error:
        assert number is not None
        await require_free_card(number)
        raise CardTakenError(number, "?") from error


async def _replace(card: Card, actor: Actor, numbering: CardNumbering, number: str | None) -> Card:
    async with writing() as client:
        await change_power(card.customer_id, actor, {Sensitive.CARD})
        if number is not None:
            await require_free_card(number)
        changed = (
            await Card.filter(id=card.id)
            .exclude(status=CardStatus.REPLACED)
            .update(status=CardStatus.REPLACED, changed_at=now(), blocked_by_plan_id=None)
        )
        if not changed:
            raise CardStateError(N_("This card was replaced already."))
        customer = await load_customer(card.customer_id)
        if number is not None:
            require_check_digit(number, customer.school)
        (card_id,) = await reserve_ids(client, "card", 1)
        fresh = await Card.create(
            id=card_id,
            customer=customer,
            number=number or await make_number(card_id, customer.school, numbering),
            issued_at=now(),
        )
        await Membership.filter(card=card).update(card_id=fresh.id)
        await _record(card, actor, "replaced", by=fresh.id)
        await reset_access(card.customer_id, actor, Cause.CARD_REPLACED)
    return fresh


async def add_card(
    customer: Customer, actor: Actor, numbering: CardNumbering, number: str | None = None
) -> Card:
    """Give one more card beside those that there are, inside the caller's transaction."""
    async with writing() as client:
        await change_power(customer.id, actor, {Sensitive.CARD})
        if number is not None:
            require_check_digit(number, customer.school)
            await require_free_card(number)
        (card_id,) = await reserve_ids(client, "card", 1)
        made = number or await make_number(card_id, customer.school, numbering)
        card = await Card.create(id=card_id, customer=customer, number=made, issued_at=now())
        await _record(card, actor, "added")
    return card


async def _record(card: Card, actor: Actor, what: str, by: int | None = None) -> None:
    await record(CardChanged(card=card.id, status=what, by=by), actor, customer_id=card.customer_id)


async def list_history(customer: Customer) -> list[Event]:
    """Return what happened to the customer's cards, the newest first."""
    kinds = (Kind.CARD_CHANGED, Kind.CUSTOMER_ADDED)
    return await Event.filter(customer_id=customer.id, kind__in=kinds).order_by("-id").limit(20)


async def get_card(card_id: int, customer_id: int) -> Card | None:
    """Return the card if it is that customer's."""
    return await Card.get_or_none(id=card_id, customer_id=customer_id)
