"""Numbers and times as a reader writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.dates import format_datetime
from babel.numbers import format_decimal

from rosterdesk.core.clock import LOCAL

if TYPE_CHECKING:
    from datetime import datetime

    from rosterdesk.core.language import Language


def format_size(count: int, language: Language) -> str:
    """Return "12 kB" or "1,3 MB" for a number of bytes."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1_000))} kB"
    return f"{format_decimal(round(count / 1_000_000, 1), locale=str(language))} MB"


def format_moment(moment: datetime, language: Language) -> str:
    """Return "29 november 2026 14:02" in the library's own time."""
    return format_datetime(moment.astimezone(LOCAL), "d MMMM y HH:mm", locale=str(language))
