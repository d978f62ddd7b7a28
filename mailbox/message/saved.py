"""A message as people save it: what programs put before its header is no part of it."""

from __future__ import annotations

import re

_BEFORE = {
    "byte_order_mark": re.compile(rb"\xef\xbb\xbf"),
    "empty_lines": re.compile(rb"[\r\n]+"),
    "mbox_line": re.compile(rb">?From [^\r\n]*(?:\r\n|\n|\r)"),
}


def strip_saved(raw: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Return the message itself, and the codes of what was taken away before it.

    Codes: utf16 (the file was saved as text of two bytes a letter, so that no signature can fit
    any more), byte_order_mark, empty_lines, mbox_line (``From jan@school.example Mon …``).
    """
    taken: list[str] = []
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raw = raw.decode("utf-16", "replace").encode()
        taken.append("utf16")
    for code, pattern in _BEFORE.items():
        if (found := pattern.match(raw)) is not None:
            raw = raw[found.end() :]
            taken.append(code)
    return raw, tuple(taken)
