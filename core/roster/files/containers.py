"""The sectors of an OLE container, in which old workbooks stand ([MS-CFB] 2.1 to 2.5)."""

from __future__ import annotations

from array import array
from itertools import chain

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST = 0xFFFFFFFA  # numbers from here on are no sectors
_IN_HEADER = 109  # numbers of sectors of the FAT that stand in the header


def goes_round(data: bytes) -> bool:
    """Return whether a chain of sectors leads back to itself, so that it has no end.

    calamine follows one for as long as there is memory.
    """
    shift = int.from_bytes(data[30:32], "little")
    if not data.startswith(SIGNATURE) or shift not in (9, 12):
        return False
    size = 1 << shift
    sectors = _list_fat_sectors(data, size)
    if sectors is None:
        return True
    fat = array("I", chain.from_iterable(_read_sector(data, each, size) for each in sectors))
    if _has_circle(fat):
        return True
    mini: list[int] = []
    at = _read_number(data, 60)
    while at < len(fat):
        mini += _read_sector(data, at, size)
        at = fat[at]
    return _has_circle(mini)


def _list_fat_sectors(data: bytes, size: int) -> list[int] | None:
    """Return the sectors in which the FAT stands, or None where their own list has no end."""
    found = [_read_number(data, 76 + 4 * n) for n in range(_IN_HEADER)]
    at, seen = _read_number(data, 68), set()
    while at < _LAST:
        if at in seen:
            return None
        seen.add(at)
        *numbers, at = _read_sector(data, at, size) or [_LAST]
        found += numbers
    return [each for each in found if each < _LAST]


def _read_sector(data: bytes, number: int, size: int) -> list[int]:
    """Return the numbers in a sector; none where the file has no such sector."""
    place = (number + 1) * size
    sector = data[place : place + size]
    return [int.from_bytes(sector[n : n + 4], "little") for n in range(0, len(sector) - 3, 4)]


def _read_number(data: bytes, place: int) -> int:
    return int.from_bytes(data[place : place + 4], "little")


def _has_circle(following: array[int] | list[int]) -> bool:
    """Return whether somebody who goes from each number to the one behind it comes back."""
    walks = [0] * len(following)  # the walk that was here first
    for walk, start in enumerate(range(len(following)), start=1):
        at = start
        while at < len(following) and not walks[at]:
            walks[at] = walk
            at = following[at]
        if at < len(following) and walks[at] == walk:
            return True
    return False
