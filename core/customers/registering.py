from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from tortoise.exceptions import IntegrityError

from rosterdesk.core.clock import LOCAL, now, today
from rosterdesk.core.customers.card_numbers import CardNumbering, has_check_digit, make_card_numbers
from rosterdesk.core.customers.locking import bump_revision, lock_school
from rosterdesk.core.customers.policies import read_policy
from rosterdesk.core.customers.power import SENSITIVE_FIELDS, change_power, require_power
from rosterdesk.core.customers.shapes import require_shapes
from rosterdesk.core.errors import NotThereError, RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.models import (
    Card,
    Customer,
    Event,
    Membership,
    MembershipKind,
    School,
    Uploader,
)
from rosterdesk.core.storage.bulk import reserve_ids
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads import (
    AddressConfirmed,
    CustomerAdded,
    CustomerChanged,
    UploaderGranted,
    UploaderWithdrawn,
)

if TYPE_CHECKING:
    from datetime import date

    from rosterdesk.core.trail.actors import Actor


class NoSuchCustomerError(NotThereError):
    """No customer has that card."""


class CardTakenError(RosterdeskError):
    """The number is on a card already: the sentence says whose, and who registered it."""

    def __init__(self, number: str, owner: str) -> None:
        super().__init__(
            N_("Card {number} is already in use: {owner}."), number=number, owner=owner
        )
        self.args = (type(self).__name__,)  # a name may not reach a log with the exception


class CardShapeError(RosterdeskError):
    """The number has not the check digit that the school's cards have: misread or mistyped."""


class TakenError(RosterdeskError):
    """The user name or the external number is another customer's."""


async def add_customer(
    school: School | None,
    actor: Actor,
    numbering: CardNumbering,
    card_number: str | None = None,
    **facts: Any,
) -> tuple[Customer, Card]:
    """Register one customer with a card, scanned or (None) generated, and a membership.

    It is the school library's, or the public library's for a customer without a school. Raises
    CardTakenError or TakenError.
    """
    try:
        return await _add(school, actor, numbering, card_number, facts)
    except IntegrityError as error:
        if card_number is not None:
            await require_free_card(card_number)
        await require_free_names(None, school, facts)
        raise TakenError(N_("Somebody else changed this at the same time: try again.")) from error


async def _add(
    school: School | None,
    actor: Actor,
    numbering: CardNumbering,
    card_number: str | None,
    facts: dict[str, Any],
) -> tuple[Customer, Card]:
    require_shapes(facts)
    async with writing() as client:
        if school is not None:
            await lock_school(school.id)
            await bump_revision(school.id)
        if card_number is not None:
            require_check_digit(card_number, school)
            await require_free_card(card_number)
        customer = await Customer.create(school=school, **facts)
        (card_id,) = await reserve_ids(client, "card", 1)
        number = card_number or await make_number(card_id, school, numbering)
        card = await Card.create(id=card_id, customer=customer, number=number, issued_at=now())
        kind = MembershipKind.SCHOOL_LIBRARY if school else MembershipKind.PUBLIC_LIBRARY
        await Membership.create(customer=customer, kind=kind, starts_on=today())
        event = await record(
            CustomerAdded(card=card.id),
            actor,
            customer_id=customer.id,
            school_id=school.id if school else None,
        )
        await _stamp(customer, event)
    return customer, card


async def make_number(card_id: int, school: School | None, numbering: CardNumbering) -> str:
    """Return a free number in the shape of the school, or of the library."""
    policy = read_policy(school)
    return (await make_card_numbers([card_id], [None], policy, numbering))[0]


def require_check_digit(number: str, school: School | None) -> None:
    """Raise CardShapeError where the school's cards have a check digit and this one's is wrong."""
    policy = read_policy(school)
    if not has_check_digit(number, policy):
        raise CardShapeError(
            N_("The last digit of card {number} is not right: scan it again."), number=number
        )


async def require_free_card(number: str) -> None:
    """Raise CardTakenError where somebody has, or had, that card."""
    card = await Card.get_or_none(number=number).prefetch_related("customer__school")
    if card is None:
        return
    raise CardTakenError(number, await _describe_owner(card))


async def _describe_owner(card: Card) -> str:
    from rosterdesk.core.person_names import show_name  # noqa: PLC0415 - only for the refusal

    customer: Customer = card.customer
    parts = [show_name(customer), customer.school.name if customer.school else None]
    added = await Event.filter(kind=Kind.CUSTOMER_ADDED, customer_id=customer.id).first()
    if added is not None:
        parts.append(f"{added.actor}, {added.at.astimezone(LOCAL):%d-%m-%Y %H:%M}")
    return " · ".join(part for part in parts if part)


async def require_free_names(
    customer: Customer | None, school: School | None, facts: dict[str, Any]
) -> None:
    """Raise TakenError where another customer has the user name or the external number."""
    others = Customer.exclude(id=customer.id) if customer else Customer.all()
    user_name = facts.get("user_name")
    if user_name and await others.filter(user_name=user_name).exists():
        raise TakenError(N_("The user name {name} is taken."), name=user_name)
    number = facts.get("external_number")
    if number and await others.filter(external_number=number, school=school).exists():
        raise TakenError(N_("The school already has a customer with this external number."))


async def change_customer(customer: Customer, actor: Actor, **facts: Any) -> Customer:
    """Change fields by hand; later rosters will not overwrite them silently.

    Raises TakenError where a user name or an external number is another customer's.
    """
    try:
        return await _change(customer, actor, facts)
    except IntegrityError as error:
        school = await School.get_or_none(id=customer.school_id)
        await require_free_names(customer, school, facts)
        raise TakenError(N_("Somebody else changed this at the same time: try again.")) from error


async def _change(customer: Customer, actor: Actor, facts: dict[str, Any]) -> Customer:
    require_shapes(facts)
    async with writing():
        if customer.school_id is not None:
            await lock_school(customer.school_id)
            await bump_revision(customer.school_id)
        await customer.refresh_from_db()
        touched = {
            part
            for name, part in SENSITIVE_FIELDS.items()
            if name in facts and facts[name] != getattr(customer, name)
        }
        if touched:
            await change_power(customer.id, actor, touched)
        edited = sorted({*customer.hand_edited, *facts})
        await customer.update_from_dict({**facts, "hand_edited": edited}).save()
        event = await record(
            CustomerChanged(fields=tuple(sorted(facts))),
            actor,
            customer_id=customer.id,
            school_id=customer.school_id,
        )
        await _stamp(customer, event)
    return customer


async def _stamp(customer: Customer, event: Event) -> None:
    customer.revision = event.id
    await Customer.filter(id=customer.id).update(revision=event.id)


async def find_by_card(number: str) -> Customer:
    card = await Card.get_or_none(number=number.strip()).prefetch_related("customer__school")
    if card is None:
        raise NoSuchCustomerError(N_("There is no customer with card {number}."), number=number)
    customer: Customer = card.customer
    return customer


async def load_customer(customer_id: int) -> Customer:
    """Return the customer with their school; raises NoSuchCustomerError."""
    customer = await Customer.get_or_none(id=customer_id).prefetch_related("school")
    if customer is None:
        raise NoSuchCustomerError(N_("This customer is no longer there."))
    return customer


async def find_active_card(customer_id: int) -> Card | None:
    """Return the newest card that works."""
    return await Card.filter(customer_id=customer_id, status="active").order_by("-id").first()


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
        await _confirm(customer)
        await record(
            UploaderGranted(expires_at=expires_at),
            actor,
            customer_id=customer.id,
            school_id=school.id,
        )
    return uploader


async def confirm_address(customer: Customer, actor: Actor) -> None:
    """Take mail from the customer's address of now for the customer's own again.

    Raises PowerError: to confirm is to grant.
    """
    async with writing():
        await require_power(customer.id, actor)
        await _confirm(customer)
        await record(AddressConfirmed(), actor, customer_id=customer.id)


async def _confirm(customer: Customer) -> None:
    email = (await Customer.get(id=customer.id)).email
    await Uploader.filter(customer=customer).update(address=email)


def is_confirmed(right: Uploader, email: str | None) -> bool:
    """Return whether the right is that of whoever writes from this address."""
    return (right.address or "").casefold() == (email or "").casefold()


async def withdraw_uploads(customer: Customer, school: School, actor: Actor) -> None:
    async with writing():
        if await Uploader.filter(customer=customer, school=school).delete():
            await record(UploaderWithdrawn(), actor, customer_id=customer.id, school_id=school.id)


async def list_rights(customer: Customer) -> list[Uploader]:
    """Return the rights of the customer to send rosters, expired ones too, oldest first."""
    return await Uploader.filter(customer=customer).prefetch_related("school").order_by("id")


async def list_uploaders(school: School) -> list[Uploader]:
    """Return who may send rosters for the school today."""
    found = await Uploader.filter(school=school).prefetch_related("customer").order_by("id")
    return [right for right in found if is_valid(right)]


async def count_uploaders() -> dict[int, int]:
    """Return how many may send rosters today, by the numbers of their schools."""
    return Counter(right.school_id for right in await Uploader.all() if is_valid(right))


def end_of_day(day: date) -> datetime:
    """Return when a right ends whose last day this is: the library's own midnight after it."""
    return datetime.combine(day + timedelta(days=1), time(), LOCAL)


def is_valid(right: Uploader) -> bool:
    return right.expires_at is None or right.expires_at > now()


async def schools_to_send_for(customer: Customer) -> list[School]:
    """Return the schools for which the customer may send rosters today."""
    return [right.school for right in await list_rights(customer) if is_valid(right)]


async def uploaders_at(address: str) -> list[Customer]:
    """Return the customers with this e-mail address (any case) who may send for some school.

    An address that was changed since the right was given, and not confirmed, is nobody's.
    """
    found = await Customer.filter(email__iexact=address, uploads_for__id__isnull=False).distinct()
    return [customer for customer in found if await _may_send_from(customer, address)]


async def _may_send_from(customer: Customer, address: str) -> bool:
    rights = await list_rights(customer)
    return any(is_valid(right) and is_confirmed(right, address) for right in rights)
