"""The sentences of what makes a row or a column unusable: an error, by its code."""

from __future__ import annotations

from rosterdesk.core.language import N_

FAULTS: dict[str, str] = {
    "missing_required": N_("{field} is missing: fill it in."),
    "date_invalid": N_("This date does not exist or cannot be read: write it as dd-mm-yyyy."),
    "date_ambiguous": N_(
        "It cannot be seen whether the day or the month comes first: tell us, "
        "or write the dates as yyyy-mm-dd."
    ),
    "date_mixed": N_(
        "In some rows the day comes first and in others the month: write all dates as yyyy-mm-dd."
    ),
    "duplicate_number": N_("One number stands in the rows {where}: give each pupil an own number."),
    "duplicate_numbers": N_(
        "Many numbers here stand in more than one row: give each pupil an own number, or use"
        " the column that has one."
    ),
    "number_invalid": N_(
        "A spreadsheet has shortened this number: make the column text and fill it in again."
    ),
    "name_unlikely": N_(
        "This is not what a name looks like: check the cell, and whether the row has moved "
        "to other columns."
    ),
    "name_order_unclear": N_(
        "It cannot be seen which is the first name and which the surname: write the surname, "
        "a comma and the first name."
    ),
    "number_unlikely": N_(
        "This is not what a pupil number looks like: fill in the school's own number."
    ),
    "column_missing": N_(
        "{field} has no column, so nobody could be read. There are columns for: {columns}. "
        "Add the one that is missing."
    ),
    "value_too_long": N_("This is longer than the {limit} characters allowed: shorten it."),
    "row_width": N_(
        "There are {cells} cells here and {named} column names, so the values stand under other"
        " names: look for a separator or a quotation mark too many or too few."
    ),
    "number_is_key": N_(
        "There is only a long key here and no pupil number: let the program export its own"
        " number too, as identifier or in userIds."
    ),
    "cell_error": N_("A formula of the spreadsheet failed here: put the value itself in the cell."),
    "cell_uncalculated": N_(
        "A formula stands here that was never calculated: open the file in a spreadsheet and"
        " save it, or put the values in."
    ),
    "letters_lost": N_(
        "A letter was lost before the file came to us: export it again, as UTF-8 or as .xlsx."
    ),
}
