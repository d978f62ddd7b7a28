"""The name of an attached file, as a mail program would show it."""

from __future__ import annotations

from dataclasses import replace
from email.message import Message
from email.utils import collapse_rfc2231_value
from typing import TYPE_CHECKING

from rosterdesk.core.file_names import clean_file_name
from rosterdesk.core.language import N_, Phrases
from rosterdesk.mailbox.files.decoding import decode_charset
from rosterdesk.mailbox.files.filetypes import ROSTER_KINDS, FileKind
from rosterdesk.mailbox.message.addresses import decode_words

if TYPE_CHECKING:
    from rosterdesk.core.language import Language
    from rosterdesk.mailbox.files.attachments import Attachment
    from rosterdesk.mailbox.files.parsed import ParsedMail

phrases = Phrases("rosterdesk.mailbox")
_ATTACHED = N_("attachment")
_IN_THE_TEXT = N_("text of the mail")
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


def name_files(parsed: ParsedMail, language: Language) -> ParsedMail:
    """Return the mail with names in the sender's language for its files without one."""
    named = [_name_file(each, language) for each in parsed.attachments]
    attached = phrases.say(language, _ATTACHED)
    unused = [(name or attached, why) for name, why in parsed.unused]
    return replace(parsed, attachments=tuple(named), unused=tuple(unused))


def _name_file(file: Attachment, language: Language) -> Attachment:
    if file.unnamed is None:
        return file
    name = phrases.say(language, _IN_THE_TEXT if file.pasted else _ATTACHED)
    ending = f".{file.unnamed}" if file.kind in ROSTER_KINDS else ""
    return replace(file, name=f"{name}{ending}")
