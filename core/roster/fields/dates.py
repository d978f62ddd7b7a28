"""Birth dates, and dates of leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rosterdesk.core.roster.grids import Cells
from rosterdesk.core.roster.model import MOST_SAMPLES
from rosterdesk.core.roster.values.dates import (
    find_doubtful,
    order_in_header,
    order_of,
    read_column,
)
from rosterdesk.core.roster.values.days import hold_zero, is_zero

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rosterdesk.core.roster.hints import DateOrder, Hints
    from rosterdesk.core.roster.people import People
    from rosterdesk.core.roster.values.dates import DateColumn

_COLUMNS = ("birth_date", "leaves_on")


def read_birth_and_leaving(people: People, hints: Hints) -> None:
    """One program wrote both columns: where one does not show its order, the other's is used."""
    columns = {name: _present(people, name) for name in _COLUMNS if people.has(name)}
    order = next(_find_orders(people, columns, hints), None)
    for name, values in columns.items():
        _read_date_column(people, name, values, hints, order)


def _find_orders(
    people: People, columns: dict[str, list[Any]], hints: Hints
) -> Iterator[DateOrder]:
    """The orders that headers name, and then those that columns show."""
    headers = (part.headers.get(name, "") for name in columns for part in people.parts)
    yield from filter(None, map(order_in_header, headers))
    if len(columns) > 1:
        yield from filter(None, (order_of(values, hints.today) for values in columns.values()))


def _present(people: People, name: str) -> list[Any]:
    """The distinct cells of a column, '' for those of rows that were left out only."""
    cells = people.cells(name)
    counts = cells.take(~people.left_out).counts()
    if counts.all() and not hold_zero(cells.distinct):
        return cells.distinct
    return [v if n and not is_zero(v) else "" for v, n in zip(cells.distinct, counts, strict=True)]


def _read_date_column(
    people: People, name: str, values: list[Any], hints: Hints, beside: DateOrder | None
) -> None:
    cells = people.cells(name)
    births = name == "birth_date"
    column = read_column(values, hints.date_order, hints.today, beside, births=births)
    if column.shown:
        people.orders[name] = column.shown
    if column.doubt:
        samples = find_doubtful(values, hints.today)[:MOST_SAMPLES]
        people.remark_file(column.doubt, name, samples=samples)
        return
    people.set_cells(name, Cells(cells.codes, column.dates))
    if column.assumed:
        people.remark_file("date_order_assumed", name)
    for code, found in _judge_cells(values, column).items():
        if any(found):
            people.remark(code, np.array(found)[cells.codes], name)


def _judge_cells(values: list[Any], column: DateColumn) -> dict[str, list[bool]]:
    """Return, by the code of a remark, whether each distinct cell gets it."""
    read = list(zip(values, column.read, column.dates, strict=True))
    return {
        "date_invalid": [v != "" and day is None and not r.incomplete for v, r, day in read],
        "date_unknown": [r.incomplete for _, r, _ in read],
        "date_moved": [r.moved and day is not None for _, r, day in read],
    }
