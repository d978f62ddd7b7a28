"""Documents that other programs open and calamine does not, made into ones that it opens."""

from __future__ import annotations

import io
import re
import zipfile

_BETWEEN_TAGS = re.compile(rb">\s+<")
_INDENTED = re.compile(rb">\s+<(?:/?table:|office:)")
_STREAM = "Workbook".encode("utf-16-le") + b"\0\0"
_IN_CAPITALS = re.compile(re.escape(_STREAM), re.IGNORECASE)
_LARGEST = 100_000_000  # bytes of a part that is taken whole
_HEAD = 20_000


def mend_document(data: bytes) -> bytes:
    """The document with plain names of its parts and without blanks between its cells.

    Its parts were measured before (`archive`). The same bytes where there is nothing to mend.
    """
    if not data.startswith(b"PK"):
        return data if _STREAM in data else _IN_CAPITALS.sub(_STREAM, data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source:
            names = source.namelist()
            odd = any("\\" in name for name in source.NameToInfo) or any(
                "\\" in member.orig_filename for member in source.infolist()
            )
            if odd or ("content.xml" in names and _is_indented(source)):
                return _rewrite(source)
    except (zipfile.BadZipFile, OSError, ValueError, KeyError):
        pass  # the readers say what is wrong
    return data


def close_up(content: bytes) -> bytes:
    """XML without the blanks between its tags, which indenting programs put there."""
    return _BETWEEN_TAGS.sub(b"><", content) if len(content) < _LARGEST else content


def _is_indented(source: zipfile.ZipFile) -> bool:
    with source.open("content.xml") as stream:
        return bool(_INDENTED.search(stream.read(_HEAD)))


def _rewrite(source: zipfile.ZipFile) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for member in source.infolist():
            part = source.read(member)
            name = member.orig_filename.replace("\\", "/")
            archive.writestr(name, close_up(part) if name == "content.xml" else part)
    return target.getvalue()
