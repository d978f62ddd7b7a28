"""New customers, with a membership and a card each: many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rosterdesk.core.applying.known_customers import CARD, MEMBERSHIPS
from rosterdesk.core.compare.fields import ROSTER_FIELDS
from rosterdesk.core.customers.card_numbers import CardNumbering, make_card_numbers
from rosterdesk.core.models import CardStatus
from rosterdesk.core.storage.bulk import insert_rows, reserve_ids
from rosterdesk.core.storage.database import is_postgres
from rosterdesk.core.storage.edits import read_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tortoise.backends.base.client import BaseDBAsyncClient

    from rosterdesk.core.applying.known_customers import Additions, Applying
    from rosterdesk.core.compare.model import Policy
    from rosterdesk.core.plans.changes import NewCustomer

_CUSTOMER = ("id", "school_id", "origin_change_id", "revision", "hand_edited")
_MEMBERSHIP = ("id", "customer_id", "kind", "starts_on", "begun_by_plan_id")
_CARD = ("id", "customer_id", "number", "status")


async def insert_customers(
    client: BaseDBAsyncClient, new: Sequence[NewCustomer], school_id: int, run: Applying
) -> Sequence[int]:
    """Insert the customers and return their ids in the same order."""
    ids = await reserve_ids(client, "customer", len(new))
    filled = set().union(*(fields for _, fields, _ in new))
    names = [name for name in (*ROSTER_FIELDS, "eck_id") if name in filled]
    if is_postgres(client):
        _read_birth_dates(new)
    values = [
        (i, school_id, change_id, run.event_id, "[]", *map(fields.get, names))
        for i, (change_id, fields, _) in zip(ids, new, strict=True)
    ]
    await insert_rows(client, "customer", (*_CUSTOMER, *names), values)
    return ids


def _read_birth_dates(new: Sequence[NewCustomer]) -> None:
    """Turn the text into dates, in place: it was read from JSON for this insert alone."""
    for _, fields, _ in new:
        if born := fields.get("birth_date"):
            fields["birth_date"] = read_date(born)


async def insert_memberships(
    client: BaseDBAsyncClient, begun: Sequence[tuple[int, str]], run: Applying
) -> Sequence[int]:
    ids = await reserve_ids(client, "membership", len(begun))
    values = [
        (i, customer_id, kind, run.today, run.plan_id)
        for i, (customer_id, kind) in zip(ids, begun, strict=True)
    ]
    await insert_rows(client, "membership", _MEMBERSHIP, values)
    return ids


async def insert_cards(
    client: BaseDBAsyncClient,
    wanted: Sequence[tuple[int, str | None]],
    policy: Policy,
    numbering: CardNumbering,
) -> Sequence[int]:
    """Insert a card each: with the wanted number, or with a generated one."""
    ids = await reserve_ids(client, "card", len(wanted))
    numbers = await make_card_numbers(ids, [number for _, number in wanted], policy, numbering)
    values = [
        (i, customer_id, number, str(CardStatus.ACTIVE))
        for i, (customer_id, _), number in zip(ids, wanted, numbers, strict=True)
    ]
    await insert_rows(client, "card", _CARD, values)
    return ids


def list_memberships(ids: Sequence[int], new: Sequence[NewCustomer]) -> list[tuple[int, str]]:
    return [
        (i, str(kind))
        for name, kind in MEMBERSHIPS.items()
        for i, (_, fields, _) in zip(ids, new, strict=True)
        if fields.get(name)
    ]


def list_cards(ids: Sequence[int], new: Sequence[NewCustomer]) -> list[tuple[int, Any]]:
    return [(i, fields.get(CARD)) for i, (_, fields, _) in zip(ids, new, strict=True)]


async def insert_additions(
    client: BaseDBAsyncClient,
    additions: Additions,
    policy: Policy,
    numbering: CardNumbering,
    run: Applying,
) -> list[tuple[str, int, int]]:
    """Insert the rows of customers who existed; return (table, row, customer) of each."""
    members = await insert_memberships(client, additions.memberships, run)
    cards = await insert_cards(client, additions.cards, policy, numbering)
    made = [
        ("membership", i, who) for i, (who, _) in zip(members, additions.memberships, strict=True)
    ]
    return made + [("card", i, who) for i, (who, _) in zip(cards, additions.cards, strict=True)]
