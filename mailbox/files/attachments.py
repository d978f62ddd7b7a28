"""Finds what is attached, wherever it stands in the message.

Chosen by content and not by disposition: Apple Mail sends spreadsheets "inline", and Outlook
sends them inside winmail.dat. One level of forwarded message is opened, and said to be so.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from email.message import Message
from email.utils import collapse_rfc2231_value
from typing import TYPE_CHECKING

from rosterdesk.core.file_names import clean_file_name
from rosterdesk.mailbox.files.filetypes import (
    DECORATION,
    ROSTER_KINDS,
    FileKind,
    ending,
    is_encrypted,
    recognise,
)
from rosterdesk.mailbox.files.winmail import WinmailError, open_winmail
from rosterdesk.mailbox.message.addresses import decode_words
from rosterdesk.mailbox.message.headers import read_parameter

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST_FIELD = 10_000
_LONGEST_NAME = 1_000
_LONGEST_TEXT = 20_000  # characters of the body that are looked at
_DATA_ENDINGS = {"csv", "tsv", "tab", "txt", "xml"}


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds in bytes and counts; beyond them things are reported and left out."""

    attachment_bytes: int = 20_000_000
    attachments: int = 20
    depth: int = 12
    parts: int = 500


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as it was sent. ``name`` is for showing only and never part of a path."""

    name: str
    data: bytes = field(repr=False)
    kind: FileKind
    sha256: str
    inline: bool = False
    forwarded: bool = False
    from_winmail: bool = False
    encrypted: bool = False

    @property
    def may_be_roster(self) -> bool:
        return self.kind in ROSTER_KINDS and not self.encrypted


class Collector:
    """Walks one message; afterwards ``attachments``, ``findings``, ``text`` and ``html``."""

    def __init__(self, limits: Limits) -> None:
        self.attachments: list[Attachment] = []
        self.findings: set[str] = set()
        self.text = ""
        self.html = ""
        self._limits = limits
        self._parts = 0

    def collect(self, part: Message, depth: int = 0, forwarded: int = 0) -> None:
        self._parts += 1
        if depth > self._limits.depth or self._parts > self._limits.parts:
            self.findings.add("nested_too_deep")
            return
        kind = part.get_content_type().lower()
        self._note_protection(kind, str(part.get("Content-Type", "")))
        if kind == "message/rfc822":
            self._collect_forwarded(part, depth, forwarded)
        elif part.is_multipart():
            for inner in _parts_of(part):
                self.collect(inner, depth + 1, forwarded)
        else:
            self._collect_leaf(part, kind, forwarded=forwarded > 0)

    def _collect_forwarded(self, part: Message, depth: int, forwarded: int) -> None:
        if forwarded:
            self.findings.add("nested_too_deep")
            return
        for inner in _parts_of(part):
            self.collect(inner, depth + 1, forwarded + 1)

    def _collect_leaf(self, part: Message, kind: str, *, forwarded: bool) -> None:
        name = _read_name(part)
        data = part.get_payload(decode=True)
        data = data if isinstance(data, bytes) else b""
        if _is_body(part, kind, name):
            self._take_text(part, kind, data)
            return
        inline = str(part.get("Content-Disposition", "")).strip().lower().startswith("inline")
        if recognise(data, name, kind) is FileKind.WINMAIL:
            self._open_winmail(data, forwarded=forwarded)
            return
        self._add(data, name, kind, inline=inline, forwarded=forwarded)

    def _open_winmail(self, data: bytes, *, forwarded: bool) -> None:
        self.findings.add("winmail")
        try:
            enclosed = open_winmail(data)
        except WinmailError:
            self.findings.add("winmail_unreadable")
            return
        for each in enclosed:
            self._add(each.data, each.name, "", forwarded=forwarded, from_winmail=True)

    def _add(self, data: bytes, name: str, declared: str, **flags: bool) -> None:
        kind = recognise(data, name, declared)
        if kind in DECORATION:
            return
        if kind is FileKind.PROTECTED:
            self.findings.add("protected")
            return
        if not data:
            self.findings.add("attachment_empty")
        elif len(data) > self._limits.attachment_bytes:
            self.findings.add("attachment_too_large")
        elif len(self.attachments) >= self._limits.attachments:
            self.findings.add("too_many_attachments")
        else:
            self.attachments.append(_make(data, name, kind, **flags))

    def _take_text(self, part: Message, kind: str, data: bytes) -> None:
        text = _decode(data[: _LONGEST_TEXT * 4], part.get_content_charset())
        if kind == "text/html":
            self.html = (self.html + text)[: _LONGEST_TEXT * 5]
            return
        if "-----BEGIN PGP MESSAGE-----" in text:
            self.findings.add("pgp")
        self.text = (self.text + text)[:_LONGEST_TEXT]

    def _note_protection(self, kind: str, content_type: str) -> None:
        if kind in {"application/pkcs7-mime", "application/x-pkcs7-mime"}:
            self.findings.add("smime")
        if kind == "multipart/encrypted":
            self.findings.add("pgp")
        if kind == "multipart/signed" and "pkcs7" in read_parameter(content_type, "protocol"):
            self.findings.add("smime_signed")


def _make(data: bytes, name: str, kind: FileKind, **flags: bool) -> Attachment:
    digest = hashlib.sha256(data).hexdigest()
    return Attachment(
        _show_name(name, kind), data, kind, digest, encrypted=is_encrypted(data), **flags
    )


def _show_name(name: str, kind: FileKind) -> str:
    shown = clean_file_name(name) if name.strip() else ""
    return shown or (f"attachment.{kind}" if kind in ROSTER_KINDS else "attachment")


def _is_body(part: Message, kind: str, name: str) -> bool:
    if kind not in {"text/plain", "text/html"}:
        return False
    if str(part.get("Content-Disposition", "")).strip().lower().startswith("attachment"):
        return False
    return ending(name) not in _DATA_ENDINGS


def _read_name(part: Message) -> str:
    """Return the file name: RFC 2231, encoded words, or raw bytes in UTF-8 or Windows-1252."""
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        value = _read_parameter(part, header, parameter)
        if value:
            return decode_words(value[:_LONGEST_NAME])
    return ""


def _read_parameter(part: Message, header: str, parameter: str) -> str:
    raw = next((str(value) for name, value in part.raw_items() if name.lower() == header), "")
    # A field of its own: the part would replace every byte that is not ASCII.
    alone = Message()
    alone[header] = _decode(raw[:_LONGEST_FIELD].encode("utf-8", "surrogateescape"), None)
    try:
        return collapse_rfc2231_value(alone.get_param(parameter, "", header), "replace", "latin-1")
    except (ValueError, LookupError, TypeError):
        return ""


def _decode(data: bytes, charset: str | None) -> str:
    for each in (charset, "utf-8"):
        try:
            return data.decode(each or "utf-8")
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return data.decode("cp1252", "replace")


def _parts_of(part: Message) -> Iterable[Message]:
    payload = part.get_payload()
    if not isinstance(payload, list):
        return []
    return [each for each in payload if isinstance(each, Message)]
