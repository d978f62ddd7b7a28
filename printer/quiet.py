"""The hours in which a printer makes no noise: ``22:00-07:00``, in the library's own time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Self

from rosterdesk.core.clock import LOCAL
from rosterdesk.core.language import N_
from rosterdesk.printer.errors import PrinterSettingError

_TIME = r"((?:[01]\d|2[0-3]):[0-5]\d)"
_FORM = re.compile(rf"{_TIME}\s*-\s*{_TIME}")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The hours from ``start`` until ``end``, each day; past midnight where the end comes first."""

    start: time
    end: time

    @classmethod
    def read(cls, written: str) -> Self:
        """Read the hours; raises PrinterSettingError with how they are written."""
        found = _FORM.fullmatch(written.strip())
        if found is None or found[1] == found[2]:
            raise PrinterSettingError(
                N_("Quiet hours are written as 22:00-07:00, and not as {written}."),
                written=ascii(written)[:40],
            )
        return cls(time.fromisoformat(found[1]), time.fromisoformat(found[2]))

    def end_after(self, moment: datetime) -> datetime | None:
        """Return when the quiet hours around this moment end; None where it is not quiet."""
        local = moment.astimezone(LOCAL)
        clock = local.time()
        after_start, before_end = clock >= self.start, clock < self.end
        around_midnight = self.start > self.end
        quiet = (after_start or before_end) if around_midnight else (after_start and before_end)
        if not quiet:
            return None
        tomorrow = around_midnight and after_start
        day = local.date() + timedelta(days=1 if tomorrow else 0)
        return datetime.combine(day, self.end, tzinfo=LOCAL)
