from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from rosterdesk.mailbox.errors import MailSendError

if TYPE_CHECKING:
    from rosterdesk.mailbox.ports import MailOutbox, OutgoingMail
    from rosterdesk.mailbox.sender import MailSender

log = structlog.get_logger(__name__)


class MailDispatcher:
    """Sends what stands in the outbox; when to try again is the outbox's affair."""

    def __init__(
        self, outbox: MailOutbox, sender: MailSender, *, poll_seconds: float = 5.0
    ) -> None:
        self._outbox = outbox
        self._sender = sender
        self._poll = poll_seconds
        self._nudged = asyncio.Event()

    def nudge(self) -> None:
        """Say that something was put into the outbox."""
        self._nudged.set()

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            self._nudged.clear()
            try:
                while await self.send_next():
                    pass
            except Exception as error:  # noqa: BLE001 - a database that is away comes back
                log.error("mail_outbox_failed", error=type(error).__name__)  # noqa: TRY400 - a traceback may hold addresses
            await _wait(self._nudged, self._poll)

    async def send_next(self) -> bool:
        """Send one mail that is due; return whether there was one."""
        mail = await self._outbox.claim()
        if mail is None:
            return False
        try:
            await self._sender.send(mail.message, mail.recipient)
        except MailSendError as error:
            _log_failure(mail, error)
            await self._outbox.failed(mail, str(error), permanent=error.permanent)
        else:
            await self._outbox.sent(mail)
        return True


def _log_failure(mail: OutgoingMail, error: MailSendError) -> None:
    log.warning(
        "mail_not_sent",
        mail=mail.id,
        attempts=mail.attempts,
        permanent=error.permanent,
        error=str(error),
    )


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
