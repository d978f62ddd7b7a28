"""The name of an attached file, as a mail program would show it."""

from __future__ import annotations

from email.message import Message
from email.utils import collapse_rfc2231_value

from rosterdesk.core.file_names import clean_file_name
from rosterdesk.mailbox.files.decoding import decode_charset
from rosterdesk.mailbox.files.filetypes import ROSTER_KINDS, FileKind
from rosterdesk.mailbox.message.addresses import decode_words

_LONGEST_FIELD = 10_000
_LONGEST_NAME = 1_000


def read_name(part: Message) -> str:
    """Return the file name: RFC 2231, encoded words, or raw bytes in UTF-8 or Windows-1252."""
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        value = _read_parameter(part, header, parameter)
        if value:
            return decode_words(value[:_LONGEST_NAME])
    return ""


def show_name(name: str, kind: FileKind) -> str:
    shown = clean_file_name(name) if name.strip() else ""
    return shown or (f"attachment.{kind}" if kind in ROSTER_KINDS else "attachment")


def _read_parameter(part: Message, header: str, parameter: str) -> str:
    raw = next((str(value) for name, value in part.raw_items() if name.lower() == header), "")
    # A field of its own: the part would replace every byte that is not ASCII.
    alone = Message()
    alone[header] = decode_charset(raw[:_LONGEST_FIELD].encode("utf-8", "surrogateescape"), None)
    try:
        return collapse_rfc2231_value(alone.get_param(parameter, "", header), "replace", "latin-1")
    except (ValueError, LookupError, TypeError):
        return ""
