"""Customers with all their cards and memberships, many at once."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from rosterdesk.core.handover.model import Member, Period
from rosterdesk.core.models import CardStatus, School
from rosterdesk.core.plans.known import load_customers_of_school, load_customers_with_cards
from rosterdesk.core.storage.bulk import match_any, select_tuples
from rosterdesk.core.storage.edits import read_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tortoise.backends.base.client import BaseDBAsyncClient

    from rosterdesk.core.compare.model import Known


_REPLACED = str(CardStatus.REPLACED)


async def load_members_of_school(client: BaseDBAsyncClient, school_id: int) -> list[Member]:
    """Return everybody whom the school ever had, in the order of the alphabet by class."""
    known = await load_customers_of_school(client, school_id)
    known.sort(key=lambda one: (one.class_code or "", one.surname or "", one.id))
    where = "customer_id IN (SELECT id FROM customer WHERE school_id = ?)"
    return await _join(client, known, where, school_id)


async def load_members(client: BaseDBAsyncClient, ids: Sequence[int]) -> dict[int, Member]:
    """Return these customers by id; who is gone is not in it."""
    known = await load_customers_with_cards(client, ids)
    condition, value = match_any(client, "customer_id", ids)
    return {each.known.id: each for each in await _join(client, known, condition, value)}


async def _join(
    client: BaseDBAsyncClient, known: Sequence[Known], where: str, value: Any
) -> list[Member]:
    cards: dict[int, list[tuple[str, str]]] = defaultdict(list)
    query = f"SELECT customer_id, number, status FROM card WHERE {where} ORDER BY id"
    for owner, number, status in await select_tuples(client, query, [value]):
        cards[owner].append((number, status))
    periods: dict[int, list[Period]] = defaultdict(list)
    query = (
        f"SELECT customer_id, kind, starts_on, ends_on FROM membership WHERE {where} ORDER BY id"
    )
    for owner, kind, starts_on, ends_on in await select_tuples(client, query, [value]):
        begun = read_date(starts_on)
        assert begun is not None
        periods[owner].append(Period(kind, begun, read_date(ends_on)))
    codes = {school.id: school.code for school in await School.all().only("id", "code")}
    for one in known:
        one.card_number = one.card_number or _find_card(cards[one.id])
    return [
        Member(
            one,
            codes.get(one.school_id) if one.school_id is not None else None,
            tuple(cards[one.id]),
            tuple(periods[one.id]),
        )
        for one in known
    ]


def _find_card(cards: Sequence[tuple[str, str]]) -> str | None:
    """Return the newest card that was not replaced: a blocked one still says whose it is."""
    return next((number for number, status in reversed(cards) if status != _REPLACED), None)
