"""CSV as loan systems import it: plain values, one line each, no formula for a spreadsheet."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from rosterdesk.core.reports.cells import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_FORMULA_STARTS = "=+-@＝＋－＠\t\r "


def write_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return UTF-8 without a byte order mark, with commas."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([to_cell(value) for value in row] for row in rows)
    return text.getvalue().encode()


def to_cell(value: object) -> str:
    """Return the value as a program reads it; an apostrophe would end up in a name."""
    return "" if value is None else clean(str(value)).lstrip(_FORMULA_STARTS)
