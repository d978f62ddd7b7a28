"""People behind rows: a member of staff and a customer may be one person.

They are where that was registered (at the command line, or by linking both to one chat account),
and where their e-mail addresses are equal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.expressions import Q

from rosterdesk.core.customers.identity import Identity
from rosterdesk.core.models import Customer, SamePerson, Staff
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import StaffChanged

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosterdesk.core.trail.actors import Actor


async def identify_staff(staff: Staff) -> Identity:
    customers = await Customer.filter(as_staff__staff_id=staff.id)
    return Identity(
        frozenset({staff.id}),
        frozenset(each.id for each in customers),
        _fold(staff.email, *(each.email for each in customers)),
    )


async def identify_customer(customer: Customer) -> Identity:
    staff = await Staff.filter(as_customers__customer_id=customer.id)
    return Identity(
        frozenset(each.id for each in staff),
        frozenset({customer.id}),
        _fold(customer.email, *(each.email for each in staff)),
    )


async def list_staff_of(customer_id: int) -> list[Staff]:
    """Return the staff whom this customer is, as registered or by an equal address."""
    customer = await Customer.get_or_none(id=customer_id)
    known = Q(as_customers__customer_id=customer_id)
    if customer is not None and customer.email:
        known |= Q(email__iexact=customer.email.strip())
    return await Staff.filter(known).distinct()


def _fold(*addresses: str | None) -> frozenset[str]:
    return frozenset(each.strip().casefold() for each in addresses if each and each.strip())


async def belongs_to_school(person: Identity, school_id: int) -> bool:
    """Return whether the person is a customer of the school.

    The address of a pupil is often a parent's, and the parent is not of the school by it.
    """
    own = Customer.filter(school_id=school_id, id__in=person.customers or {0})
    if await own.exists():
        return True
    if not person.addresses:
        return False
    grown_up = Customer.filter(school_id=school_id).exclude(role="pupil")
    return await grown_up.filter(_has_address(person.addresses)).exists()


def _has_address(addresses: Iterable[str]) -> Q:
    return Q(*(Q(email__iexact=each) for each in addresses), join_type=Q.OR)


async def join_person(staff: Staff, customer: Customer, actor: Actor) -> None:
    """Register that they are one person; once known it stays, whatever account is unlinked."""
    async with writing():
        _, made = await SamePerson.get_or_create(staff=staff, customer=customer)
        if made:
            said = StaffChanged(staff=staff.id, same_person=True)
            await record(said, actor, customer_id=customer.id)


async def change_address(staff: Staff, email: str | None, actor: Actor) -> None:
    """Set the address by which a customer is known to be this member of staff."""
    async with writing():
        await Staff.filter(id=staff.id).update(email=email)
        await record(StaffChanged(staff=staff.id, fields=("email",)), actor)
