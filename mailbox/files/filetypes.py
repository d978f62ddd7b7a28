"""The type of a file by its first bytes: its name and its declared type are only hints.

A quick look that never unpacks anything; the reader of rosters has the last word, in its own
process.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePosixPath

from rosterdesk.mailbox.files.junk import is_apple_fork, is_plain_table, looks_like_table


class FileKind(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    ZIP = "zip"
    XML = "xml"
    PDF = "pdf"
    DOCUMENT = "document"
    ARCHIVE = "archive"  # of a sort that is not opened: 7z, rar, gzip
    HTML = "html"
    IMAGE = "image"
    CALENDAR = "calendar"
    CONTACT = "contact"
    SIGNATURE = "signature"
    WINMAIL = "winmail"
    PROTECTED = "protected"  # Microsoft's rpmsg: a mail in a mail that only Outlook opens
    MAIL_FILE = "mail_file"  # .msg: a mail as Outlook saves it
    SMIME = "smime"  # encrypted or sealed, with what is in it
    PGP = "pgp"
    EXTRA = "extra"  # what mail programs add by themselves
    OTHER = "other"


ROSTER_KINDS = frozenset(
    {FileKind.CSV, FileKind.XLSX, FileKind.XLS, FileKind.ODS, FileKind.ZIP, FileKind.XML}
)
# What comes with a mail without anybody having attached it: logos, invitations, keys.
DECORATION = frozenset({FileKind.IMAGE, FileKind.CALENDAR, FileKind.CONTACT, FileKind.SIGNATURE})
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_MAGIC = (
    (b"%PDF-", FileKind.PDF),
    (b"\x89PNG", FileKind.IMAGE),
    (b"\xff\xd8\xff", FileKind.IMAGE),
    (b"GIF8", FileKind.IMAGE),
    (b"RIFF", FileKind.IMAGE),
    (b"II*\0", FileKind.IMAGE),
    (b"MM\0*", FileKind.IMAGE),
    (b"{\\rtf", FileKind.DOCUMENT),
    (b"7z\xbc\xaf\x27\x1c", FileKind.ARCHIVE),
    (b"Rar!", FileKind.ARCHIVE),
    (b"\x1f\x8b", FileKind.ARCHIVE),
    (b"\x78\x9f\x3e\x22", FileKind.WINMAIL),
    (b"\x76\xe8\x04\x60\xc4\x11\xe3\x86", FileKind.PROTECTED),  # [MS-OXORMMS] 4.1
    (b"BEGIN:VCALENDAR", FileKind.CALENDAR),
    (b"BEGIN:VCARD", FileKind.CONTACT),
    (b"-----BEGIN PGP MESSAGE", FileKind.PGP),
    (b"-----BEGIN PGP", FileKind.SIGNATURE),
)
_BY_ENDING = {
    "csv": FileKind.CSV,
    "tsv": FileKind.CSV,
    "tab": FileKind.CSV,
    "txt": FileKind.CSV,
    "xml": FileKind.XML,
    # Administrations export HTML tables and tab-separated text under these names: the reader of
    # rosters looks inside.
    "xls": FileKind.XLS,
    "xlsx": FileKind.XLSX,
    "xlsm": FileKind.XLSX,
    "xlsb": FileKind.XLSX,
    "ods": FileKind.ODS,
    "zip": FileKind.ZIP,
    "html": FileKind.HTML,
    "htm": FileKind.HTML,
    "ics": FileKind.CALENDAR,
    "vcf": FileKind.CONTACT,
    "p7s": FileKind.SIGNATURE,
    "p7m": FileKind.SMIME,
    "msg": FileKind.MAIL_FILE,
    "heic": FileKind.IMAGE,
    "jpg": FileKind.IMAGE,
    "jpeg": FileKind.IMAGE,
    "rpmsg": FileKind.PROTECTED,
    "svg": FileKind.IMAGE,
    "bmp": FileKind.IMAGE,
}
_BY_TYPE = {
    "text/plain": FileKind.CSV,
    "text/csv": FileKind.CSV,
    "text/comma-separated-values": FileKind.CSV,
    "text/tab-separated-values": FileKind.CSV,
    "text/xml": FileKind.XML,
    "application/xml": FileKind.XML,
    "text/html": FileKind.HTML,
    "text/calendar": FileKind.CALENDAR,
    "text/vcard": FileKind.CONTACT,
    "text/x-vcard": FileKind.CONTACT,
    "application/pkcs7-signature": FileKind.SIGNATURE,
    "application/x-pkcs7-signature": FileKind.SIGNATURE,
    "application/pgp-signature": FileKind.SIGNATURE,
    "application/pgp-keys": FileKind.SIGNATURE,
    "application/x-microsoft-rpmsg-message": FileKind.PROTECTED,
}

_DOCUMENTS = {
    *("docx", "docm", "dotx", "pptx", "pptm", "ppsx", "odt", "ott", "odp", "odg", "pages", "key"),
    *("vsdx", "epub"),
}


def recognise(data: bytes, name: str, declared: str) -> FileKind:
    """Return the kind of a file; ``declared`` is its media type, in lower case."""
    if data.startswith(b"PK\x03\x04"):
        return _recognise_zip(data, name)
    if data.startswith(_OLE):
        return _recognise_ole(data)
    if is_apple_fork(data, name):
        return FileKind.EXTRA
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data[:1_000].lstrip(b"\xef\xbb\xbf \r\n\t")[:5].lower() in {b"<?xml", b"<edex"}:
        return FileKind.IMAGE if ending(name) == "svg" else FileKind.XML
    found = _BY_ENDING.get(ending(name)) or _BY_TYPE.get(declared)
    if found is None and declared.startswith("image/"):
        return FileKind.IMAGE
    return _look_inside(found or FileKind.OTHER, data, name)


def _look_inside(kind: FileKind, data: bytes, name: str) -> FileKind:
    """Tell disclaimers and footers ("ATT00001.txt") from lists: both are text."""
    if kind is FileKind.CSV and ending(name) in {"txt", ""} and data and not looks_like_table(data):
        return FileKind.EXTRA
    if kind is FileKind.HTML and b"<table" not in data[:200_000].lower():
        return FileKind.EXTRA
    if kind is FileKind.OTHER and data[4:12] in {b"ftypheic", b"ftypmif1", b"ftypheix"}:
        return FileKind.IMAGE
    if kind is FileKind.OTHER and is_plain_table(data):
        return FileKind.CSV  # whatever it is called, and whatever it is declared as
    return kind


def ending(name: str) -> str:
    return PurePosixPath(name.strip().lower()).suffix.removeprefix(".")


def is_encrypted(data: bytes) -> bool:
    """Return whether a ZIP or an Office file asks for a password."""
    if data.startswith(_OLE):
        # [MS-OFFCRYPTO] 2.3.4: an encrypted workbook is a stream of this name.
        return "EncryptedPackage".encode("utf-16-le") in data
    if data.startswith(b"PK\x03\x04"):
        return any(flags & 1 for flags in _zip_flags(data))
    return False


def _zip_flags(data: bytes) -> list[int]:
    """Return the general purpose flags of the members (APPNOTE 4.4.4); bit 0 is encryption."""
    flags, at = [*data[6:7]], data.find(b"PK\x01\x02")
    while at >= 0 and at + 9 <= len(data) and len(flags) < 1_000:
        flags.append(data[at + 8])
        at = data.find(b"PK\x01\x02", at + 46)
    return flags


def _recognise_zip(data: bytes, name: str) -> FileKind:
    if b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet" in data[:200]:
        return FileKind.ODS
    if b"mimetypeapplication/vnd.oasis.opendocument" in data[:200]:
        return FileKind.DOCUMENT
    if b"xl/workbook" in data:
        return FileKind.XLSX
    if b"word/document" in data or b"ppt/presentation" in data:
        return FileKind.DOCUMENT
    # A torn one does not show what it was.
    return FileKind.DOCUMENT if ending(name) in _DOCUMENTS else FileKind.ZIP


def _recognise_ole(data: bytes) -> FileKind:
    if "__substg1.0_".encode("utf-16-le") in data:
        return FileKind.MAIL_FILE
    if "WordDocument".encode("utf-16-le") in data:
        return FileKind.DOCUMENT
    if is_encrypted(data):
        return FileKind.XLSX
    return FileKind.XLS
