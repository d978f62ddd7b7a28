"""Every code that a reading can answer with, its weight and its sentence.

Those of problems stand by their weight in ``faults`` and ``notices``. The tables in
docs/problem-codes.md are made from these.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rosterdesk.core.language import N_
from rosterdesk.core.roster.faults import FAULTS
from rosterdesk.core.roster.model import Problem, Refusal, Severity
from rosterdesk.core.roster.notices import NOTICES
from rosterdesk.core.roster.ranges import iterate_rows, to_ranges

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

PROBLEMS: dict[str, tuple[Severity, str]] = {
    **{code: (Severity.ERROR, text) for code, text in FAULTS.items()},
    **{code: (Severity.WARNING, text) for code, text in NOTICES.items()},
}

# What was in the file and was not used. `LeftOut.people` says whether there may be people in it.
LEFT_OUT: dict[str, str] = {
    "unread_part": N_("not read. {why}"),
    "no_school": N_("not used: {count} rows do not say of which school they are."),
    "no_people_here": N_("left out: no people were found in it."),
    "no_names_above": N_("not read: there are no column names above it that are known."),
    "fields_missing": N_("not read: it has no column for {fields}, as other parts of the file do."),
    "hidden_sheet": N_("not read: the sheet is hidden."),
    "column_unnamed": N_("not used: the column has no name. It holds {count} values."),
    "column_repeated": N_("not used: another column with {count} other values was used."),
    "rows_above": N_("not read: they stand above the row with the column names."),
    "row_unclear": N_("not read: no name or no number stands in it."),
    "no_person": N_("left out: a total, a footer or a heading."),
    "beside_the_set": N_("left out: it is no part of the exchange set."),
    "leads_nowhere": N_("not used: what it names is not in {member}, or no longer."),
    "of_organisations": N_("left out: these are schools and no people."),
}

# By code, or by code and ``values["why"]``.
REFUSALS: dict[str, str] = {
    "unsupported_type": N_(
        "This kind of file cannot be read. Send the roster as .xlsx, .xls, .ods, .csv, "
        ".zip, EDEXML or OneRoster."
    ),
    "unsupported_type:numbers": N_(
        "This is a file of Apple's Numbers or Pages, which cannot be read. Export it there as Excel"
        " (File, Export To) and send that."
    ),
    "unsupported_type:in_zip": N_(
        "No file in this ZIP file can be read as a roster. Put the roster into it as .xlsx, .xls,"
        " .ods or .csv."
    ),
    "macro_file": N_(
        "This workbook contains macros and was not opened. Save it as .xlsx and send it again."
    ),
    "encrypted": N_(
        "This file is locked with a password and could not be opened. "
        "Send it again without a password."
    ),
    "too_large": N_("This file is larger than what can be read. Send fewer rows."),
    "too_large:bytes": N_("This file is larger than {limit} MB. Send fewer rows, or a .csv."),
    "too_large:rows": N_("This file has more than {limit} rows. Send the pupils of one school."),
    "too_large:columns": N_("This file has more than {limit} columns. Send the named ones only."),
    "too_large:cells": N_("This file has more than {limit} cells. Send the pupils of one school."),
    "too_large:seconds": N_(
        "Reading this file took longer than {limit} seconds and was stopped. "
        "Send fewer rows, or a .csv."
    ),
    "too_large:memory": N_(
        "Reading this file took more memory than is allowed and was stopped. It may be damaged: "
        "export it again, or send a .csv."
    ),
    "bomb": N_("This file unpacks to far more than a roster can be, and was not opened."),
    "damaged": N_(
        "This file is damaged or was not completely received. Export it again and resend it."
    ),
    "no_header": N_(
        "No row with column names was found. Put names such as Leerlingnummer, Roepnaam and "
        "Achternaam above the columns."
    ),
    "other_schools": N_("Everybody in this file is of schools that its sender may not send for."),
    "no_pupils:formulas": N_(
        "This workbook holds formulas that were never calculated. Open it in a spreadsheet, save"
        " it and send it again."
    ),
    "no_pupils:empty": N_("This file is empty. Save it again and send it once more."),
    "no_pupils:empty_zip": N_(
        "This ZIP file is empty: there is no file in it, or an empty one. Put the roster into it"
        " and send it once more, or send the roster itself."
    ),
    "no_pupils": N_("No pupils were found in this file. Check whether the right file was sent."),
}

FIELD_NAMES: dict[str, str] = {
    "external_number": N_("The pupil number"),
    "surname": N_("The surname"),
    "first_name": N_("The first name"),
}

# What a column can be said to be, in the order in which it is offered to a person.
FIELD_LABELS: dict[str, str] = {
    "external_number": N_("Pupil number"),
    "first_name": N_("First name"),
    "prefix": N_("Prefix"),
    "surname": N_("Surname"),
    "full_name": N_("Full name"),
    "first_names": N_("All first names"),
    "initials": N_("Initials"),
    "class_code": N_("Class"),
    "class_name": N_("Name of the class"),
    "year": N_("Year"),
    "birth_date": N_("Date of birth"),
    "sex": N_("Sex"),
    "email": N_("E-mail"),
    "phone": N_("Telephone"),
    "street": N_("Street"),
    "house_number": N_("House number"),
    "house_number_suffix": N_("Suffix"),
    "postcode": N_("Postcode"),
    "city": N_("City"),
    "card_number": N_("Card number"),
    "school_type": N_("School type"),
    "role": N_("Pupil or teacher"),
    "public_library": N_("Consent for the public library"),
    "leaves_on": N_("Leaves on"),
}


class RefusedFile(Exception):  # noqa: N818 - an answer about the file rather than a mistake
    """The file is refused; carries the refusal's code and values."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.refusal = Refusal(code, values)


def make_problem(
    code: str,
    *,
    sheet: str | None = None,
    rows: Iterable[int] = (),
    column: str | None = None,
    **values: Any,
) -> Problem:
    return Problem(code, PROBLEMS[code][0], sheet, to_ranges(rows), column, values)


def join_problems(problems: Iterable[Problem]) -> list[Problem]:
    """One problem for each cause, with all rows that it is about, in the order of the first."""
    joined: dict[Any, list[Problem]] = {}
    for each in problems:
        key = (each.code, each.sheet, each.column, not each.rows, repr(sorted(each.values.items())))
        joined.setdefault(key, []).append(each)
    return [_join_rows(each) if each[1:] else each[0] for each in joined.values()]


def _join_rows(problems: list[Problem]) -> Problem:
    rows = to_ranges(row for each in problems for row in iterate_rows(each.rows))
    return replace(problems[0], rows=rows)
