"""The quiet hours of a printer."""

from __future__ import annotations

from datetime import datetime

import pytest

from rosterdesk.core.clock import LOCAL
from rosterdesk.printer.quiet import QuietHours
from rosterdesk.printer.settings import PrinterSettings


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("hours", "moment", "end"),
    [
        ("22:00-07:00", "2026-11-23 21:59", None),
        ("22:00-07:00", "2026-11-23 22:00", "2026-11-24 07:00"),
        ("22:00-07:00", "2026-11-24 06:59", "2026-11-24 07:00"),
        ("22:00-07:00", "2026-11-24 07:00", None),
        ("12:30 - 13:15", "2026-11-24 12:45", "2026-11-24 13:15"),
        ("12:30-13:15", "2026-11-24 22:00", None),
        # The clocks go back in this night: seven o'clock is seven o'clock.
        ("22:00-07:00", "2026-10-24 23:00", "2026-10-25 07:00"),
    ],
)
def test_quiet_hours_end_at_their_end(hours, moment, end):
    assert QuietHours.read(hours).end_after(at(moment)) == (at(end) if end else None)


@pytest.mark.parametrize("written", ["22-7", "25:00-07:00", "07:00-07:00", "", "22:00-07:00 and"])
def test_quiet_hours_that_cannot_be_read_are_refused(written):
    with pytest.raises(ValueError, match="22:00-07:00"):
        PrinterSettings(printers={"desk": "dummy:"}, quiet={"desk": written})


def test_quiet_hours_of_a_printer_that_is_not_there_are_refused():
    with pytest.raises(ValueError, match="no printer called “hall”"):
        PrinterSettings(printers={"desk": "dummy:"}, quiet={"hall": "22:00-07:00"})
