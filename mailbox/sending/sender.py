from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import aiosmtplib

from rosterdesk.core.language import N_
from rosterdesk.mailbox.errors import MailSendError, TokenError
from rosterdesk.mailbox.servers.mending import LOGIN_REFUSED, explain_failure
from rosterdesk.mailbox.servers.oauth import TokenSource
from rosterdesk.mailbox.settings import Security

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rosterdesk.mailbox.settings import SmtpSettings


class MailSender:
    """Hands messages to the SMTP server, one connection each: replies are few and far between."""

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings
        self._where = f"{settings.host}:{settings.port}"
        user = settings.user or settings.sender
        self._tokens = TokenSource(settings.oauth, user) if settings.oauth else None

    async def send(self, message: bytes, recipient: str) -> None:
        """Send the bytes as they are. Raises MailSendError, which says whether to try again."""
        with _as_send_error(self._where):
            async with self._client() as client:
                await self._log_in(client)
                # Our own address and not the empty one of RFC 3834, 3.3: large providers take
                # no other at submission, and a bounce tells the library of a wrong address.
                await client.sendmail(self._settings.sender, [recipient], message)

    async def check(self) -> None:
        """Connect and log in, and send nothing (for ``rosterdesk doctor``)."""
        with _as_send_error(self._where):
            async with self._client() as client:
                await self._log_in(client)
                await client.noop()

    def _client(self) -> aiosmtplib.SMTP:
        settings = self._settings
        encrypted = settings.security is not Security.NONE
        return aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            use_tls=settings.security is Security.TLS,
            start_tls=settings.security is Security.STARTTLS,
            tls_context=settings.make_tls_context() if encrypted else None,
            timeout=settings.answer_seconds,
        )

    async def _log_in(self, client: aiosmtplib.SMTP) -> None:
        user = self._settings.user or self._settings.sender
        if self._tokens is not None:
            await client.auth_xoauth2(user, await self._tokens.fetch())
        elif (password := self._settings.read_password()) is not None:
            await client.login(user, password)


@contextmanager
def _as_send_error(where: str) -> Iterator[None]:
    """Translate; the server's words are left out because they quote addresses."""
    try:
        yield
    except aiosmtplib.SMTPRecipientsRefused as error:
        # The class does not tell "no such user" from "try again later": the codes do.
        code = max(each.code for each in error.recipients)
        raise MailSendError(
            N_("The recipient was refused ({answer})."),
            permanent=_is_permanent(code),
            code=code,
            answer=code,
        ) from error
    except aiosmtplib.SMTPAuthenticationError as error:
        # A password that is mended, or a server that comes to its senses, makes it work again.
        raise MailSendError(LOGIN_REFUSED, permanent=False, code=error.code, where=where) from error
    except aiosmtplib.SMTPResponseException as error:
        raise MailSendError(
            N_("{where} refused ({answer}): may rosterdesk send from this address?"),
            permanent=_is_permanent(error.code) and isinstance(error, aiosmtplib.SMTPDataError),
            code=error.code,
            where=where,
            answer=error.code,
        ) from error
    except (aiosmtplib.SMTPException, OSError) as error:
        message, values = explain_failure(error, where)
        raise MailSendError(message, permanent=False, **values) from error
    except TokenError as error:
        values = dict(error.values)
        raise MailSendError(error.message, permanent=False, code=None, **values) from error


def _is_permanent(code: int) -> bool:
    return 500 <= code <= 599  # RFC 5321, 4.2.1
