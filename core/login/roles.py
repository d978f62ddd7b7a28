"""The roles of somebody who asks, at whatever door: as the database has them at that moment."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from rosterdesk.core.customers.registering import schools_to_send_for

if TYPE_CHECKING:
    from rosterdesk.core.models import Customer, Staff


class Role(StrEnum):
    STRANGER = "stranger"
    NEWCOMER = "newcomer"  # logged in with a one-time password, has no own one yet
    CUSTOMER = "customer"
    UPLOADER = "uploader"  # a customer who may send rosters for some school today
    DESK = "desk"
    LIBRARIAN = "librarian"
    ADMINISTRATOR = "administrator"


async def find_roles(
    staff: Staff | None, customer: Customer | None, *, must_choose: bool
) -> frozenset[Role]:
    """Return the roles of a person, staff and customer perhaps; a stranger is neither."""
    if staff is None and customer is None:
        return frozenset({Role.STRANGER})
    roles = {Role(staff.role)} if staff is not None else set()
    if customer is not None and must_choose:
        roles.add(Role.NEWCOMER)
    elif customer is not None:
        roles.add(Role.CUSTOMER)
        if await schools_to_send_for(customer):
            roles.add(Role.UPLOADER)
    return frozenset(roles)
