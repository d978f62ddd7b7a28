"""The least length of somebody's own password: by what they may do, and by their year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.customers.power import find_hats
from rosterdesk.core.models import OwnPassword

if TYPE_CHECKING:
    from rosterdesk.core.models import Customer
    from rosterdesk.core.settings import CoreSettings

_PUPIL = "pupil"


async def find_least_length(customer: Customer, settings: CoreSettings) -> int:
    """Return how many characters the customer's password must have at least."""
    if customer.role != _PUPIL or await find_hats(customer.id):
        return settings.own_password_length
    of_year = settings.own_password_length_years.get(customer.year or 0)
    return of_year if of_year is not None else settings.own_password_length_pupils


async def must_choose_longer(customer: Customer, settings: CoreSettings) -> bool:
    """Return whether the password was chosen when less was asked of its owner than now."""
    kept = await OwnPassword.get_or_none(customer=customer)
    return kept is not None and kept.least < await find_least_length(customer, settings)
