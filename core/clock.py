from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

# Libraries in the Netherlands think in their own days: a password is valid "until 4 May" there.
LOCAL = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    """Return the time in UTC, as it is stored."""
    return datetime.now(UTC)


def today() -> date:
    """Return the library's own calendar day."""
    return datetime.now(LOCAL).date()
