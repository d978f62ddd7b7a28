"""People of a plan who are not clear: the row of the file beside the customers that it may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.core.compare.answers import describe_remark, format_field_value, name_field
from rosterdesk.core.compare.model import ChangeKind
from rosterdesk.core.customers.finding.numbers import list_customers
from rosterdesk.core.customers.schools import list_names
from rosterdesk.core.person_names import show_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rosterdesk.core.compare.model import Change
    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Customer

MOST_SHOWN = 20  # the others come as these are answered
_MOST_CANDIDATES = 5
_FIELDS = ("external_number", "birth_date", "email", "phone")


@dataclass(frozen=True, slots=True)
class Side:
    """One of those who are compared; ``number`` is the customer's, 0 for the row of the file."""

    number: int
    name: str
    where: str
    facts: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Conflict:
    sheet: str
    row: int
    remarks: list[str]
    file: Side
    known: list[Side]


async def describe_conflicts(changes: Sequence[Change], language: Language) -> list[Conflict]:
    asked = [c for c in changes if c.kind is ChangeKind.CONFLICT and c.row is not None]
    shown = asked[:MOST_SHOWN]
    numbers = {number for c in shown for number in c.candidates[:_MOST_CANDIDATES]}
    people = {each.id: each for each in await list_customers(numbers)}
    return [_describe(change, people, language) for change in shown]


def _describe(change: Change, people: Mapping[int, Customer], language: Language) -> Conflict:
    of_file = {name: after for name, (_, after) in change.fields.items()}
    known = [people[each] for each in change.candidates[:_MOST_CANDIDATES] if each in people]
    return Conflict(
        change.sheet or "",
        change.row or 0,
        [describe_remark(each, language) for each in change.remarks],
        Side(
            0,
            change.name,
            change.class_name or change.class_code or "",
            _list_facts(of_file, language),
        ),
        [
            Side(
                each.id,
                show_name(each),
                each.class_name or each.class_code or "",
                _list_facts({name: getattr(each, name) for name in _FIELDS}, language),
            )
            for each in known
        ],
    )


def _list_facts(values: Mapping[str, object], language: Language) -> list[tuple[str, str]]:
    return [
        (name_field(name, language), format_field_value(name, values[name], language))
        for name in _FIELDS
        if values.get(name)
    ]


async def name_schools(changes: Iterable[Change]) -> dict[int, str]:
    """Return the names of the schools that the changes lead from and to."""
    numbers = {
        number
        for change in changes
        for number in change.fields.get("school_id", ())
        if isinstance(number, int)
    }
    return await list_names(numbers)
