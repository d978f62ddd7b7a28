"""A mail of ours, from the blocks of its text: plain text and HTML with the same words."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from rosterdesk.core.language import Language

# Message-IDs of Exchange are longer than a folded line, and Python 3.11 then writes them as
# encoded words, which breaks the thread: header lines may be as long as RFC 5322, 2.1.1 allows.
_ON_THE_WIRE = SMTP.clone(max_line_length=990)
_MOST_REFERENCES = 8
_LONGEST_REFERENCES = 900
_STYLE = "font-family: Verdana, Arial, sans-serif; font-size: 15px; line-height: 1.5; color: #222"


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Points:
    """A list of sentences."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a label and a value, under one another."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Something to be copied, large and alone."""

    text: str


Block = Paragraph | Points | Facts | Code


@dataclass(frozen=True, slots=True)
class Thread:
    """The references of an answer to another mail, both as they stood in that mail."""

    in_reply_to: str | None = None
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file to go with a mail; ``media_type`` such as ``text/csv``."""

    name: str
    data: bytes = field(repr=False)
    media_type: str


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The sender of a letter: the address and the name shown, and the library's name below."""

    address: str
    name: str
    library: str


def make_message_id(letterhead: Letterhead) -> str:
    """Return a new Message-ID of the sender's own domain."""
    return make_msgid(domain=letterhead.address.rpartition("@")[2])


def compose(
    letterhead: Letterhead,
    to: str,
    subject: str,
    blocks: Sequence[Block],
    *,
    language: Language,
    message_id: str,
    date: datetime,
    thread: Thread | None = None,
    enclosures: Sequence[Enclosure] = (),
) -> EmailMessage:
    """Return the message, marked as automatic (RFC 3834, 5) so that no machine answers it."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(letterhead.name, addr_spec=letterhead.address)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = subject
    message["Date"] = format_datetime(date)
    message["Message-ID"] = message_id
    if thread is not None:
        _set_thread(message, thread)
    message["Auto-Submitted"] = "auto-replied"
    message["X-Auto-Response-Suppress"] = "All"
    message["Content-Language"] = str(language)
    message.set_content(write_text(blocks), cte="quoted-printable")
    message.add_alternative(
        write_html(blocks, language, subject), subtype="html", cte="quoted-printable"
    )
    for each in enclosures:
        main, _, sub = each.media_type.partition("/")
        message.add_attachment(each.data, maintype=main, subtype=sub, filename=each.name)
    return message


def freeze(message: EmailMessage) -> bytes:
    """Return the bytes that are stored and sent, the very same at every attempt."""
    return message.as_bytes(policy=_ON_THE_WIRE)


def _set_thread(message: EmailMessage, thread: Thread) -> None:
    if thread.in_reply_to is None:
        return
    message["In-Reply-To"] = thread.in_reply_to
    chain = [each for each in thread.references if each != thread.in_reply_to]
    chain = [*chain[-_MOST_REFERENCES:], thread.in_reply_to]
    while len(" ".join(chain)) > _LONGEST_REFERENCES and len(chain) > 1:
        chain.pop(0)
    message["References"] = " ".join(chain)


def write_text(blocks: Sequence[Block]) -> str:
    return "\n\n".join(_block_text(block) for block in blocks) + "\n"


def _block_text(block: Block) -> str:
    match block:
        case Paragraph(text):
            return text
        case Points(lines):
            return "\n".join(f"- {line}" for line in lines)
        case Facts(pairs):
            width = max((len(label) for label, _ in pairs), default=0)
            return "\n".join(f"  {label:<{width}}  {value}" for label, value in pairs)
        case Code(text):
            return f"    {text}"


def write_html(blocks: Sequence[Block], language: Language, title: str) -> str:
    body = "\n".join(_block_html(block) for block in blocks)
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<title>{escape(title)}</title></head>\n<body style="{_STYLE}">\n{body}\n</body></html>\n'
    )


def _block_html(block: Block) -> str:
    match block:
        case Paragraph(text):
            return f"<p>{escape(text).replace(chr(10), '<br>')}</p>"
        case Points(lines):
            return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"
        case Facts(pairs):
            rows = "".join(
                f'<tr><td style="padding-right: 1.5em">{escape(label)}</td>'
                f"<td><strong>{escape(value)}</strong></td></tr>"
                for label, value in pairs
            )
            return f"<table>{rows}</table>"
        case Code(text):
            return (
                f'<p style="font-family: monospace; font-size: 22px; letter-spacing: 2px">'
                f"<strong>{escape(text)}</strong></p>"
            )
