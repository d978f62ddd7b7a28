"""The ends of mails and of files: what may be missing where a mail has no last boundary.

Many programs leave that boundary off, and then nothing is missing. Whether the last file is all
there can be seen by its format, or by its encoding; of a list in plain text often nobody can say.
"""

from __future__ import annotations

import re
from email.errors import CloseBoundaryNotFoundDefect
from typing import TYPE_CHECKING

from rosterdesk.mailbox.files.decoding import read_encoding
from rosterdesk.mailbox.files.filetypes import FileKind

if TYPE_CHECKING:
    from email.message import Message

CUT_OFF = "cut_off"  # a part of the last file did not arrive
NO_END = "no_end"  # a part of the last file may be missing
FILE_LOST = "file_lost"  # there is no file, and there may have been one
_ZIPPED = {FileKind.XLSX, FileKind.ODS, FileKind.ZIP}
_END_OF_ZIP = b"PK\x05\x06"  # APPNOTE 4.3.16
_LONGEST_END = 65_557


def has_no_end(message: Message) -> bool:
    """Return whether a message stops without the last boundary of its outermost parts.

    That an inner multipart lacks its own means nothing: what follows it shows that it is over.
    """
    return any(isinstance(each, CloseBoundaryNotFoundDefect) for each in message.defects)


def judge_end(data: bytes, kind: FileKind, part: Message) -> str | None:
    """Return CUT_OFF or NO_END for the last file of a message without an end; None if it is whole.

    ``part`` is the part of the message in which the file stood.
    """
    if not data:
        return CUT_OFF
    if kind in _ZIPPED:
        return None if _END_OF_ZIP in data[-_LONGEST_END:] else CUT_OFF
    if kind is FileKind.XML:
        return None if _ends_as_it_began(data) else CUT_OFF
    if read_encoding(part) == "base64":
        return _judge_base64(str(part.get_payload()))
    return NO_END


def _judge_base64(written: str) -> str | None:
    """Judge by the padding, which stands at the end only and fills the last four letters."""
    letters = re.sub(r"[^A-Za-z0-9+/=]", "", written)
    if len(letters) % 4:
        return CUT_OFF
    return None if letters.endswith("=") else NO_END


def _ends_as_it_began(data: bytes) -> bool:
    root = re.search(rb"<([A-Za-z_][\w:.-]*)", data[:10_000])
    return root is not None and data[-1_000:].rstrip(b"\0 \r\n\t").endswith(b"</" + root[1] + b">")
