"""The blank workbook of schools and uploaders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.language import N_
from rosterdesk.core.reports.sheets import Sheet
from rosterdesk.core.schoolbook.model import phrases
from rosterdesk.core.schoolbook.reading import SCHOOL_COLUMNS, UPLOADER_COLUMNS

if TYPE_CHECKING:
    from rosterdesk.core.language import Language

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


def write_schoolbook(kind: str, language: Language) -> bytes:
    """Return it as ``xlsx`` or ``ods``."""
    sheets = [
        _make_sheet(phrases.say(language, "Schools"), "2F6DB5", SCHOOL_COLUMNS, language),
        _make_sheet(phrases.say(language, "Uploaders"), "3A8F5C", UPLOADER_COLUMNS, language),
    ]
    if kind == "ods":
        from rosterdesk.core.reports.opendocument import (  # noqa: PLC0415 - loaded where it is used
            write_opendocument,
        )

        return write_opendocument(sheets)
    from rosterdesk.core.reports.excel import write_excel  # noqa: PLC0415 - loaded where it is used

    return write_excel(sheets)


def _make_sheet(title: str, colour: str, fields: tuple[str, ...], language: Language) -> Sheet:
    headers = [phrases.say(language, _HEADERS[field]) for field in fields]
    return Sheet(title, colour, headers, [], [max(len(header) + 4, 12) for header in headers])
