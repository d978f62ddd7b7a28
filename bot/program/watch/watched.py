"""The service as those who watch it see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.bot.chat.telegram.health import ChatHealth
    from rosterdesk.bot.program.loops.duty import Duties
    from rosterdesk.bot.settings import Settings
    from rosterdesk.mailbox.imap.watcher import MailWatcher


class Watched(Protocol):
    """The parts of a service that are looked at; ``health`` is None where it has no chat."""

    settings: Settings
    duties: Duties
    health: ChatHealth | None
    torn: bool  # the audit trail is not what was signed

    def list_watching(self) -> Sequence[MailWatcher]:
        """Return the watchers of the mailboxes that this process looks at."""
