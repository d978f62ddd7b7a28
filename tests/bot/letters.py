"""Mails as people, forgers and mail servers write them, with or without a proof of their sender."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import TYPE_CHECKING

from tests.bot.stages import TEACHER, read_reply

from rosterdesk.bot.demo.stage import AUTHSERV
from rosterdesk.core.clock import now

if TYPE_CHECKING:
    from collections.abc import Mapping

US = "leerlingen@bibliotheek.example"


def write_letter(
    text: str = "Hierbij onze leerlingen.",
    files: Mapping[str, bytes] | None = None,
    *,
    sender: str = TEACHER,
    proved: bool = True,
    subject: str = "Leerlingen",
    answers: bytes | None = None,
    **fields: str,
) -> bytes:
    """``answers`` is a mail of ours; of ``fields``, ``auto_submitted`` is Auto-Submitted."""
    letter = EmailMessage()
    domain = sender.rpartition("@")[2]
    if proved:
        letter["Authentication-Results"] = f"{AUTHSERV}; dmarc=pass header.from={domain}"
    letter["From"] = sender
    letter["To"] = US
    letter["Date"] = format_datetime(now())
    letter["Message-ID"] = fields.pop("message_id", make_msgid(domain=domain))
    if answers is not None:
        asked = read_reply(answers)
        letter["In-Reply-To"] = asked["Message-ID"]
        subject = f"Re: {asked['Subject']}"
    letter["Subject"] = subject
    for name, value in fields.items():
        letter[name.replace("_", "-")] = value
    letter.set_content(text)
    for name, data in (files or {}).items():
        letter.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return letter.as_bytes()


def write_bounce(about: bytes, status: str = "5.1.1") -> bytes:
    """A delivery report (RFC 3464) of the recipient's server about a mail of ours."""
    ours = read_reply(about)
    return (
        f"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: {US}\r\n"
        f"Subject: Undelivered\r\nMessage-ID: {make_msgid(domain='mx.example')}\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/report;"
        ' report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nHelaas.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; mx.example\r\n\r\nAction: failed\r\nStatus: {status}\r\n"
        "--b\r\nContent-Type: message/rfc822\r\n\r\n"
        f"From: {US}\r\nMessage-ID: {ours['Message-ID']}\r\n\r\nhallo\r\n--b--\r\n"
    ).encode()


def text_of(raw: bytes) -> str:
    body = read_reply(raw).get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())
