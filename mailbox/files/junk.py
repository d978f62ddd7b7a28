"""Parts of a mail that nobody attached on purpose, recognised by their content."""

from __future__ import annotations

from collections import Counter

_LINES_LOOKED_AT = 40
_APPLE_FORKS = (b"\x00\x05\x16\x07", b"\x00\x05\x16\x00")  # AppleDouble and AppleSingle
_OF_ALL_LINES = {";": 0.6, "\t": 0.6, "|": 0.6, ",": 0.8}


def is_apple_fork(data: bytes, name: str) -> bool:
    """Return whether this is a file's Macintosh side ("._name"), which only a Mac reads."""
    return data.startswith(_APPLE_FORKS) or (name.startswith("._") and len(data) < 100_000)


def looks_like_table(data: bytes) -> bool:
    """Return whether these lines of text have columns: a disclaimer and a footer have none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data[:20_000].decode("utf-16", "replace")
    else:
        text = data[:20_000].decode("utf-8", "replace").replace("\0", "")
    lines = [line for line in text.splitlines() if line.strip()][:_LINES_LOOKED_AT]
    return any(_is_column_mark(mark, share, lines) for mark, share in _OF_ALL_LINES.items())


def _is_column_mark(mark: str, share: float, lines: list[str]) -> bool:
    counts = Counter(line.count(mark) for line in lines)
    count, frequency = max(
        ((count, times) for count, times in counts.items() if count),
        key=lambda each: each[1],
        default=(0, 0),
    )
    return bool(count) and frequency >= 2 and frequency >= share * len(lines)
