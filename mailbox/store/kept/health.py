"""The health of the watchers in the database: `/status` and the doctor are other processes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rosterdesk.core.clock import now
from rosterdesk.mailbox.models import MailWatch

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from rosterdesk.mailbox.imap.health import MailHealth

_LONGEST_ERROR = 300
_EVERY = timedelta(seconds=30)
_REMEMBERED = timedelta(days=2)  # what a service of yesterday said still helps to see what is wrong


class HealthWriter:
    """A writer of health: of changes at once, of an unchanged state every half minute."""

    def __init__(self) -> None:
        self._written: dict[str, tuple[datetime, MailHealth]] = {}

    async def write(self, found: Iterable[MailHealth]) -> None:
        for health in found:
            at, before = self._written.get(health.account, (None, None))
            if at is None or at < now() - _EVERY or _differ(before, health):
                await _write(health)
                self._written[health.account] = (now(), health)


def _differ(before: MailHealth | None, after: MailHealth) -> bool:
    if before is None or (before.last_seen is None) != (after.last_seen is None):
        return True
    names = ("connected_since", "waiting", "stuck", "last_error")
    return any(getattr(before, name) != getattr(after, name) for name in names)


async def _write(health: MailHealth) -> None:
    await MailWatch.update_or_create(
        {
            "connected_since": health.connected_since,
            "last_seen": health.last_seen,
            "waiting": health.waiting,
            "stuck": health.stuck,
            "last_error": health.last_error and health.last_error[:_LONGEST_ERROR],
            "written_at": now(),
        },
        account=health.account,
    )


async def forget_silent() -> None:
    """Delete what was said of mailboxes that nobody watches any more: no process of any machine."""
    await MailWatch.filter(written_at__lt=now() - _REMEMBERED).delete()
