"""Customers as the comparison sees them, read without an object or a dict per row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rosterdesk.core.bulk import match_any, select_tuples
from rosterdesk.core.collecting import collector_paused
from rosterdesk.core.compare.unchanged import KNOWN_FIELDS, unpack_known
from rosterdesk.core.database import connection, is_postgres
from rosterdesk.core.models import CardStatus, MembershipKind, School
from rosterdesk.core.usecases.alike import find_alike

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tortoise.backends.base.client import BaseDBAsyncClient

    from rosterdesk.core.compare.model import ChangeKind, Known
    from rosterdesk.core.compare.unchanged import KnownRow
    from rosterdesk.core.roster.model import Pupil

# A card that was blocked because its owner left is still theirs: they may come back.
_CARD = (
    "(SELECT o.number FROM card o WHERE o.customer_id = c.id AND"
    f" (o.status = '{CardStatus.ACTIVE}'"
    f" OR o.status = '{CardStatus.BLOCKED}' AND o.blocked_by_plan_id IS NOT NULL)"
    " ORDER BY o.status, o.id DESC LIMIT 1)"
)
_MEMBER = (
    "EXISTS (SELECT 1 FROM membership o"
    " WHERE o.customer_id = c.id AND o.kind = '{}' AND o.ends_on IS NULL)"
)
# A row has the fields of Known in their order; these come from other tables than the customer's.
_BESIDE = {
    "card_number": _CARD,
    "school_member": _MEMBER.format(MembershipKind.SCHOOL_LIBRARY.value),
    "public_member": _MEMBER.format(MembershipKind.PUBLIC_LIBRARY.value),
}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A school's customers, without cards, at a revision: right as long as that is the school's."""

    revision: int
    customers: Sequence[KnownRow]


async def take_snapshot(school_id: int) -> Snapshot:
    """Read the customers outside of any transaction, while a file of the school is being read."""
    school = await School.get(id=school_id).only("id", "revision")
    with collector_paused():
        customers = await load_rows_of_school(connection(), school_id, with_cards=False)
    return Snapshot(school.revision, customers)


async def load_rows_of_school(
    client: BaseDBAsyncClient, school_id: int, *, with_cards: bool = True
) -> Sequence[KnownRow]:
    """Return everybody whom the school ever sent: members and former members.

    Without cards where the file has none: a card in Known is there to be compared.
    """
    # In the order of the table: by the index on numbers SQLite would jump back and forth in it.
    there = "c.id IN (SELECT id FROM customer WHERE school_id = ?)"
    return await _load_rows(client, there, [school_id], with_cards=with_cards)


async def load_elsewhere(
    client: BaseDBAsyncClient, school_id: int, strangers: Sequence[Pupil], percent: int
) -> list[Known]:
    """Return who of the other schools (or of none) may be a stranger, or has a stranger's card.

    ``percent`` is how alike names are before two people may be one (Policy.similar_percent).
    """
    alike = await find_alike(client, strangers, percent)
    cards = sorted({pupil.card_number for pupil in strangers if pupil.card_number is not None})
    there = "coalesce(c.school_id, 0) <> ?"
    found: list[Known] = []
    if alike:
        condition, value = match_any(client, "c.id", alike)
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
    # Not "made or changed": for that PostgreSQL reads all customers.
    there = (
        "c.id IN (SELECT m.id FROM customer m"
        ' JOIN "change" ON "change".id = m.origin_change_id WHERE plan_id = ?'
        f' UNION SELECT customer_id FROM "change" WHERE plan_id = ? AND kind IN ({marks}))'
    )
    return await _load(client, there, [plan_id, plan_id, *map(str, kinds)])


async def _load(client: BaseDBAsyncClient, where: str, values: Sequence[Any]) -> list[Known]:
    return unpack_known(await _load_rows(client, where, values))


async def _load_rows(
    client: BaseDBAsyncClient, where: str, values: Sequence[Any], *, with_cards: bool = True
) -> Sequence[KnownRow]:
    beside = dict(_BESIDE)
    if not with_cards:
        beside["card_number"] = "NULL"
    if is_postgres(client):
        beside["birth_date"] = "to_char(c.birth_date, 'YYYY-MM-DD')"
    columns = ", ".join(beside.get(name, f"c.{name}") for name in KNOWN_FIELDS)
    return await select_tuples(client, f"SELECT {columns} FROM customer c WHERE {where}", values)
