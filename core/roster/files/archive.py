"""ZIP files, opened only after what is in them has been measured."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.core.roster.files.hidden import HINT_ODS
from rosterdesk.core.roster.files.office_parts import HINTS
from rosterdesk.core.roster.problems import RefusedFile

if TYPE_CHECKING:
    from rosterdesk.core.roster.limits import Limits

_CHUNK = 1 << 18
_ENCRYPTED = 0x1  # general purpose bit 0 (APPNOTE 4.4.4)
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_TABLE_END = b"</table:table>"
_TABLE_BEGIN = re.compile(rb"<table:table(?:\s[^<>]*[^/<>])?>")
_LONGEST_TAG = 4096
_JUNK = re.compile(r"(?:^|/)(?:__MACOSX/|\.|thumbs\.db$|desktop\.ini$|~\$)", re.IGNORECASE)
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    RuntimeError,  # also NotImplementedError: a method of packing that nobody uses
)


@dataclass(frozen=True, slots=True)
class Archive:
    """The members that were measured; ``kind`` is xlsx, ods, or zip for any other archive."""

    kind: str
    names: tuple[str, ...]
    file: zipfile.ZipFile
    hinted: bool = False  # a sheet has hidden rows, errors or formulas

    def read(self, name: str) -> bytes:
        """The member's bytes.

        Raises:
            RefusedFile: encrypted or damaged; the other members may be whole.

        """
        if self.file.getinfo(name).flag_bits & _ENCRYPTED:
            raise RefusedFile("encrypted")
        try:
            return self.file.read(name)
        except _DAMAGES as error:
            raise RefusedFile("damaged") from error


def open_archive(data: bytes, limits: Limits) -> Archive:
    """Measure every member while unpacking it piece by piece, then say what the archive is.

    Raises:
        RefusedFile: bomb, encrypted, macro_file, unsupported_type or damaged.

    """
    try:
        file = zipfile.ZipFile(io.BytesIO(data))
        members = [member for member in file.infolist() if not member.is_dir()]
        if len(members) > limits.members:
            raise RefusedFile("bomb")
        locked = {member.filename for member in members if member.flag_bits & _ENCRYPTED}
        kind = _find_kind({_plain(member.filename) for member in members}, file)
        if locked and kind != "zip":
            raise RefusedFile("encrypted")
        unlocked = [member for member in members if member.filename not in locked]
        hinted = _measure(file, unlocked, limits, is_document=kind != "zip")
        if kind == "ods":
            hinted = _look_at_tables(file)
    except _DAMAGES as error:
        raise RefusedFile("damaged") from error
    names = tuple(m.filename for m in members if not _JUNK.search(m.filename))
    return Archive(kind, names, file, hinted)


def _measure(
    file: zipfile.ZipFile, members: list[zipfile.ZipInfo], limits: Limits, *, is_document: bool
) -> bool:
    """Return whether a sheet should be looked at more closely.

    A document is damaged if any part of it is; an archive still has its other members.
    """
    left = limits.unpacked_bytes
    hinted = False
    for member in members:
        try:
            size, found = _measure_member(file, member, left, limits, strict_xml=is_document)
            left -= size
            hinted |= found
        except _DAMAGES:
            if is_document:
                raise
    return hinted


def _measure_member(
    file: zipfile.ZipFile, member: zipfile.ZipInfo, left: int, limits: Limits, *, strict_xml: bool
) -> tuple[int, bool]:
    """Return its size unpacked, and whether it is a sheet with something that calamine hides."""
    size, hinted = 0, False
    is_sheet = strict_xml and "worksheets/" in member.filename.replace("\\", "/")
    with file.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            if strict_xml and not size and _has_entities(member.filename, chunk):
                raise RefusedFile("bomb")
            if is_sheet and not hinted:
                hinted = any(hint in chunk for hint in HINTS)
            size += len(chunk)
            if size > left or _is_inflated(size, member.compress_size, limits):
                raise RefusedFile("bomb")
    return size, hinted


def _is_inflated(size: int, packed: int, limits: Limits) -> bool:
    return size > limits.ratio_from_bytes and size > limits.ratio * max(packed, 1)


def _has_entities(name: str, head: bytes) -> bool:
    """No spreadsheet program writes a document type; who does wants its entities expanded."""
    return name.lower().endswith((".xml", ".rels")) and bool(_ENTITIES.search(head[:8192]))


def _plain(name: str) -> str:
    return name.replace("\\", "/")


def _find_kind(names: set[str], file: zipfile.ZipFile) -> str:
    if "[Content_Types].xml" in names:
        return _check_office(names)
    if "mimetype" in names and "content.xml" in names:
        return _check_opendocument(names, file)
    if "Index.zip" in names or any(name.endswith(".iwa") for name in names):
        raise RefusedFile("unsupported_type", why="numbers")
    return "zip"


def _check_office(names: set[str]) -> str:
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise RefusedFile("macro_file")
    if not any(name.lower().endswith("xl/workbook.xml") for name in names):
        raise RefusedFile("unsupported_type")
    return "xlsx"


def _check_opendocument(names: set[str], file: zipfile.ZipFile) -> str:
    if any(name.startswith("Basic/") for name in names):
        raise RefusedFile("macro_file")
    with file.open("mimetype") as stream:
        if b"spreadsheet" not in stream.read(200):
            raise RefusedFile("unsupported_type")
    if "META-INF/manifest.xml" in names:
        with file.open("META-INF/manifest.xml") as stream:
            if b"encryption-data" in stream.read(1_000_000):
                raise RefusedFile("encrypted")
    return "ods"


def _look_at_tables(file: zipfile.ZipFile) -> bool:
    """Return whether rows are hidden in an .ods.

    A table that does not end is refused: calamine looks for its end for ever (0.9.1, by fuzzing).
    """
    text, is_open, hinted = b"", False, False
    with file.open("content.xml") as stream:
        while chunk := stream.read(_CHUNK):
            text = text[-_LONGEST_TAG:] + chunk
            hinted = hinted or HINT_ODS in text
            end = text.rfind(_TABLE_END)
            if _TABLE_BEGIN.search(text, end + 1):
                is_open = True
            elif end >= 0:
                is_open = False
    if is_open:
        raise RefusedFile("damaged")
    return hinted
