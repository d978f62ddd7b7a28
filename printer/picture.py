"""The picture of a slip, from the very bytes that would be sent."""

from __future__ import annotations

from rosterdesk.printer.reading import slip_text

__all__ = ["slip_text"]
