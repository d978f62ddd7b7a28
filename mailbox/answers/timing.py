"""The day that somebody names in an answer, and whether a mail came on it. Pure."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from rosterdesk.core.clock import LOCAL

if TYPE_CHECKING:
    from datetime import datetime

_TODAY = re.compile(
    r"\b(vandaag|vanmorgen|vanochtend|vanmiddag|vanavond|today|this (morning|afternoon|evening))\b"
)
_YESTERDAY = re.compile(r"\b(gister\w*|yesterday)\b")
_WEEKDAYS = (
    r"maandag\w*|monday",
    r"dinsdag\w*|tuesday",
    r"woensdag\w*|wednesday",
    r"donderdag\w*|thursday",
    r"vrijdag\w*|friday",
    r"zaterdag\w*|saturday",
    r"zondag\w*|sunday",
)


def names_another_day(said: str, came: datetime | None, answered: datetime) -> bool:
    """Return whether the words, folded, name a day on which the mail did not come.

    "Ja, gisteren gestuurd" about a mail of two minutes ago may be about another mail.
    """
    if came is None:
        return False
    day, today = came.astimezone(LOCAL).date(), answered.astimezone(LOCAL).date()
    named = {number for number, names in enumerate(_WEEKDAYS) if re.search(rf"\b({names})\b", said)}
    return (
        bool(_TODAY.search(said) and day != today)
        or bool(_YESTERDAY.search(said) and day != today - timedelta(days=1))
        or bool(named and named != {day.weekday()})
    )
