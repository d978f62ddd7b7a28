"""A workbook's bytes become schools and uploaders, or a remark for each thing to mend. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rosterdesk.core.customers.schools import CODE
from rosterdesk.core.language import N_
from rosterdesk.core.roster.columns.headers import normalise_header
from rosterdesk.core.roster.limits import Limits
from rosterdesk.core.roster.listing import list_sheets
from rosterdesk.core.roster.problems import RefusedFile
from rosterdesk.core.roster.values.contact import read_email, read_postcode
from rosterdesk.core.roster.values.dates import read_dates
from rosterdesk.core.schoolbook.model import (
    Place,
    Remark,
    Schoolbook,
    SchoolbookError,
    SchoolRow,
    UploaderRow,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rosterdesk.core.roster.sheets import Sheet

SCHOOL_COLUMNS = ("code", "name", "street", "house_number", "postcode", "city", "school_type")
UPLOADER_COLUMNS = ("school", "first_name", "prefix", "surname", "email", "until")
_NAMES = {
    "code": {"code", "schoolcode", "brin"},
    "name": {"naam", "name", "school", "schoolnaam"},
    "street": {"straat", "street"},
    "house_number": {"huisnummer", "housenumber", "nr"},
    "postcode": {"postcode"},
    "city": {"plaats", "woonplaats", "city"},
    "school_type": {"schoolsoort", "schooltype"},
    "school": {"schoolcode", "code", "brin"},
    "first_name": {"voornaam", "roepnaam", "firstname"},
    "prefix": {"tussenvoegsel", "voorvoegsel", "prefix"},
    "surname": {"achternaam", "surname"},
    "email": {"email", "emailadres", "mail"},
    "until": {"magsturentotenmet", "totenmet", "maysenduntil", "until"},
}
_LONGEST = {"code": 12, "name": 120, "street": 120, "house_number": 10, "city": 80}
_LONGEST |= {"school_type": 30, "first_name": 80, "prefix": 30, "surname": 120, "email": 254}
_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}-\d{1,2}-\d{4}")


@dataclass(slots=True)
class _Page:
    """A sheet whose columns are known; remarks are gathered rather than raised."""

    sheet: Sheet
    headers: dict[str, str]  # field -> header, as it stands in the sheet
    at: dict[str, int]  # field -> column
    remarks: list[Remark]
    today: date

    def place(self, row: int) -> Place:
        return Place(self.sheet.name, self.sheet.rows[row])

    def cell(self, row: int, field: str) -> str:
        if field not in self.at:
            return ""
        return self.sheet.lines[row][self.at[field]].strip()

    def text(self, row: int, field: str, *, needed: bool = False) -> str | None:
        text, most = self.cell(row, field), _LONGEST[field]
        if needed and not text:
            self.object_to(row, field, N_("this is empty: fill it in, or take the row out."))
        if len(text) > most:
            self.object_to(
                row, field, N_("this is too long: at most {most} characters."), most=most
            )
        return text or None

    def object_to(self, row: int, field: str, message: str, **values: object) -> None:
        place = replace(self.place(row), column=self.headers.get(field, field))
        self.remarks.append(Remark(place, message, values))


def read_schoolbook(data: bytes, today: date) -> Schoolbook:
    """Return what stands in a file of our own making, read here; raises SchoolbookError."""
    try:
        sheets = list_sheets(data, Limits())
    except RefusedFile as error:
        raise refuse_unreadable() from error
    return read_sheets(sheets, today)


def refuse_unreadable() -> SchoolbookError:
    return SchoolbookError([Remark(Place(None), _UNREADABLE)])


def read_sheets(sheets: Sequence[Sheet], today: date) -> Schoolbook:
    """Return the schools and uploaders in the sheets; raises SchoolbookError."""
    remarks: list[Remark] = []
    schools: list[SchoolRow] = []
    uploaders: list[UploaderRow] = []
    for sheet in sheets:
        page = _Page(sheet, {}, {}, remarks, today)
        kind = _find_columns(page)
        rows = range(1, len(sheet.rows))
        if kind == "schools":
            schools += [_read_school(page, row) for row in rows]
        elif kind == "uploaders":
            uploaders += [_read_uploader(page, row) for row in rows]
    if not (schools or uploaders or remarks):
        remarks.append(Remark(Place(None), _NOTHING))
    if remarks:
        raise SchoolbookError(remarks)
    return Schoolbook(schools, uploaders)


def _find_columns(page: _Page) -> str | None:
    """Say what the sheet holds and where; None for one that is about something else."""
    headers = page.sheet.lines[0]
    names = [normalise_header(header) for header in headers]
    surnames = _NAMES["surname"] | _NAMES["email"]
    kind = "uploaders" if surnames & set(names) else "schools"
    fields = UPLOADER_COLUMNS if kind == "uploaders" else SCHOOL_COLUMNS
    for field in fields:
        for index, name in enumerate(names):
            if name in _NAMES[field] and field not in page.at:
                page.at[field], page.headers[field] = index, headers[index]
    needed = ("school", "surname", "email") if kind == "uploaders" else ("code", "name")
    missing = [field for field in needed if field not in page.at]
    if len(missing) == len(needed):
        return None
    for field in missing:
        place = Place(page.sheet.name, page.sheet.rows[0])
        page.remarks.append(Remark(place, _NO_COLUMN, {"name": " / ".join(sorted(_NAMES[field]))}))
    return None if missing else kind


def _read_school(page: _Page, row: int) -> SchoolRow:
    facts: dict[str, Any] = {
        field: page.text(row, field) for field in ("street", "house_number", "city", "school_type")
    }
    facts["postcode"], doubt = read_postcode(page.cell(row, "postcode"))
    if doubt:
        page.object_to(row, "postcode", N_("this is no postcode: write it as 1234 AB."))
    return SchoolRow(
        page.place(row),
        _read_code(page, row, "code"),
        page.text(row, "name", needed=True) or "",
        facts,
    )


def _read_code(page: _Page, row: int, field: str) -> str:
    code = page.cell(row, field).upper()
    if not CODE.fullmatch(code):
        page.object_to(row, field, N_("this is no school's code: write it as 12AB00."))
    return code


def _read_uploader(page: _Page, row: int) -> UploaderRow:
    email, doubt = read_email(page.text(row, "email") or "")
    if email is None or doubt:
        page.object_to(row, "email", N_("this is no e-mail address: write one, as a@school.nl."))
    return UploaderRow(
        page.place(row),
        _read_code(page, row, "school"),
        page.text(row, "surname", needed=True) or "",
        email or "",
        page.text(row, "first_name"),
        page.text(row, "prefix"),
        _read_until(page, row),
    )


def _read_until(page: _Page, row: int) -> date | None:
    text = page.cell(row, "until")
    if not text:
        return None
    (day,), _ = read_dates([text if _DATE.fullmatch(text) else ""], "dmy", page.today)
    if day is None:
        page.object_to(row, "until", N_("this is no date: write it as 31-07-2027."))
    elif day < page.today:
        page.object_to(row, "until", N_("this day is over: take a later one, or leave it empty."))
    return day


_NOTHING = N_(
    "There are no schools and no uploaders in this file: 'rosterdesk school load --template"
    " schools.xlsx' writes one with the right columns."
)
_UNREADABLE = N_("This file cannot be read: save it as .xlsx, .ods or .csv, without a password.")
_NO_COLUMN = N_("there is no column with this name, add it: {name}.")
