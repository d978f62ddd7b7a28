"""The health of the watching of a mailbox, for those who watch the service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class MailHealth:
    """The health of one account, as its watcher sees it (``MailWatcher.health``).

    ``waiting`` counts messages that stand in the folder and are not kept yet, ``stuck`` those
    that the server would not hand over. ``last_error`` is cleared by the next good round.
    """

    account: str
    connected_since: datetime | None = None
    last_seen: datetime | None = None
    waiting: int = 0
    stuck: int = 0
    kept: int = 0
    reconnects: int = 0
    last_error: str | None = None

    @property
    def is_well(self) -> bool:
        return self.connected_since is not None and self.last_error is None
