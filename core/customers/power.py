"""The rules for who may change what gives somebody power, and who hears of it.

The address, user name, card, password and sessions of a person let somebody act as that person.
Those of somebody with rights are changed by people who may grant these rights: otherwise a clerk
at the desk could become the uploader of a school.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rosterdesk.core.clock import now
from rosterdesk.core.customers.persons import list_staff_of
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.models import Channel, Customer, Recipient, Staff, StaffRole, Uploader
from rosterdesk.core.trail.events import librarians, record
from rosterdesk.core.trail.payloads import PowerChanged

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from rosterdesk.core.models import Destination
    from rosterdesk.core.trail.actors import Actor


class Sensitive(StrEnum):
    """A thing that lets somebody act as a person."""

    ADDRESS = "address"
    USER_NAME = "user_name"
    CARD = "card"
    PASSWORD = "password"  # noqa: S105 - the name of a part of an access
    SESSIONS = "sessions"


class Hat(StrEnum):
    """A right that a person has beside being a customer."""

    UPLOADER = "uploader"
    STAFF = "staff"


# Whose roles may grant the right, and so change how its owner is known.
_GRANTERS = {
    Hat.UPLOADER: frozenset({StaffRole.LIBRARIAN, StaffRole.ADMINISTRATOR}),
    Hat.STAFF: frozenset({StaffRole.ADMINISTRATOR}),
}
SENSITIVE_FIELDS = {"email": Sensitive.ADDRESS, "user_name": Sensitive.USER_NAME}


class PowerError(RosterdeskError):
    """The person has rights that this actor may not grant."""


@dataclass(frozen=True, slots=True)
class Asker:
    """``grants``: the hats whose owners this actor may change; all of them at the command line."""

    grants: frozenset[Hat]

    def may_change(self, hats: Collection[Hat]) -> bool:
        return self.grants.issuperset(hats)


def describe_asker(role: StaffRole | None) -> Asker:
    """Return what somebody with this role may grant; None for no member of staff."""
    return Asker(frozenset(hat for hat, roles in _GRANTERS.items() if role in roles))


async def find_hats(customer_id: int) -> frozenset[Hat]:
    """Return the rights that the person has today."""
    hats = set()
    rights = await Uploader.filter(customer_id=customer_id)
    if any(right.expires_at is None or right.expires_at > now() for right in rights):
        hats.add(Hat.UPLOADER)
    if any(staff.active for staff in await list_staff_of(customer_id)):
        hats.add(Hat.STAFF)
    return frozenset(hats)


async def find_asker(actor: Actor) -> Asker:
    """Return what the actor may grant now: the role is read anew, the actor may be of before."""
    if actor.is_shell or actor.is_system:  # whoever has the command line has the database
        return Asker(frozenset(Hat))
    staff = await Staff.get_or_none(id=actor.staff_id, active=True) if actor.staff_id else None
    return describe_asker(staff.role if staff else None)


async def require_power(customer_id: int, actor: Actor) -> frozenset[Hat]:
    """Return the person's hats; raises PowerError where the actor may not grant all of them."""
    hats = await find_hats(customer_id)
    if not (await find_asker(actor)).may_change(hats):
        raise PowerError(
            N_(
                "This person works here: only an administrator changes the address, user name,"
                " card, password or chats."
            )
            if Hat.STAFF in hats
            else N_(
                "This person may send rosters: only a librarian or an administrator changes the"
                " address, user name, card, password or chats."
            )
        )
    return hats


async def leave_out_powerful(customers: Iterable[Customer], actor: Actor) -> list[Customer]:
    """Return those whose password the actor may renew."""
    asker = await find_asker(actor)
    if asker.may_change(frozenset(Hat)):
        return list(customers)
    return [each for each in customers if asker.may_change(await find_hats(each.id))]


async def list_own_channels(customer_id: int) -> list[Destination]:
    """Return where somebody with rights hears of a change that was made in their own name."""
    if not await find_hats(customer_id):
        return []
    owner = Recipient.customer(customer_id)
    customer = await Customer.get(id=customer_id)
    return [(Channel.CHAT, owner), *([(Channel.MAIL, owner)] if customer.email else [])]


async def change_power(customer_id: int, actor: Actor, what: Collection[Sensitive]) -> None:
    """Refuse the change, or announce it, in the transaction that makes it.

    Of somebody with rights a librarian hears, and the owner: at the address of before, and in the
    linked chats. Call it before the change.
    """
    hats = await require_power(customer_id, actor)
    if not hats:
        return
    address = (await Customer.get(id=customer_id)).email  # still the one of before
    told = [*await librarians(), *await list_own_channels(customer_id)]
    await record(
        PowerChanged(what=tuple(sorted(what)), hats=tuple(sorted(hats)), address=address or None),
        actor,
        customer_id=customer_id,
        to=told,
    )
