"""The search for attachments, wherever they stand in the message.

They are chosen by content and not by disposition: Apple Mail sends spreadsheets "inline", and
Outlook sends them inside winmail.dat. One level of forwarded message is opened, and reported.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from email.message import Message
from typing import TYPE_CHECKING

from rosterdesk.mailbox.files.decoding import (
    decode_charset,
    decode_part,
    read_charset,
    take_uuencoded,
)
from rosterdesk.mailbox.files.ends import FILE_LOST, has_no_end, judge_end
from rosterdesk.mailbox.files.filetypes import (
    DECORATION,
    ROSTER_KINDS,
    FileKind,
    ending,
    is_encrypted,
    recognise,
)
from rosterdesk.mailbox.files.naming import read_name, show_name
from rosterdesk.mailbox.files.pasted import LONGEST, find_pasted
from rosterdesk.mailbox.files.winmail import WinmailError, open_winmail
from rosterdesk.mailbox.message.bounded import declared_type, read_message
from rosterdesk.mailbox.message.headers import read_parameter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LONGEST_TEXT = 20_000  # characters of the body that are looked at
_SMALLEST_PHOTO = 30_000  # bytes; logos are smaller
# A part of text is a file where its name says so: some programs declare every CSV as the body.
_FILE_ENDINGS = {"csv", "tsv", "tab", "txt", "xml", "xls", "xlsx", "xlsm", "xlsb", "ods", "zip"}
_PACKED = {FileKind.SMIME: "smime", FileKind.PGP: "pgp", FileKind.PROTECTED: "protected"}
_MAIL_HEAD = re.compile(
    rb"(?:[A-Za-z0-9-]{1,60}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,200}\r?\n", re.ASCII
)


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
    charset: str | None = None  # as its part says, where that says anything
    unnamed: str | None = None  # its ending, where nobody gave it a name
    pasted: bool = False  # it stood in the mail as its text

    @property
    def may_be_roster(self) -> bool:
        return self.kind in ROSTER_KINDS and not self.encrypted

    @property
    def why_not(self) -> str | None:
        """The code of `replies.advice` that says why it is of no use; None for a roster."""
        if self.encrypted:
            return "encrypted"
        if self.kind in ROSTER_KINDS:
            return None
        return {FileKind.MAIL_FILE: "mail_file", FileKind.EXTRA: "only_extras"}.get(
            self.kind, "no_roster"
        )


class Collector:
    """A walk through one message, which fills ``attachments``, ``findings``, ``text``, ``html``.

    ``whole`` is false where the text or the HTML goes on beyond what was looked at.
    ``unused`` are the names of files that are not among the attachments, each with the code of
    the reason.
    """

    def __init__(self, limits: Limits) -> None:
        self.attachments: list[Attachment] = []
        self.findings: set[str] = set()
        self.unused: list[tuple[str, str]] = []
        self.text = ""
        self.html = ""
        self.whole = True
        self._last: tuple[Message, bytes, str] | None = None
        self._limits = limits
        self._parts = 0
        self._seen: set[tuple[str, str]] = set()
        # The same as ``text`` and ``html``, as long as a pasted roster may be.
        self._text = self._html = ""

    def collect_message(self, message: Message, depth: int = 0, forwarded: int = 0) -> None:
        """Collect what is in a whole message, and note what may be missing at its end."""
        before = len(self.attachments)
        self._last = None
        self._collect(message, depth, forwarded)
        if has_no_end(message):
            self._judge_end(message, self.attachments[before:])

    def collect_pasted(self, subject: str) -> None:
        """Collect the roster that stands in the text or the HTML, where none was found there."""
        if any(each.pasted for each in self.attachments):
            return
        found = find_pasted(self._html, self._text, subject)
        if found is not None:
            self._add(found, "", "text/csv", "utf-8", pasted=True)

    def _judge_end(self, message: Message, found: Sequence[Attachment]) -> None:
        why = self._judge_last()
        if why is None and not found and declared_type(message) == "multipart/mixed":
            why = FILE_LOST
        if why is not None:
            self.findings.add(why)

    def _judge_last(self) -> str | None:
        if self._last is None:
            return None
        part, data, name = self._last
        kind = recognise(data, name, declared_type(part))
        return judge_end(data, kind, part) if kind in ROSTER_KINDS or not data else None

    def _collect(self, part: Message, depth: int, forwarded: int) -> None:
        self._parts += 1
        if depth > self._limits.depth or self._parts > self._limits.parts:
            self.findings.add("nested_too_deep")
            return
        kind = declared_type(part)
        self._note_protection(kind, str(part.get("Content-Type", "")))
        if kind == "message/partial":
            self.findings.add("partial")
        elif kind == "message/rfc822":
            self._collect_forwarded(part, depth, forwarded)
        elif part.is_multipart():
            for inner in _parts_of(part):
                self._collect(inner, depth + 1, forwarded)
        else:
            self._collect_leaf(part, kind, depth, forwarded)

    def _collect_forwarded(self, part: Message, depth: int, forwarded: int) -> None:
        if forwarded:
            self.findings.add("nested_too_deep")
            return
        inner = _parts_of(part) if part.is_multipart() else [read_message(decode_part(part))]
        for each in inner:
            self.collect_message(each, depth + 1, forwarded + 1)
        self._last = None  # it has been judged

    def _collect_leaf(self, part: Message, kind: str, depth: int, forwarded: int) -> None:
        name, data = read_name(part), decode_part(part)
        self._last = None
        if _is_body(part, kind, name, data):
            self._take_text(part, kind, data, forwarded)
        elif _is_mail(data, name):
            self._collect_forwarded(part, depth, forwarded)
        elif recognise(data, name, kind) is FileKind.WINMAIL:
            self._open_winmail(data, forwarded=forwarded > 0)
        else:
            self._last = (part, data, name)
            flags = {
                "inline": _disposition(part) == "inline" or "Content-ID" in part,
                "forwarded": forwarded > 0,
                "pasted": kind == "text/plain" and not name and not _disposition(part),
            }
            self._add(data, name, kind, read_charset(part), **flags)

    def _open_winmail(self, data: bytes, *, forwarded: bool) -> None:
        self.findings.add("winmail")
        try:
            enclosed = open_winmail(data)
        except WinmailError:
            self.findings.add("winmail_unreadable")
            return
        for each in enclosed:
            self._add(each.data, each.name, "", forwarded=forwarded, from_winmail=True)

    def _add(
        self, data: bytes, name: str, declared: str, charset: str | None = None, **flags: bool
    ) -> None:
        kind = recognise(data, name, declared)
        if kind is FileKind.IMAGE and len(data) >= _SMALLEST_PHOTO:
            self.findings.add("picture")
            self.unused.append((_show(name, kind), "picture"))
        if kind in _PACKED:
            self.findings.add(_PACKED[kind])
        if kind in DECORATION or kind in _PACKED:
            return
        shown = show_name(name, kind)
        if why := self._why_too_much(data):
            self.findings.add(why)
            self.unused.append((_show(name, kind), why))
            return
        digest = hashlib.sha256(data).hexdigest()
        if (digest, shown) in self._seen:
            return  # some programs put one file into both halves of an alternative
        self._seen.add((digest, shown))
        self.attachments.append(
            Attachment(
                shown,
                data,
                kind,
                digest,
                encrypted=is_encrypted(data),
                charset=charset,
                unnamed=None if name.strip() else str(kind),
                **flags,
            )
        )

    def _why_too_much(self, data: bytes) -> str | None:
        if not data:
            return "attachment_empty"
        if len(data) > self._limits.attachment_bytes:
            return "attachment_too_large"
        if len(self.attachments) >= self._limits.attachments:
            return "too_many_attachments"
        return None

    def _take_text(self, part: Message, kind: str, data: bytes, forwarded: int) -> None:
        long = decode_charset(data[: LONGEST * 2], part.get_content_charset())
        if kind == "text/html":
            self._html += long
            self.html = self._join(self.html, part, data, _LONGEST_TEXT * 5)
            return
        self._text += long
        data, enclosed = take_uuencoded(data)
        for each in enclosed:
            self._add(each.data, each.name, "", forwarded=forwarded > 0)
        if b"-----BEGIN PGP MESSAGE-----" in data[: _LONGEST_TEXT * 4]:
            self.findings.add("pgp")
        self.text = self._join(self.text, part, data, _LONGEST_TEXT)

    def _join(self, before: str, part: Message, data: bytes, longest: int) -> str:
        """Return the text with that of a part behind it, as far as it is looked at."""
        text = decode_charset(data[: _LONGEST_TEXT * 4], part.get_content_charset())
        cut = len(data) > _LONGEST_TEXT * 4 or len(before) + len(text) > longest
        self.whole = self.whole and not cut
        return (before + text)[:longest]

    def _note_protection(self, kind: str, content_type: str) -> None:
        if kind in {"application/pkcs7-mime", "application/x-pkcs7-mime"}:
            self.findings.add("smime")
        if kind == "multipart/encrypted":
            self.findings.add("pgp")
        if kind == "multipart/signed" and "pkcs7" in read_parameter(content_type, "protocol"):
            self.findings.add("smime_signed")


def _show(name: str, kind: FileKind) -> str:
    """Return '' for a file without a name, which gets one in its reader's language."""
    return show_name(name, kind) if name.strip() else ""


def _is_body(part: Message, kind: str, name: str, data: bytes) -> bool:
    if kind not in {"text/plain", "text/html"} or _disposition(part) == "attachment":
        return False
    # Whatever it is declared as: a workbook is no text.
    if recognise(data, "", "") not in {FileKind.OTHER, FileKind.PGP, FileKind.SIGNATURE}:
        return kind == "text/html" and data.lstrip()[:1] == b"<"
    return ending(name) not in _FILE_ENDINGS


def _is_mail(data: bytes, name: str) -> bool:
    """Return whether this is a mail saved as a file (.eml), whatever it is declared as."""
    return ending(name) in {"eml", "mht"} and _MAIL_HEAD.match(data[:50_000]) is not None


def _disposition(part: Message) -> str:
    value = str(part.get("Content-Disposition", ""))
    return value.partition(";")[0].strip().lower()


def _parts_of(part: Message) -> Iterable[Message]:
    payload = part.get_payload()
    if not isinstance(payload, list):
        return []
    return [each for each in payload if isinstance(each, Message)]
