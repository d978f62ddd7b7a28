"""Row numbers as ranges: ``((2, 41), (50, 50))`` are the rows 2 to 41 and row 50."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Ranges = tuple[tuple[int, int], ...]


def to_ranges(rows: Iterable[int]) -> Ranges:
    """The ranges of row numbers, which may come in any order and repeat."""
    ranges: list[list[int]] = []
    for row in sorted(set(rows)):
        if ranges and row == ranges[-1][1] + 1:
            ranges[-1][1] = row
        else:
            ranges.append([row, row])
    return tuple((first, last) for first, last in ranges)


def iterate_rows(ranges: Iterable[tuple[int, int]]) -> Iterator[int]:
    for first, last in ranges:
        yield from range(first, last + 1)


def count_rows(ranges: Iterable[tuple[int, int]]) -> int:
    return sum(last - first + 1 for first, last in ranges)


def format_ranges(ranges: Iterable[tuple[int, int]]) -> str:
    """'2-41, 50', as people write it."""
    return ", ".join(
        str(first) if first == last else f"{first}{'-' if last > first + 1 else ', '}{last}"
        for first, last in ranges
    )
