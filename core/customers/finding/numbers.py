"""Finding customers by the numbers of their rows, or as the class of a school."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.models import Customer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosterdesk.core.models import School


async def get_customer(customer_id: int) -> Customer | None:
    return await Customer.get_or_none(id=customer_id)


async def list_customers(ids: Iterable[int]) -> list[Customer]:
    """Return those who are still there, in the order of their numbers."""
    return await Customer.filter(id__in=list(ids)).order_by("id")


async def list_class(school: School, code: str) -> list[Customer]:
    """Return the customers in a class of the school, in no order."""
    return await Customer.filter(school=school, class_code=code)
