"""The words that the parts of the approval share."""

from __future__ import annotations

from rosterdesk.core.compare.model import ChangeKind

# The sign of a kind, on the card and in front of a name.
SIGNS = {
    ChangeKind.NEW: "＋",
    ChangeKind.CHANGED: "～",
    ChangeKind.MOVED: "＞",
    ChangeKind.RETURNED: "＜",
    ChangeKind.LEAVING: "－",
    ChangeKind.CONFLICT: "❓",
    ChangeKind.SKIPPED: "·",
}


def shorten(text: str, longest: int) -> str:
    """Return the text, cut with … where it is longer."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
