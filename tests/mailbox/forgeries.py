"""Mails that are what they say, and mails that are not; keys and DNS are made here."""

from __future__ import annotations

from collections.abc import Callable  # noqa: TC003 - read by the dataclass
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from typing import TYPE_CHECKING

from rosterdesk.bot.standins.maildomain import MailDomain
from rosterdesk.mailbox.trust.assessing import TemporaryDnsError

if TYPE_CHECKING:
    from rosterdesk.core.models import Trust

NOW = datetime.now(UTC)
REGISTERED = {"jan@school.example", "jan@mail.school.example", "jan@strict.school.example"}
OURS = "mx.library.example"


@cache
def domain(name: str) -> MailDomain:
    return MailDomain(name, bits=1024)


def school() -> MailDomain:
    return domain("school.example")


def evil() -> MailDomain:
    return domain("evil.example")


def mail(
    sender: str | bytes = "Jan Jansen <jan@school.example>",
    *above: str,
    below: tuple[str, ...] = (),
    subject: str = "Leerlingen",
    body: str = "In de bijlage.\r\n",
    date: datetime | None = NOW,
) -> bytes:
    """A mail with more fields above the From field or below the others."""
    from_value = sender.encode() if isinstance(sender, str) else sender
    fields = [each.encode() for each in above]
    fields += [b"From: " + from_value] if from_value else []
    fields += [b"To: leerlingen@library.example", f"Subject: {subject}".encode()]
    fields += [b"Message-ID: <1@school.example>", b"MIME-Version: 1.0"]
    fields += [b"Content-Type: text/plain; charset=utf-8"]
    if date is not None:
        fields.append(f"Date: {format_datetime(date)}".encode())
    fields += [each.encode() for each in below]
    return b"\r\n".join(fields) + b"\r\n\r\n" + body.encode()


async def answer_dns(name: str) -> list[bytes]:
    """The DNS of all domains that were made, and of some that are out of order."""
    if name.startswith("slow."):
        raise TemporaryDnsError
    made = (school(), evil(), *map(domain, OTHERS))
    return {each.key_name: [each.record] for each in made}.get(name, []) + SPECIAL.get(name, [])


OTHERS = (
    "mail.school.example",
    "example",
    "school.example.evil.example",
    "sch00l.example",
    "xn--schol-1ta.example",
    "strict.school.example",
    "evil.onmicrosoft.com",
    "school.onmicrosoft.com",
)


@dataclass(frozen=True)
class Case:
    name: str
    make: Callable[[], bytes]
    level: Trust
    reason: str | None = None
    authserv_id: str | None = None
    temporary: bool = False
    arrived_at: datetime = field(default=NOW)
    oversized: bool = False


def with_key(selector: str, record: Callable[[bytes], bytes]) -> MailDomain:
    """The school's own key under another selector, with a changed record."""
    signer = MailDomain("school.example", selector, bits=1024)
    SPECIAL[signer.key_name] = [record(signer.record)]
    return signer


SPECIAL: dict[str, list[bytes]] = {}


def changed(raw: bytes, old: bytes, new: bytes) -> bytes:
    assert old in raw
    return raw.replace(old, new, 1)


def results(*stamps: str) -> tuple[str, ...]:
    return tuple(f"Authentication-Results: {stamp}" for stamp in stamps)


def signature_field(**tags: str) -> bytes:
    values = {
        "v": "1",
        "a": "rsa-sha256",
        "d": "school.example",
        "s": "rooster",
        "h": "from:subject:date",
        "bh": "AAAA",
        "b": "AAAA",
    } | tags
    return b"DKIM-Signature: " + "; ".join(f"{k}={v}" for k, v in values.items()).encode() + b"\r\n"


PASS = "dmarc=pass (p=reject) header.from=school.example"
