"""Parts of a mail that nobody attached on purpose, recognised by their content."""

from __future__ import annotations

import re
from collections import Counter

_LINES_LOOKED_AT = 40
_APPLE_FORKS = (b"\x00\x05\x16\x07", b"\x00\x05\x16\x00")  # AppleDouble and AppleSingle
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_FOR_PROGRAMS = re.compile(r"BEGIN:|-----BEGIN|\w+\s*[={]|(import|from|package|def|function)\s")
_QUOTED = re.compile(r'"[^"]*"')
_OF_ALL_LINES = {";": 0.6, "\t": 0.6, "|": 0.6, ",": 0.8}


def is_apple_fork(data: bytes, name: str) -> bool:
    """Return whether this is a file's Macintosh side ("._name"), which only a Mac reads."""
    return data.startswith(_APPLE_FORKS) or (name.startswith("._") and len(data) < 100_000)


def looks_like_table(data: bytes) -> bool:
    """Return whether these lines of text have columns: a disclaimer and a footer have none."""
    return _has_columns(_read_beginning(data))


def is_plain_table(data: bytes) -> bool:
    """Return whether this is text with columns and nothing else, though nothing says so.

    A binary file has signs of control in it, and what programs write for programs (JSON, a web
    page, a calendar, settings) has brackets or names before each line.
    """
    text = _read_beginning(data)
    written = text.strip("\ufeff \r\n\t")
    if (
        not written
        or _CONTROL.search(text)
        or written[0] in "{[<%#!"
        or _FOR_PROGRAMS.match(written)
    ):
        return False
    return _has_columns(text)


def _read_beginning(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data[:20_000].decode("utf-16", "replace")
    begin = data[:20_000]
    for at, charset in ((1, "utf-16-le"), (0, "utf-16-be")):
        # Letters of Latin in two bytes each, without a mark of their order.
        if len(begin) > 3 and not any(begin[at:200:2]):
            return begin[: len(begin) // 2 * 2].decode(charset, "replace")
    return begin.decode("utf-8", "replace")


def _has_columns(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()][:_LINES_LOOKED_AT]
    lines = [_QUOTED.sub("", line) for line in lines]  # "Bakker, Ada" is one cell
    return any(_is_column_mark(mark, share, lines) for mark, share in _OF_ALL_LINES.items())


def _is_column_mark(mark: str, share: float, lines: list[str]) -> bool:
    counts = Counter(line.count(mark) for line in lines)
    count, frequency = max(
        ((count, times) for count, times in counts.items() if count),
        key=lambda each: each[1],
        default=(0, 0),
    )
    return bool(count) and frequency >= 2 and frequency >= share * len(lines)
