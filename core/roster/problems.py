"""Every code that a reading can answer with, its weight and its sentence.

The table in docs/problem-codes.md is made from these two tables.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rosterdesk.core.language import N_
from rosterdesk.core.roster.model import Problem, Refusal, Severity
from rosterdesk.core.roster.ranges import iterate_rows, to_ranges

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

PROBLEMS: dict[str, tuple[Severity, str]] = {
    "missing_required": (Severity.ERROR, N_("{field} is missing: fill it in.")),
    "date_invalid": (
        Severity.ERROR,
        N_("This date does not exist or cannot be read: write it as dd-mm-yyyy."),
    ),
    "date_ambiguous": (
        Severity.ERROR,
        N_(
            "It cannot be seen whether the day or the month comes first: tell us, "
            "or write the dates as yyyy-mm-dd."
        ),
    ),
    "date_mixed": (
        Severity.ERROR,
        N_(
            "In some rows the day comes first and in others the month: "
            "write all dates as yyyy-mm-dd."
        ),
    ),
    "duplicate_number": (
        Severity.ERROR,
        N_("One number stands in the rows {where}: give each pupil an own number."),
    ),
    "duplicate_row": (
        Severity.WARNING,
        N_("This pupil also stands in row {first}; only that row was used."),
    ),
    "duplicate_rows": (
        Severity.WARNING,
        N_("These pupils also stand in rows above; only the first row of each was used."),
    ),
    "duplicate_class": (
        Severity.WARNING,
        N_(
            "These pupils stand above in another class; the first one was used: delete the row"
            " that is not right."
        ),
    ),
    "number_repaired": (
        Severity.WARNING,
        N_("The number was damaged by a spreadsheet and has been repaired: check it."),
    ),
    "number_invalid": (
        Severity.ERROR,
        N_("A spreadsheet has shortened this number: make the column text and fill it in again."),
    ),
    "date_unknown": (
        Severity.WARNING,
        N_("This is no whole date, so it was left out: write day, month and year."),
    ),
    "date_unlikely": (
        Severity.WARNING,
        N_(
            "Nobody in this year of this school can be born on this date: it is too far off, "
            "so it was left out. Check the year of birth."
        ),
    ),
    "date_moved": (
        Severity.WARNING,
        N_(
            "This date was written as an hour in another time zone: it was read as the day "
            "that it is in the Netherlands."
        ),
    ),
    "date_order_assumed": (
        Severity.WARNING,
        N_("Nothing shows whether the day or the month comes first; the day was taken: check one."),
    ),
    "name_unlikely": (
        Severity.ERROR,
        N_(
            "This is not what a name looks like: check the cell, and whether the row has moved "
            "to other columns."
        ),
    ),
    "name_numbered": (
        Severity.WARNING,
        N_("A number stands in this name; it was read as it is: check it."),
    ),
    "name_order_unclear": (
        Severity.ERROR,
        N_(
            "It cannot be seen which is the first name and which the surname: write the surname, "
            "a comma and the first name."
        ),
    ),
    "name_order_assumed": (
        Severity.WARNING,
        N_(
            "Nothing shows which is the first name and which the surname; the one in front was "
            "taken for the first name: check one."
        ),
    ),
    "number_unlikely": (
        Severity.ERROR,
        N_("This is not what a pupil number looks like: fill in the school's own number."),
    ),
    "number_of_pupil": (
        Severity.WARNING,
        N_("This teacher has the number of a pupil; the pupil keeps it, the teacher has none."),
    ),
    "value_unlikely": (
        Severity.WARNING,
        N_("This is not what this column holds, so it was left out: check the cell."),
    ),
    "value_missing": (
        Severity.WARNING,
        N_(
            "A word that means nothing stands here instead of a value, so the cell was taken as "
            "empty: fill it in."
        ),
    ),
    "value_repaired": (
        Severity.WARNING,
        N_("A spreadsheet had changed this value; it was turned back: check it."),
    ),
    "column_missing": (
        Severity.ERROR,
        N_(
            "{field} has no column, so nobody could be read. There are columns for: {columns}. "
            "Add the one that is missing."
        ),
    ),
    "column_unlikely": (
        Severity.WARNING,
        N_("Most of this column cannot be what its name says; it was not used: check the column."),
    ),
    "birth_date_assumed": (
        Severity.WARNING,
        N_("This column was taken for the date of birth, because of what stands in it: check it."),
    ),
    "value_too_long": (
        Severity.ERROR,
        N_("This is longer than the {limit} characters allowed: shorten it."),
    ),
    "class_changed": (
        Severity.WARNING,
        N_("Class code {old} has been read as {new}: the library's system knows no other form."),
    ),
    "class_shortened": (
        Severity.WARNING,
        N_(
            "{count} classes have a name that is longer than a class code can be: the name was "
            "kept, and a short code was made of it."
        ),
    ),
    "class_unclear": (
        Severity.WARNING,
        N_("There are several courses and no class here, so the class was left empty: fill it in."),
    ),
    "teacher_by_class": (
        Severity.WARNING,
        N_("This person was read as a teacher, because the class says so."),
    ),
    "class_of_staff": (
        Severity.WARNING,
        N_("The class is called after teachers, but this is a child: it was read as a pupil."),
    ),
    "sex_unknown": (
        Severity.WARNING,
        N_("The sex could not be read and was left empty: write M, V or X."),
    ),
    "email_invalid": (
        Severity.WARNING,
        N_("This is not one e-mail address; it was left out: write one address."),
    ),
    "postcode_invalid": (
        Severity.WARNING,
        N_("This is not a postcode such as 1234 AB; it was left out."),
    ),
    "year_invalid": (
        Severity.WARNING,
        N_("The year could not be read and was left empty: write a digit from 0 to 9."),
    ),
    "card_invalid": (
        Severity.WARNING,
        N_("This card number cannot be right; it was left out."),
    ),
    "not_a_pupil": (
        Severity.WARNING,
        N_("This row was left out: it is not a pupil who is at the school now."),
    ),
    "secret_left_out": (
        Severity.WARNING,
        N_("Marked as secret for {count} pupils; it was not kept."),
    ),
    "row_width": (
        Severity.ERROR,
        N_(
            "There are {cells} cells here and {named} column names, so the values stand under other"
            " names: look for a separator or a quotation mark too many or too few."
        ),
    ),
    "row_short": (
        Severity.WARNING,
        N_("There are {cells} cells here and {named} column names; the last were taken as empty."),
    ),
    "row_broken": (
        Severity.WARNING,
        N_("The line below stands by itself, so this row may be broken: check its last cell."),
    ),
    "row_cut_off": (
        Severity.WARNING,
        N_("The file may be cut off here: check the last cell, and whether pupils are missing."),
    ),
    "quotes_mended": (
        Severity.WARNING,
        N_("A quotation mark that does not belong here was taken away: check the names."),
    ),
    "delimiter_mended": (
        Severity.WARNING,
        N_("This row has another separator than the others; it was read with that one: check it."),
    ),
    "character_removed": (
        Severity.WARNING,
        N_("A character that cannot be seen was taken away: check the names."),
    ),
    "encoding_mixed": (
        Severity.WARNING,
        N_("The letters of this row were written in another way than the rest: check the accents."),
    ),
    "encoding_guessed": (
        Severity.WARNING,
        N_(
            "The letters with accents were read as {encoding}: check some names."
            " Save the file as UTF-8 to be sure."
        ),
    ),
    "number_is_key": (
        Severity.ERROR,
        N_(
            "There is only a long key here and no pupil number: let the program export its own"
            " number too, as identifier or in userIds."
        ),
    ),
    "rows_hidden": (
        Severity.WARNING,
        N_("Rows are hidden in the file, by a filter perhaps; they were read like the others."),
    ),
    "cell_error": (
        Severity.ERROR,
        N_("A formula of the spreadsheet failed here: put the value itself in the cell."),
    ),
    "cell_uncalculated": (
        Severity.ERROR,
        N_(
            "A formula stands here that was never calculated: open the file in a spreadsheet and"
            " save it, or put the values in."
        ),
    ),
    "cell_error_beside": (
        Severity.WARNING,
        N_("A formula of the spreadsheet failed here; the cell was left empty."),
    ),
    "cell_uncalculated_beside": (
        Severity.WARNING,
        N_("A formula stands here that was never calculated; the cell was left empty."),
    ),
    "class_filled_down": (
        Severity.WARNING,
        N_("The class stands once above these rows and was taken for all of them: check it."),
    ),
    "letters_mended": (
        Severity.WARNING,
        N_("Letters with accents were damaged and have been put back: check them."),
    ),
    "letters_lost": (
        Severity.ERROR,
        N_("A letter was lost before the file came to us: export it again, as UTF-8 or as .xlsx."),
    ),
    "letters_lost_beside": (
        Severity.WARNING,
        N_("A letter was lost before the file came to us; the value was left out."),
    ),
    "several_schools": (
        Severity.WARNING,
        N_("This file holds rosters of several schools or locations: {schools}."),
    ),
    "other_schools": (
        Severity.WARNING,
        N_("These rows are of other schools ({schools}) and are not used: {count}."),
    ),
    "no_class": (
        Severity.WARNING,
        N_("No class was found for anybody: add a column with the class."),
    ),
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
