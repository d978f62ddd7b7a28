"""The workbook of schools and uploaders, blank or with the rows of today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.language import N_
from rosterdesk.core.reports.sheets import Cell, Sheet
from rosterdesk.core.schoolbook.model import phrases
from rosterdesk.core.schoolbook.reading import SCHOOL_COLUMNS, UPLOADER_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.core.language import Language

    Rows = Sequence[Sequence[str]]

KINDS = ("xlsx", "ods")
_HEADERS = {
    "code": N_("Code"),
    "name": N_("Name"),
    "street": N_("Street"),
    "house_number": N_("House number"),
    "postcode": N_("Postcode"),
    "city": N_("City"),
    "school_type": N_("School type"),
    "school": N_("School code"),
    "first_name": N_("First name"),
    "prefix": N_("Prefix"),
    "surname": N_("Surname"),
    "email": N_("E-mail"),
    "until": N_("May send until"),
}


def write_schoolbook(
    kind: str, language: Language, schools: Rows = (), uploaders: Rows = ()
) -> bytes:
    """Return it as ``xlsx`` or ``ods``; a row has the values of its columns as text."""
    title, senders = phrases.say(language, "Schools"), phrases.say(language, "Uploaders")
    sheets = [
        _make_sheet(title, "2F6DB5", SCHOOL_COLUMNS, schools, language),
        _make_sheet(senders, "3A8F5C", UPLOADER_COLUMNS, uploaders, language),
    ]
    if kind == "ods":
        from rosterdesk.core.reports.opendocument import (  # noqa: PLC0415 - loaded where it is used
            write_opendocument,
        )

        return write_opendocument(sheets)
    from rosterdesk.core.reports.excel import write_excel  # noqa: PLC0415 - loaded where it is used

    return write_excel(sheets)


def _make_sheet(
    title: str, colour: str, fields: tuple[str, ...], rows: Rows, language: Language
) -> Sheet:
    headers = [phrases.say(language, _HEADERS[field]) for field in fields]
    widths = [max(len(header) + 4, 12) for header in headers]
    cells = [[Cell(value) for value in row] for row in rows]
    return Sheet(title, colour, headers, cells, widths)
