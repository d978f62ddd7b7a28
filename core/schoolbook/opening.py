"""Opening a workbook that somebody uploaded: in the reader's process, which has no rights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.roster.worker import ReaderDied
from rosterdesk.core.schoolbook.reading import read_sheets, refuse_unreadable

if TYPE_CHECKING:
    from datetime import date

    from rosterdesk.core.roster.reader import Reader
    from rosterdesk.core.schoolbook.model import Schoolbook


async def open_schoolbook(data: bytes, today: date, reader: Reader) -> Schoolbook:
    """Return what stands in the .xlsx, .ods, .xls or .csv; raises SchoolbookError."""
    try:
        sheets = await reader.list_sheets(data)
    except ReaderDied as died:
        raise refuse_unreadable() from died
    return read_sheets(sheets, today)
