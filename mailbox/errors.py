from __future__ import annotations

from rosterdesk.core.errors import RosterdeskError


class MailboxError(RosterdeskError):
    """The base of what goes wrong between us and a mail server."""

    package = "rosterdesk.mailbox"


class MailConnectError(MailboxError):
    """The server could not be reached, refused the log-in or lacks something we need."""


class MailLostError(MailboxError):
    """A connection that worked ended: reconnecting is the cure."""


class IdleRefusedError(MailLostError):
    """The server promised IDLE and did not keep to it: poll instead."""


class MessageUnreadableError(MailboxError):
    """The server would not hand over one message; the others are not affected."""


class TokenError(MailboxError):
    """No OAuth2 access token could be had; ``permanent`` where asking again cannot help."""

    def __init__(self, message: str, /, *, permanent: bool, **values: object) -> None:
        super().__init__(message, **values)
        self.permanent = permanent


class MailSendError(MailboxError):
    """The SMTP server did not take a message.

    ``permanent`` says whether to try again; ``code`` is the server's reply code, where there
    was one. The server's own words are left out: they often quote addresses.
    """

    def __init__(
        self, message: str, /, *, permanent: bool, code: int | None = None, **values: object
    ) -> None:
        super().__init__(message, **values)
        self.permanent = permanent
        self.code = code
