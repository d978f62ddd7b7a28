"""Customers as the comparison sees them, read without an object or a dict per row."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import orjson

from rosterdesk.core.bulk import match_any, select_tuples
from rosterdesk.core.compare.model import Known
from rosterdesk.core.models import CardStatus, MembershipKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tortoise.backends.base.client import BaseDBAsyncClient

    from rosterdesk.core.roster.model import Pupil

# In the order of the fields of Known, which takes them by place; the card comes from its table.
_CUSTOMER = (
    *("id", "school_id", "revision", "external_number"),
    *("initials", "first_name", "prefix", "surname", "birth_date", "sex"),
    *("class_code", "class_name", "year", "school_type", "email", "phone"),
    *("street", "house_number", "house_number_suffix", "postcode", "city"),
    *("role", "hand_edited"),
)
_SELECT = ", ".join(f"c.{name}" for name in _CUSTOMER)
_BORN = _CUSTOMER.index("birth_date") - 4  # after the four that are named
_IN_USE = (
    f"(status = '{CardStatus.ACTIVE}'"
    f" OR status = '{CardStatus.BLOCKED}' AND blocked_by_plan_id IS NOT NULL)"
)
_NOBODY: frozenset[str] = frozenset()


async def load_school_customers(
    client: BaseDBAsyncClient, school_id: int, *, with_cards: bool = True
) -> list[Known]:
    """Return everybody whom the school ever sent: members and former members.

    Without cards where the file has none: a card in Known is there to be compared.
    """
    return await _load(client, "c.school_id = ?", [school_id], with_cards=with_cards)


async def load_elsewhere(
    client: BaseDBAsyncClient, school_id: int, strangers: Sequence[Pupil]
) -> list[Known]:
    """Return who of the other schools (or of none) has the birth date or the card of a stranger."""
    born = sorted({pupil.birth_date for pupil in strangers if pupil.birth_date is not None})
    cards = sorted({pupil.card_number for pupil in strangers if pupil.card_number is not None})
    there = "coalesce(c.school_id, 0) <> ?"
    found: list[Known] = []
    if born:
        condition, value = match_any(client, "c.birth_date", born)
        found += await _load(client, f"{there} AND {condition}", [school_id, value])
    if cards:
        condition, value = match_any(client, "number", cards)
        owners = f"c.id IN (SELECT customer_id FROM card WHERE {condition})"
        found += await _load(client, f"{there} AND {owners}", [school_id, value])
    return list({known.id: known for known in found}.values())


async def _load(
    client: BaseDBAsyncClient, where: str, values: Sequence[Any], *, with_cards: bool = True
) -> list[Known]:
    customers = await select_tuples(
        client, f"SELECT {_SELECT} FROM customer c WHERE {where}", values
    )
    if not customers:
        return []
    of_them = f"FROM customer c JOIN {{}} o ON o.customer_id = c.id WHERE {where}"
    # A card that was blocked because its owner left is still theirs: they may come back.
    cards = (
        await select_tuples(
            client,
            f"SELECT o.customer_id, o.number {of_them.format('card')} AND {_IN_USE}"
            " ORDER BY o.status DESC, o.id",
            values,
        )
        if with_cards
        else ()
    )
    memberships = await select_tuples(
        client,
        f"SELECT o.customer_id, o.kind {of_them.format('membership')} AND o.ends_on IS NULL",
        values,
    )
    kind = MembershipKind.SCHOOL_LIBRARY
    return _make_known(
        customers,
        dict(map(tuple, cards)),
        {row[0] for row in memberships if row[1] == kind},
        {row[0] for row in memberships if row[1] != kind},
    )


def _make_known(
    customers: Iterable[Sequence[Any]],
    cards: dict[int, str],
    school_members: set[int],
    public_members: set[int],
) -> list[Known]:
    made = []
    for customer_id, school_id, revision, external_number, *rest, hand_edited in customers:
        born = rest[_BORN]
        if isinstance(born, str):
            rest[_BORN] = date.fromisoformat(born)
        beside = (
            customer_id in school_members,
            customer_id in public_members,
            _NOBODY if hand_edited == "[]" else frozenset(orjson.loads(hand_edited)),
        )
        first: tuple[Any, ...] = (
            customer_id,
            school_id,
            revision,
            external_number,
            cards.get(customer_id),
        )
        made.append(Known(*(*first, *rest, *beside)))
    return made
