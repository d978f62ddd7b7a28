"""A change between memory and its row: only what it says is written, a new customer's in short."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from rosterdesk.core.compare.fields import JOINING
from rosterdesk.core.compare.model import Change, ChangeKind, FieldValues
from rosterdesk.core.storage.bulk import select_tuples
from rosterdesk.core.storage.database import connection
from rosterdesk.core.storage.edits import read_date

if TYPE_CHECKING:
    from collections.abc import Sequence


class NewCustomer(NamedTuple):
    change_id: int
    fields: dict[str, Any]  # as they are in JSON: a date is text
    number_from: int | None  # who must give up the external number first


APPLIED = (
    ChangeKind.NEW,
    ChangeKind.CHANGED,
    ChangeKind.MOVED,
    ChangeKind.RETURNED,
    ChangeKind.LEAVING,
)
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
_SHORT = (
    *("sheet", "row", "external_number", "sort_name", "class_code"),
    *("kept", "remarks", "candidates", "ends_on", "eck_id", "number_from"),
)
_read = attrgetter(*_SHORT)
_JOINED = {"school_member", "public_member"}
_REQUIRED = {"surname": "", "role": "pupil"}


def change_to_row(plan_id: int, position: int, change: Change) -> tuple[Any, ...]:
    return (
        plan_id,
        position,
        change.kind.value,
        change.customer_id,
        change.customer_revision,
        change.name[:250],
        change.class_name,
        # Sorted: the digest of the plan must come out the same from either database.
        orjson.dumps(_shorten(change), option=orjson.OPT_SORT_KEYS).decode(),
    )


def _shorten(change: Change) -> dict[str, Any]:
    details = {name: value for name, value in zip(_SHORT, _read(change), strict=True) if value}
    if change.kind is ChangeKind.NEW:
        details["set"] = {name: pair[1] for name, pair in change.fields.items()}
    elif change.fields:
        details["fields"] = change.fields
    return details


async def load_changes(plan_id: int, kinds: Sequence[ChangeKind] = ()) -> list[tuple[int, Change]]:
    """Return (id of the row, change) in the plan's own order."""
    marks = f" AND kind IN ({', '.join('?' * len(kinds))})" if kinds else ""
    found = await select_tuples(
        connection(),
        "SELECT id, kind, customer_id, customer_revision, name, class_name, details"
        f' FROM "change" WHERE plan_id = ?{marks} ORDER BY position',
        [plan_id, *map(str, kinds)],
    )
    return [(row[0], row_to_change(*row[1:])) for row in found]


async def load_new(plan_id: int) -> list[NewCustomer]:
    """Return what each new customer of the plan is made of, in the plan's own order."""
    found = await select_tuples(
        connection(),
        'SELECT id, details FROM "change" WHERE plan_id = ? AND kind = ? ORDER BY position',
        [plan_id, ChangeKind.NEW.value],
    )
    return [_read_new_customer(row[0], orjson.loads(row[1])) for row in found]


def _read_new_customer(change_id: int, details: dict[str, Any]) -> NewCustomer:
    fields = _REQUIRED | details["set"]
    if eck_id := details.get("eck_id"):
        fields["eck_id"] = eck_id
    return NewCustomer(change_id, fields, details.get("number_from"))


def row_to_change(
    kind: str,
    customer_id: int | None,
    customer_revision: int | None,
    name: str,
    class_name: str | None,
    details: str | dict[str, Any],
) -> Change:
    read = orjson.loads(details) if isinstance(details, str) else details
    return Change(
        kind=ChangeKind(kind),
        customer_id=customer_id,
        customer_revision=customer_revision,
        name=name,
        class_name=class_name,
        sheet=read.get("sheet"),
        row=read.get("row"),
        external_number=read.get("external_number"),
        sort_name=read.get("sort_name", ""),
        class_code=read.get("class_code"),
        fields=_read_new(read["set"]) if "set" in read else _read_fields(read.get("fields", {})),
        kept=_read_fields(read.get("kept", {})),
        remarks=tuple(read.get("remarks", ())),
        candidates=tuple(read.get("candidates", ())),
        ends_on=read_date(read.get("ends_on")),
        eck_id=read.get("eck_id"),
        number_from=read.get("number_from"),
    )


def _read_new(fields: dict[str, Any]) -> FieldValues:
    found: FieldValues = {
        name: JOINING if name in _JOINED else (None, value) for name, value in fields.items()
    }
    return _read_dates(found)


def _read_fields(found: dict[str, list[Any]]) -> FieldValues:
    return _read_dates({name: (pair[0], pair[1]) for name, pair in found.items()})


def _read_dates(fields: FieldValues) -> FieldValues:
    if "birth_date" in fields:
        before, after = fields["birth_date"]
        fields["birth_date"] = (read_date(before), read_date(after))
    return fields
