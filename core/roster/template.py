"""The blank roster that a school can fill in: drop-downs, an example row and an explanation."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

from rosterdesk.core.language import N_, Language, Phrases
from rosterdesk.core.roster.samples import SAMPLE_HEADERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_phrases = Phrases("rosterdesk.core.roster")

# The reader leaves a row out whose number is one of these words.
EXAMPLE_NUMBERS = {Language.NL: "VOORBEELD", Language.EN: "EXAMPLE"}
_ENGLISH_HEADERS = {
    "external_number": "Pupil number",
    "first_name": "First name",
    "prefix": "Prefix",
    "surname": "Surname",
    "birth_date": "Date of birth",
    "sex": "Sex",
    "class_code": "Class",
    "year": "Year",
    "email": "Email",
    "street": "Street",
    "house_number": "House number",
    "house_number_suffix": "Suffix",
    "postcode": "Postcode",
    "city": "City",
}
_EXAMPLE = {
    "first_name": "Noor",
    "prefix": "van den",
    "surname": "Voorbeeld",
    "birth_date": date(2015, 3, 24),
    "class_code": "5a",
    "year": 5,
    "email": "noor@school.example",
    "street": "Dorpsstraat",
    "house_number": "12",
    "house_number_suffix": "a",
    "postcode": "1234 AB",
    "city": "Voorbeelddam",
}
_SEXES = {Language.NL: ("M", "V", "X"), Language.EN: ("M", "F", "X")}
_YEARS = tuple("0123456789")
_EXPLANATION = (
    N_("One row for each pupil. Delete the example row."),
    N_("Pupil number: required, at most 20 characters, always the same for a pupil. Never a BSN."),
    N_("Surname without the prefix: van den Berg has the prefix van den."),
    N_("Dates as dd-mm-yyyy."),
    N_("Class: at most 10 characters, without quotes, slashes, + & < > and |."),
    N_("Year: a digit from 0 to 9."),
)
_ROWS = 2_000  # prepared for: drop-downs and text cells
_DATE_FORMAT = "DD-MM-YYYY"


TEMPLATE_KINDS = ("xlsx", "ods")


def name_template(kind: str, language: Language) -> str:
    """Return the name of the file that people get."""
    stem = _phrases.say(language, "roster-template")
    return f"{stem}.{kind}"


def write_template(kind: str, language: Language) -> bytes:
    """The blank roster as ``xlsx`` or ``ods``."""
    return {"xlsx": _write_xlsx, "ods": _write_ods}[kind](language)


def _headers(language: Language) -> dict[str, str]:
    return SAMPLE_HEADERS if language is Language.NL else _ENGLISH_HEADERS


def _example(language: Language) -> list[Any]:
    values = {
        **_EXAMPLE,
        "external_number": EXAMPLE_NUMBERS[language],
        "sex": _SEXES[language][1],
    }
    return [values[field] for field in SAMPLE_HEADERS]


def _explain(language: Language) -> list[str]:
    return [_phrases.say(language, line) for line in _EXPLANATION]


def _write_xlsx(language: Language) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 - only who asks for a template pays for it
    from openpyxl.styles import Font  # noqa: PLC0415

    book = Workbook()
    sheet: Any = book.active
    sheet.title = _phrases.say(language, "Pupils")
    sheet.append(list(_headers(language).values()))
    sheet.append(_example(language))
    sheet.freeze_panes = "A2"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = len(cell.value) + 6
    _format_xlsx_columns(sheet)
    _limit_xlsx_column(sheet, "sex", _SEXES[language])
    _limit_xlsx_column(sheet, "year", _YEARS)
    notes: Any = book.create_sheet(_phrases.say(language, "Explanation"))
    for line in _explain(language):
        notes.append([line])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _format_xlsx_columns(sheet: Any) -> None:
    """Text keeps leading zeros; a date column shows what was understood."""
    fields = list(SAMPLE_HEADERS)
    for name, number_format in (("external_number", "@"), ("birth_date", _DATE_FORMAT)):
        column = fields.index(name) + 1
        for row in range(2, _ROWS):
            sheet.cell(row, column).number_format = number_format


def _limit_xlsx_column(sheet: Any, field: str, choices: Iterable[str]) -> None:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    letter = get_column_letter(list(SAMPLE_HEADERS).index(field) + 1)
    rule = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
    sheet.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{_ROWS}")


def _write_ods(language: Language) -> bytes:
    from odf.opendocument import OpenDocumentSpreadsheet  # noqa: PLC0415
    from odf.table import ContentValidations, Table  # noqa: PLC0415

    document = OpenDocumentSpreadsheet()
    rules = ContentValidations()
    rules.addElement(_make_ods_rule("sex", _SEXES[language]))
    rules.addElement(_make_ods_rule("year", _YEARS))
    document.spreadsheet.addElement(rules)
    sheet = Table(name=_phrases.say(language, "Pupils"))
    sheet.addElement(_ods_row(list(_headers(language).values())))
    sheet.addElement(_ods_row(_example(language), limited=True))
    sheet.addElement(_ods_row([""] * len(SAMPLE_HEADERS), limited=True, repeated=_ROWS))
    document.spreadsheet.addElement(sheet)
    notes = Table(name=_phrases.say(language, "Explanation"))
    for line in _explain(language):
        notes.addElement(_ods_row([line]))
    document.spreadsheet.addElement(notes)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _make_ods_rule(field: str, choices: Iterable[str]) -> Any:
    from odf.table import ContentValidation  # noqa: PLC0415

    listed = ";".join(f'"{choice}"' for choice in choices)
    return ContentValidation(name=field, condition=f"of:cell-content-is-in-list({listed})")


def _ods_row(values: Sequence[Any], *, limited: bool = False, repeated: int = 1) -> Any:
    from odf.table import TableRow  # noqa: PLC0415

    row = TableRow(numberrowsrepeated=repeated) if repeated > 1 else TableRow()
    for field, value in zip(SAMPLE_HEADERS, values, strict=False):
        row.addElement(_ods_cell(value, field if limited and field in ("sex", "year") else None))
    return row


def _ods_cell(value: Any, rule: str | None) -> Any:
    from odf.table import TableCell  # noqa: PLC0415
    from odf.text import P  # noqa: PLC0415

    facts: dict[str, Any] = {"contentvalidationname": rule} if rule else {}
    if value == "":
        return TableCell(**facts)
    if isinstance(value, date):
        facts |= {"valuetype": "date", "datevalue": value.isoformat()}
    elif isinstance(value, int):
        facts |= {"valuetype": "float", "value": value}
    else:
        facts |= {"valuetype": "string"}
    cell = TableCell(**facts)
    cell.addElement(P(text=str(value)))
    return cell
