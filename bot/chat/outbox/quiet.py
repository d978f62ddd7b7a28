"""The hours without sound. Pure, except for reading the hours that a person chose."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from rosterdesk.core.clock import LOCAL

if TYPE_CHECKING:
    from rosterdesk.bot.models import ChatAccount
    from rosterdesk.core.approval.settings import ApprovalSettings

_SATURDAY = 5


def is_quiet(moment: datetime, start: int, end: int) -> bool:
    """Return whether the local hour is in [start, end), past midnight too, or it is weekend.

    Equal hours mean that nothing is quiet, the weekend neither.
    """
    local = moment.astimezone(LOCAL)
    if start == end:
        return False
    if local.weekday() >= _SATURDAY:
        return True
    if start < end:
        return start <= local.hour < end
    return local.hour >= start or local.hour < end


def end_of_quiet(moment: datetime, start: int, end: int) -> datetime:
    """Return the first moment at or after this one that is not quiet."""
    local = moment.astimezone(LOCAL)
    if not is_quiet(local, start, end):
        return moment
    day = local.date()
    for _ in range(8):
        ends = datetime.combine(day, time(end), tzinfo=LOCAL)
        if ends > local and not is_quiet(ends, start, end):
            return ends
        day += timedelta(days=1)
    return moment + timedelta(days=1)


def quiet_hours(account: ChatAccount, settings: ApprovalSettings) -> tuple[int, int]:
    """Return the person's own hours, else the library's."""
    if account.quiet_from is not None and account.quiet_until is not None:
        return account.quiet_from, account.quiet_until
    return settings.quiet_from, settings.quiet_until
