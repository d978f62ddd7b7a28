"""Customers as the comparison sees them, read without an object or a dict per row."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

import orjson

from rosterdesk.core.bulk import match_any, select_tuples
from rosterdesk.core.collecting import collector_paused
from rosterdesk.core.compare.model import Known
from rosterdesk.core.database import connection
from rosterdesk.core.models import CardStatus, MembershipKind, School

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tortoise.backends.base.client import BaseDBAsyncClient

    from rosterdesk.core.compare.model import ChangeKind
    from rosterdesk.core.roster.model import Pupil

# Known takes its fields by place; these come from other tables than the customer's.
_BESIDE = {"card_number": "NULL", "school_member": "FALSE", "public_member": "FALSE"}
_SELECT = ", ".join(_BESIDE.get(field.name, f"c.{field.name}") for field in fields(Known))
_IN_USE = (
    f"(status = '{CardStatus.ACTIVE}'"
    f" OR status = '{CardStatus.BLOCKED}' AND blocked_by_plan_id IS NOT NULL)"
)
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A school's customers, without cards, at a revision: right as long as that is the school's."""

    revision: int
    customers: list[Known]


async def take_snapshot(school_id: int) -> Snapshot:
    """Read the customers outside of any transaction, while a file of the school is being read."""
    school = await School.get(id=school_id).only("id", "revision")
    with collector_paused():
        customers = await load_school_customers(connection(), school_id, with_cards=False)
    return Snapshot(school.revision, customers)


async def load_school_customers(
    client: BaseDBAsyncClient, school_id: int, *, with_cards: bool = True
) -> list[Known]:
    """Return everybody whom the school ever sent: members and former members.

    Without cards where the file has none: a card in Known is there to be compared.
    """
    # In the order of the table: by the index on numbers SQLite would jump back and forth in it.
    there = "c.id IN (SELECT id FROM customer WHERE school_id = ?)"
    return await _load(client, there, [school_id], with_cards=with_cards)


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


async def load_customers_of_plan(
    client: BaseDBAsyncClient, plan_id: int, kinds: Sequence[ChangeKind]
) -> list[Known]:
    """Return whom a plan made, and those with changes of these kinds, with their cards."""
    marks = ", ".join("?" * len(kinds))
    made = 'c.origin_change_id IN (SELECT id FROM "change" WHERE plan_id = ?)'
    changed = f'c.id IN (SELECT customer_id FROM "change" WHERE plan_id = ? AND kind IN ({marks}))'
    return await _load(client, f"({made} OR {changed})", [plan_id, plan_id, *map(str, kinds)])


async def _load(
    client: BaseDBAsyncClient, where: str, values: Sequence[Any], *, with_cards: bool = True
) -> list[Known]:
    customers = await select_tuples(
        client, f"SELECT {_SELECT} FROM customer c WHERE {where}", values
    )
    if not customers:
        return []
    of_them = f"WHERE o.customer_id IN (SELECT c.id FROM customer c WHERE {where})"
    # A card that was blocked because its owner left is still theirs: they may come back.
    cards = (
        await select_tuples(
            client,
            f"SELECT o.customer_id, o.number FROM card o {of_them} AND {_IN_USE}"
            " ORDER BY o.status DESC, o.id",
            values,
        )
        if with_cards
        else ()
    )
    memberships = await select_tuples(
        client,
        f"SELECT o.customer_id, o.kind FROM membership o {of_them} AND o.ends_on IS NULL",
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
    made = [Known(*customer) for customer in customers]
    for known in made:
        known.card_number = cards.get(known.id)
        known.school_member = known.id in school_members
        known.public_member = known.id in public_members
        born: Any = known.birth_date
        if isinstance(born, str):
            known.birth_date = date.fromisoformat(born)
        edited: Any = known.hand_edited
        known.hand_edited = _NOTHING if edited == "[]" else frozenset(orjson.loads(edited))
    return made
