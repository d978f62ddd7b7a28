from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from rosterdesk.mailbox.errors import MailSendError

if TYPE_CHECKING:
    from rosterdesk.mailbox.ports import MailOutbox, OutgoingMail
    from rosterdesk.mailbox.sending.sender import MailSender

log = structlog.get_logger(__name__)


class MailDispatcher:
    """The dispatcher of the outbox's mail; the outbox decides when to try again."""

    def __init__(self, outbox: MailOutbox, sender: MailSender) -> None:
        self._outbox = outbox
        self._sender = sender

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
        "mail.not_sent",
        mail=mail.id,
        attempts=mail.attempts,
        permanent=error.permanent,
        error=str(error),
    )
