from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tortoise.exceptions import IntegrityError

from rosterdesk.core.bulk import reserve_ids
from rosterdesk.core.clock import now, today
from rosterdesk.core.compare.model import Policy
from rosterdesk.core.database import writing
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.events import Kind, record
from rosterdesk.core.language import N_
from rosterdesk.core.models import (
    Card,
    Customer,
    Membership,
    MembershipKind,
    School,
    Uploader,
)
from rosterdesk.core.usecases.cards import CardNumbering, find_taken, make_card_numbers
from rosterdesk.core.usecases.locking import bump_revision, lock_school

if TYPE_CHECKING:
    from datetime import datetime

    from rosterdesk.core.actors import Actor


class NoSuchCustomerError(RosterdeskError):
    """No customer has that card."""


class CardTakenError(RosterdeskError):
    """The number is on a card already."""


async def add_customer(
    school: School,
    actor: Actor,
    numbering: CardNumbering,
    card_number: str | None = None,
    **facts: Any,
) -> tuple[Customer, Card]:
    """Register one customer with a card, scanned or (None) generated, and the school library."""
    try:
        async with writing() as client:
            await lock_school(school.id)
            customer = await Customer.create(school=school, **facts)
            (card_id,) = await reserve_ids(client, "card", 1)
            number = (
                card_number or (await make_card_numbers([card_id], [None], Policy(), numbering))[0]
            )
            if card_number and await find_taken([card_number]):
                raise CardTakenError(
                    N_("Card {number} belongs to another customer."), number=card_number
                )
            card = await Card.create(id=card_id, customer=customer, number=number)
            await Membership.create(
                customer=customer, kind=MembershipKind.SCHOOL_LIBRARY, starts_on=today()
            )
            await bump_revision(school.id)
            await record(Kind.CUSTOMER_ADDED, actor, customer_id=customer.id, school_id=school.id)
    except IntegrityError as error:
        raise RosterdeskError(
            N_("{school} already has a customer with this external number."), school=school.name
        ) from error
    return customer, card


async def change_customer(customer: Customer, actor: Actor, **facts: Any) -> Customer:
    """Change fields by hand; later rosters will not overwrite them silently."""
    async with writing():
        if customer.school_id is not None:
            await lock_school(customer.school_id)
            await bump_revision(customer.school_id)
        await customer.refresh_from_db()
        edited = sorted({*customer.hand_edited, *facts})
        await customer.update_from_dict(
            {**facts, "hand_edited": edited, "revision": customer.revision + 1}
        ).save()
        await record(
            Kind.CUSTOMER_CHANGED,
            actor,
            customer_id=customer.id,
            school_id=customer.school_id,
            data={"fields": sorted(facts)},
        )
    return customer


async def find_by_card(number: str) -> Customer:
    card = await Card.get_or_none(number=number.strip()).prefetch_related("customer__school")
    if card is None:
        raise NoSuchCustomerError(N_("There is no customer with card {number}."), number=number)
    customer: Customer = card.customer
    return customer


async def grant_uploads(
    customer: Customer, school: School, actor: Actor, expires_at: datetime | None = None
) -> Uploader:
    """Let the customer send rosters for the school; needs an e-mail address or a linked chat."""
    async with writing():
        uploader, _ = await Uploader.update_or_create(
            {"granted_at": now(), "granted_by": actor.name, "expires_at": expires_at},
            customer=customer,
            school=school,
        )
        await record(Kind.UPLOADER_GRANTED, actor, customer_id=customer.id, school_id=school.id)
    return uploader


async def withdraw_uploads(customer: Customer, school: School, actor: Actor) -> None:
    async with writing():
        await Uploader.filter(customer=customer, school=school).delete()
        await record(Kind.UPLOADER_WITHDRAWN, actor, customer_id=customer.id, school_id=school.id)


async def schools_to_send_for(customer: Customer) -> list[School]:
    """Return the schools for which the customer may send rosters today."""
    rights = await Uploader.filter(customer=customer).prefetch_related("school").order_by("id")
    moment = now()
    return [r.school for r in rights if r.expires_at is None or r.expires_at > moment]


async def uploaders_at(address: str) -> list[Customer]:
    """Return the customers with this e-mail address (any case) who may send for some school."""
    found = await Customer.filter(email__iexact=address, uploads_for__id__isnull=False).distinct()
    return [customer for customer in found if await schools_to_send_for(customer)]
