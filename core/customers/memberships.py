"""A customer's memberships: begun, renewed, ended. At most one of each kind at a time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from rosterdesk.core.clock import today
from rosterdesk.core.customers.locking import bump_revision, lock_school
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.models import Card, Membership, MembershipKind, School
from rosterdesk.core.storage.database import change, writing
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import MembershipBegun, MembershipEnded

if TYPE_CHECKING:
    from rosterdesk.core.models import Customer
    from rosterdesk.core.trail.actors import Actor

YEAR = timedelta(days=365)


class MembershipError(RosterdeskError):
    """The membership cannot be begun or changed as asked."""


async def begin_membership(
    customer: Customer,
    kind: MembershipKind,
    actor: Actor,
    *,
    card: Card | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Membership:
    """Begin one, on its own card where one is given; raises MembershipError where there is one."""
    day = starts_on or today()
    if ends_on is not None and ends_on <= day:
        raise MembershipError(N_("A membership ends after it begins."))
    async with writing():
        await _lock(customer)
        open_ones = await Membership.filter(customer=customer, kind=kind)
        if any(each.ends_on is None or each.ends_on > day for each in open_ones):
            raise MembershipError(N_("There is such a membership already."))
        made = await Membership.create(
            customer=customer, kind=kind, card=card, starts_on=day, ends_on=ends_on
        )
        await _record(MembershipBegun, customer, made, actor)
    return made


async def end_membership(
    customer: Customer, membership: Membership, actor: Actor, on: date | None = None
) -> None:
    """End it, today or on the day that is the first without it."""
    day = max(on or today(), membership.starts_on)
    async with writing():
        await _lock(customer)
        await Membership.filter(id=membership.id, customer=customer).update(ends_on=day)
        await _record(MembershipEnded, customer, membership, actor)


async def renew_membership(
    customer: Customer, membership: Membership, actor: Actor, until: date | None = None
) -> date | None:
    """Let it go on: a year more where it has an end, or until the day; return its new end."""
    async with writing():
        await _lock(customer)
        kept = await Membership.get(id=membership.id, customer=customer)
        if kept.ends_on is None:
            return None
        end = until or max(kept.ends_on, today()) + YEAR
        await Membership.filter(id=kept.id).update(ends_on=end, ended_by_plan_id=None)
        await _record(MembershipBegun, customer, kept, actor)
    return end


async def _lock(customer: Customer) -> None:
    """A plan that was made before may count on the membership: it is stale now."""
    if customer.school_id is not None:
        await lock_school(customer.school_id)
        await bump_revision(customer.school_id)
    else:
        await change("UPDATE customer SET id = id WHERE id = ?", [customer.id])


async def _record(
    said: type[MembershipBegun | MembershipEnded],
    customer: Customer,
    membership: Membership,
    actor: Actor,
) -> None:
    await record(
        said(kind=membership.kind, membership=membership.id),
        actor,
        customer_id=customer.id,
        school_id=customer.school_id,
    )


async def list_memberships(customer: Customer) -> list[Membership]:
    """Return the customer's memberships with their cards, the oldest first."""
    return await Membership.filter(customer=customer).order_by("id").prefetch_related("card")


async def get_membership(customer: Customer, membership_id: int) -> Membership | None:
    """Return the membership if it is that customer's."""
    return await Membership.get_or_none(id=membership_id, customer=customer)


async def count_members(school: School) -> int:
    """Return how many are members of the school's library without an end."""
    kind = MembershipKind.SCHOOL_LIBRARY
    return await Membership.filter(customer__school=school, kind=kind, ends_on=None).count()
