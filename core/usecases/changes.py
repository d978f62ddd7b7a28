"""A change between memory and its row."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import orjson

from rosterdesk.core.compare.model import Change, ChangeKind, FieldValues
from rosterdesk.core.database import rows

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = (
    "plan_id",
    "position",
    "kind",
    "customer_id",
    "customer_revision",
    "name",
    "class_name",
    "details",
)


def change_to_row(plan_id: int, position: int, change: Change) -> tuple[Any, ...]:
    return (
        plan_id,
        position,
        str(change.kind),
        change.customer_id,
        change.customer_revision,
        change.name[:250],
        change.class_name or change.class_code,
        {
            "sheet": change.sheet,
            "row": change.row,
            "external_number": change.external_number,
            "sort_name": change.sort_name,
            "class_code": change.class_code,
            "fields": change.fields,
            "kept": change.kept,
            "remarks": change.remarks,
            "candidates": change.candidates,
            "ends_on": change.ends_on,
            "number_from": change.number_from,
        },
    )


async def load_changes(plan_id: int, kinds: Sequence[ChangeKind] = ()) -> list[tuple[int, Change]]:
    """Return (id of the row, change) in the plan's own order."""
    marks = f" AND kind IN ({', '.join('?' * len(kinds))})" if kinds else ""
    found = await rows(
        "SELECT id, kind, customer_id, customer_revision, name, class_name, details"
        f' FROM "change" WHERE plan_id = ?{marks} ORDER BY position',
        [plan_id, *map(str, kinds)],
    )
    return [(row["id"], _row_to_change(row)) for row in found]


def _row_to_change(row: dict[str, Any]) -> Change:
    details = row["details"]
    if isinstance(details, str):
        details = orjson.loads(details)
    return Change(
        kind=ChangeKind(row["kind"]),
        customer_id=row["customer_id"],
        customer_revision=row["customer_revision"],
        name=row["name"],
        class_name=row["class_name"],
        sheet=details["sheet"],
        row=details["row"],
        external_number=details["external_number"],
        sort_name=details["sort_name"],
        class_code=details["class_code"],
        fields=_read_fields(details["fields"]),
        kept=_read_fields(details["kept"]),
        remarks=tuple(details["remarks"]),
        candidates=tuple(details["candidates"]),
        ends_on=_read_date(details["ends_on"]),
        number_from=details["number_from"],
    )


def _read_fields(found: dict[str, list[Any]]) -> FieldValues:
    fields: FieldValues = {name: (pair[0], pair[1]) for name, pair in found.items()}
    if "birth_date" in fields:
        before, after = fields["birth_date"]
        fields["birth_date"] = (_read_date(before), _read_date(after))
    return fields


def _read_date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
