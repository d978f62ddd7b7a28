"""The kind of a file, by its content: names and e-mail programs are often wrong about it."""

from __future__ import annotations

import re

from rosterdesk.core.roster.files.macros import holds_code
from rosterdesk.core.roster.problems import RefusedFile

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_OTHERS = (
    b"%PDF",
    b"{\\rtf",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
)
_HTML = re.compile(rb"<(?:!doctype html|html|head|body|table|meta|style)\b", re.IGNORECASE)
# Beginning of file, then FILEPASS: the stream of an .xls with a password ([MS-XLS] 2.4.117).
_LOCKED = re.compile(rb"\x09\x08\x10\x00.{16}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
_SHEET_XML = re.compile(
    rb"\s*<\?xml[^>]*\?>.{0,2000}?<(?:(?:ss:)?Workbook|office:document)\b", re.DOTALL
)
_MHTML = re.compile(
    rb"(?:[\w-]+:[^\n]*\n|[ \t][^\n]*\n)*?Content-Type:\s*multipart/related", re.IGNORECASE
)
_XML = re.compile(rb"\s*(?:<\?xml|<!--|<EDEX|<!DOCTYPE\s+EDEX)", re.IGNORECASE)
# Texts that are no tables: JSON, SYLK, DIF, cards, calendars, links, LDIF.
_NO_TABLE = re.compile(
    rb"\s*(?:\[?\s*\{\s*[\"}]|ID;P|TABLE\r?\n0,1\r?\n|BEGIN:V|\[InternetShortcut\]|dn: )"
)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def recognise(data: bytes) -> str:
    """csv, xls, html, mhtml, xml, or zip (which includes xlsx and ods).

    Raises:
        RefusedFile: encrypted, macro_file, unsupported_type, or no_pupils for an empty file.

    """
    if not data.strip(b"\0 \r\n\t"):
        raise RefusedFile("no_pupils", why="empty")
    if data.startswith(_ZIP):
        return "zip"
    if data.startswith(_OLE):
        return _recognise_ole(data)
    if data.startswith(_PICTURES):
        raise RefusedFile("unsupported_type", why="picture")
    if data.startswith(_OTHERS):
        raise RefusedFile("unsupported_type")
    return _recognise_text(data)


def _recognise_ole(data: bytes) -> str:
    """Directory entries of a compound file hold their names in UTF-16 ([MS-CFB] 2.6.1)."""
    if _has_stream(data, "EncryptedPackage"):
        raise RefusedFile("encrypted")
    if _LOCKED.search(data):
        raise RefusedFile("encrypted")
    if (_has_stream(data, "_VBA_PROJECT_CUR") or _has_stream(data, "_VBA_PROJECT")) and holds_code(
        data
    ):
        raise RefusedFile("macro_file")
    if not (_has_stream(data, "Workbook") or _has_stream(data, "Book")):
        raise RefusedFile("unsupported_type")
    return "xls"


def _has_stream(data: bytes, name: str) -> bool:
    return bool(re.search(re.escape(name.encode("utf-16-le")) + rb"\0\0", data, re.IGNORECASE))


def _recognise_text(data: bytes) -> str:
    head = data[:4096]
    for mark in _MARKS:
        head = head.removeprefix(mark)
    plain = head.replace(b"\0", b"")
    if _SHEET_XML.search(plain) or (_XML.match(plain) and not _HTML.search(plain)):
        return "xml"
    if _MHTML.match(plain):
        return "mhtml"
    if plain.lstrip().startswith(b"<") and _HTML.search(plain):
        return "html"
    if _NO_TABLE.match(plain):
        raise RefusedFile("unsupported_type")
    return "csv"
