"""The sheets of a file as lines of text, for what is no roster: the workbook of schools. Pure."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Sheet:
    """``rows`` are the numbers of its lines in the file; each line has as many cells."""

    name: str | None
    rows: tuple[int, ...]
    lines: tuple[tuple[str, ...], ...]


def pack_sheets(sheets: Iterable[Sheet]) -> list[Any]:
    return [astuple(each) for each in sheets]


def unpack_sheets(packed: Iterable[Sequence[Any]]) -> list[Sheet]:
    return [Sheet(name, tuple(rows), tuple(map(tuple, lines))) for name, rows, lines in packed]
