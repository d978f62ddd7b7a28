"""Birth dates, and dates of leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rosterdesk.core.roster.grids import Cells
from rosterdesk.core.roster.model import MOST_SAMPLES
from rosterdesk.core.roster.values.dates import find_doubtful, order_of, read_dates

if TYPE_CHECKING:
    from rosterdesk.core.roster.hints import DateOrder, Hints
    from rosterdesk.core.roster.people import People


def read_birth_and_leaving(people: People, hints: Hints) -> None:
    """One program wrote both columns: where one does not show its order, the other's is used."""
    columns = {name: _present(people, name) for name in ("birth_date", "leaves_on")}
    shown = [order_of(values, hints.today) for values in columns.values()]
    order = next((order for order in shown if order), None)
    for name, values in columns.items():
        if people.has(name):
            _read_date_column(people, name, values, hints, order)


def _present(people: People, name: str) -> list[Any]:
    """The distinct cells of a column, '' for those of rows that were left out only."""
    cells = people.cells(name)
    counts = cells.take(~people.left_out).counts()
    return [v if n else "" for v, n in zip(cells.distinct, counts, strict=True)]


def _read_date_column(
    people: People, name: str, values: list[Any], hints: Hints, beside: DateOrder | None
) -> None:
    cells = people.cells(name)
    dates, doubt = read_dates(values, hints.date_order, hints.today, beside)
    if doubt:
        samples = find_doubtful(values, hints.today)[:MOST_SAMPLES]
        people.remark_file(doubt, name, samples=samples)
        return
    born = name == "birth_date"
    dates = [None if born and day and day > hints.today else day for day in dates]
    people.set_cells(name, Cells(cells.codes, dates))
    wrong = [value != "" and day is None for value, day in zip(values, dates, strict=True)]
    if any(wrong):
        people.remark("date_invalid", np.array(wrong)[cells.codes], name)
