"""The reasons why the reader took a column for what it did, and its dates for their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.roster.columns.headers import (
    DROPPED,
    UNUSED,
    find_field,
    guess_field,
    normalise_header,
)
from rosterdesk.core.roster.columns.tables import name_column
from rosterdesk.core.roster.model import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rosterdesk.core.roster.columns.choose import Choice
    from rosterdesk.core.roster.columns.tables import Table
    from rosterdesk.core.roster.hints import Hints
    from rosterdesk.core.roster.people import Part, People

_MOST_CLASSES = 5
_DOUBT = "another column has other classes, and nothing tells which are those of now: asked"
_ORDERS = {"dmy": "the day first", "mdy": "the month first", "ymd": "the year first"}


def explain_choice(table: Table, choice: Choice, hints: Hints) -> Iterator[Reason]:
    """The row of the names, and each column with what it was taken for."""
    if table.header_row is not None:
        why = f"{sum(map(bool, choice.fields))} of its {len(table.headers)} cells name a column"
        yield Reason("header", f"row {table.header_row}", why, table.sheet)
    for index, header in enumerate(table.headers):
        if header or table.columns[index].used():
            field = choice.fields[index]
            named = header if table.header_row is not None else ""
            why = _explain_field(named, field, hints, asked=index in choice.asked)
            why = _DOUBT if index in choice.doubted else why
            about = f"column {name_column(table, index)}"
            yield Reason(about, _describe_field(field), why, table.sheet)


def explain_class(table: Table, part: Part) -> Iterator[Reason]:
    """Name the source of the class, where no column has it."""
    if "class_code" not in part.fields or "class_code" in part.headers:
        return
    names = [str(name) for name in part.fields["class_code"].used()]
    where = "a heading above its rows" if table.titles is not None else "its sheet or file"
    yield Reason("class", ", ".join(names[:_MOST_CLASSES]), f"{where} is called so", table.sheet)


def explain_dates(people: People, hints: Hints) -> Iterator[Reason]:
    for name in ("birth_date", "leaves_on"):
        if not people.has(name):
            continue
        if shown := people.orders.get(name):
            yield Reason(f"dates of {name}", _ORDERS[shown], "some of them can be read so only")
        elif hints.date_order:
            why = "a person said so about files with these columns"
            yield Reason(f"dates of {name}", _ORDERS[hints.date_order], why)


def _describe_field(field: str | None) -> str:
    return {None: "not known", UNUSED: "not used", DROPPED: "not kept"}.get(field, str(field))


def _explain_field(header: str, field: str | None, hints: Hints, *, asked: bool) -> str:
    if asked:
        head = "nobody knows this name" if header else "it has no name"
        return f"{head}, and something is missing that it could be: asked"
    if normalise_header(header) in hints.mapping:
        return "a person said so"
    if not header:
        return "its values say so" if field else "it has no name"
    named = find_field(header)
    if named == field:
        return "its name says so" if field else "its name says nothing"
    if named is None and guess_field(header) == field:
        return "its name is one slip from one that says so"
    if field == DROPPED:
        return "its values are numbers that the state gives to people"
    if field is None or field == UNUSED:
        return (
            f"its name says {_describe_field(named)}, its values or another column speak against it"
        )
    return "its values say so"
