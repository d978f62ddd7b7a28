"""The schools' mail programs: what they send, by SMTP, and what comes back."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid, parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import aiosmtplib

from rosterdesk.core.clock import now

if TYPE_CHECKING:
    from rosterdesk.bot.demo.page.cast import Correspondent
    from rosterdesk.bot.standins.mailserver import MailServer

Attachment = tuple[str, bytes]


class Post:
    """``sent`` are the mails of the schools, ``received`` those that the library sent them."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self.sent: list[EmailMessage] = []

    @property
    def received(self) -> list[EmailMessage]:
        return [_parse(raw) for raw in self._server.sent]

    async def send(
        self,
        who: Correspondent,
        subject: str,
        text: str,
        files: list[Attachment],
        answers: EmailMessage | None = None,
    ) -> None:
        """Send a mail; one that ``answers`` another refers to it, as mail programs do."""
        message = compose(who, self._server.user, subject, text, files)
        if answers is not None and (answered := answers["Message-ID"]):
            message["In-Reply-To"] = answered
            message["References"] = f"{answers['References'] or ''} {answered}".strip()
        await aiosmtplib.send(
            message,
            hostname=self._server.host,
            port=self._server.smtp_port,
            sender=who.envelope,
            start_tls=False,
        )
        self.sent.append(message)


def compose(
    who: Correspondent, to: str, subject: str, text: str, files: list[Attachment]
) -> EmailMessage:
    message = EmailMessage()
    message["From"] = formataddr((who.name, who.address))
    message["To"] = to
    message["Subject"] = " ".join(subject.split())
    message["Date"] = format_datetime(now())
    message["Message-ID"] = make_msgid(domain=who.envelope.rpartition("@")[2])
    message.set_content(text)
    for name, data in files:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message


def view_mail(message: EmailMessage, number: int, folder: str) -> dict[str, Any]:
    body = message.get_body(("plain",))
    return {
        "id": f"{folder}-{number}",
        "folder": folder,
        "from": str(message["From"]),
        "to": str(message["To"]),
        "subject": str(message["Subject"]),
        "date": int(parsedate_to_datetime(message["Date"]).timestamp()),
        "text": body.get_content() if body else "",
        "files": [part.get_filename() or "" for part in message.iter_attachments()],
    }


def find_attachment(message: EmailMessage, number: int) -> bytes | None:
    parts = list(message.iter_attachments())
    if number >= len(parts):
        return None
    data = parts[number].get_payload(decode=True)
    return data if isinstance(data, bytes) else None


def _parse(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message
