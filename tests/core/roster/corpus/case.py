"""A case of the corpus, and the few ways in which its file is written."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import openpyxl
from tests.core.roster.making import cells_to_csv, make_pupils, to_cells

from rosterdesk.core.roster.hints import Hints

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from rosterdesk.core.roster.model import Pupil

PUPILS: list[Pupil] = make_pupils(12, seed=5)
CELLS = to_cells(PUPILS)
HEADER, BODY = CELLS[0], CELLS[1:]
TEXT = to_cells(PUPILS, date_format="%d-%m-%Y")


@dataclass(frozen=True)
class Case:
    """``same`` wants the corpus' own pupils back; ``first`` names fields of the first pupil.

    ``every`` names a field with its value for each pupil, in their order.
    """

    habit: str
    data: bytes
    format: str | None = None
    status: str = "ok"
    refused: str | None = None
    why: str | None = None  # of the refusal
    same: bool = False
    count: int | None = None
    first: Mapping[str, Any] = field(default_factory=dict)
    every: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    codes: Sequence[str] = ()
    dropped: Sequence[str] = ()
    asked: Sequence[str] = ()
    left: Sequence[str] | None = None  # codes of what was left out
    unread: int | None = None  # of these, how many may hold people
    bulk: bool = True
    school: tuple[str | None, str | None] | None = None
    hints: Hints = field(default_factory=Hints)


def sheet_xlsx(
    sheets: Mapping[str, Iterable[Sequence[object]]],
    *,
    hidden: Iterable[str] = (),
    merged: Iterable[str] = (),
) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for area in merged:
            sheet.merge_cells(area)
        if name in hidden:
            sheet.sheet_state = "hidden"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def lines(text: str, encoding: str = "utf-8") -> bytes:
    """A CSV as it stands here, without the indentation."""
    rows = (line.strip() for line in text.strip().splitlines())
    return "\r\n".join(rows).encode(encoding) + b"\r\n"


def column(header: str, *values: object, number: int = 101) -> bytes:
    """A small CSV in which only the column in question differs."""
    rows: list[list[object]] = [["Leerlingnummer", "Roepnaam", "Achternaam", "Klas", header]]
    rows += [[str(number + i), "Noor", "Bakker", "5a", v] for i, v in enumerate(values)]
    return cells_to_csv(rows)


def column_xlsx(header: str, *values: object) -> bytes:
    rows: list[list[object]] = [["Leerlingnummer", "Roepnaam", "Achternaam", "Klas", header]]
    rows += [[str(101 + i), "Noor", "Bakker", "5a", value] for i, value in enumerate(values)]
    return sheet_xlsx({"Blad1": rows})


def html_table(rows: Iterable[Sequence[object]], before: str = "") -> bytes:
    cells = "".join(
        "<tr>" + "".join(f"<td>{'' if v is None else v}</td>" for v in row) + "</tr>\n"
        for row in rows
    )
    return f"<html><head>{before}</head><body><table>{cells}</table></body></html>".encode()


def replace_member(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """A workbook with other bytes in one of its parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", 8) as archive:
        for member in source.namelist():
            content = source.read(member)
            archive.writestr(member, content.replace(old, new) if member == name else content)
    return target.getvalue()


def day(text: str) -> date:
    from datetime import date as day_of

    return day_of.fromisoformat(text)
