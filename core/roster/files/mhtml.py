"""Web pages saved as one file (MHTML), which Excel names .xls or .mht."""

from __future__ import annotations

import email
import email.policy
from typing import TYPE_CHECKING

from rosterdesk.core.roster.files.html_file import read_html

if TYPE_CHECKING:
    from rosterdesk.core.roster.grids import Grid
    from rosterdesk.core.roster.limits import Limits


def read_mhtml(data: bytes, limits: Limits) -> list[Grid]:
    """The tables of each page in it: a workbook has one for each sheet."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    grids: list[Grid] = []
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            charset = part.get_content_charset()
            if isinstance(content, bytes):
                grids += read_html(_to_unicode(content, charset), limits)
    return grids


def _to_unicode(content: bytes, charset: str | None) -> bytes:
    """UTF-8 with its mark, where the part says its charset: a page need not say it again."""
    try:
        return content.decode(charset or "").encode("utf-8-sig")
    except (LookupError, UnicodeDecodeError):
        return content
