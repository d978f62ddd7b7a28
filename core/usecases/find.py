from __future__ import annotations

from tortoise.expressions import Q

from rosterdesk.core.models import Customer
from rosterdesk.core.usecases.schools import find_school

MOST_FOUND = 100


async def find_customers(
    text: str = "", *, school_code: str | None = None, class_name: str | None = None
) -> list[Customer]:
    """Return at most MOST_FOUND customers whose name, number or card holds the text."""
    query = Customer.all()
    if school_code:
        query = query.filter(school=await find_school(school_code))
    if class_name:
        query = query.filter(Q(class_name=class_name) | Q(class_code=class_name))
    for word in text.split():
        query = query.filter(
            Q(surname__icontains=word)
            | Q(first_name__icontains=word)
            | Q(external_number=word)
            | Q(cards__number=word)
        )
    found = query.order_by("surname", "first_name", "id").distinct().limit(MOST_FOUND)
    return list(await found.prefetch_related("school"))
