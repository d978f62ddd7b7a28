"""The sentences of what was changed or left out while the rest was read: a warning, by its code."""

from __future__ import annotations

from rosterdesk.core.language import N_

NOTICES: dict[str, str] = {
    "duplicate_row": N_("This pupil also stands in row {first}; only that row was used."),
    "duplicate_rows": N_(
        "These pupils also stand in rows above; only the first row of each was used."
    ),
    "duplicate_class": N_(
        "These pupils stand above in another class; the first one was used: delete the row"
        " that is not right."
    ),
    "number_repaired": N_(
        "The number was damaged by a spreadsheet and has been repaired: check it."
    ),
    "date_unknown": N_("This is no whole date, so it was left out: write day, month and year."),
    "date_unlikely": N_(
        "Nobody in this year of this school can be born on this date: it is too far off, "
        "so it was left out. Check the year of birth."
    ),
    "date_moved": N_(
        "This date was written as an hour in another time zone: it was read as the day "
        "that it is in the Netherlands."
    ),
    "date_order_assumed": N_(
        "Nothing shows whether the day or the month comes first; the day was taken: check one."
    ),
    "name_numbered": N_("A number stands in this name; it was read as it is: check it."),
    "name_aside": N_(
        "What stood behind this name between brackets or quotation marks was left out:"
        " check the name."
    ),
    "name_order_assumed": N_(
        "Nothing shows which is the first name and which the surname; the one in front was "
        "taken for the first name: check one."
    ),
    "number_of_pupil": N_(
        "This teacher has the number of a pupil; the pupil keeps it, the teacher has none."
    ),
    "value_unlikely": N_("This is not what this column holds, so it was left out: check the cell."),
    "value_missing": N_(
        "A word that means nothing stands here instead of a value, so the cell was taken as "
        "empty: fill it in."
    ),
    "value_repaired": N_("A spreadsheet had changed this value; it was turned back: check it."),
    "column_unlikely": N_(
        "Most of this column cannot be what its name says; it was not used: check the column."
    ),
    "birth_date_assumed": N_(
        "This column was taken for the date of birth, because of what stands in it: check it."
    ),
    "class_changed": N_(
        "Class code {old} has been read as {new}: the library's system knows no other form."
    ),
    "class_shortened": N_(
        "Classes whose name is longer than a class code can be: {count}. The name was kept,"
        " and a short code was made of it."
    ),
    "class_joined": N_(
        "The class is only a letter, which stands in several years; the year was put before"
        " it: check it."
    ),
    "class_unclear": N_(
        "There are several courses and no class here, so the class was left empty: fill it in."
    ),
    "class_not_there": N_(
        "The class that is named here is not in the file, so it was left empty: fill it in."
    ),
    "class_united": N_(
        "One class is written in several ways ({others}); it was read as {name}: check it."
    ),
    "class_column_assumed": N_(
        "This column was taken for the class, because no other has one: check that it is the"
        " class of now."
    ),
    "class_column_beside": N_(
        "Another column has another class for some people, and was not used: check that this"
        " is the class of now."
    ),
    "teacher_by_class": N_("This person was read as a teacher, because the class says so."),
    "class_of_staff": N_(
        "The class is called after teachers, but this is a child: it was read as a pupil."
    ),
    "sex_unknown": N_("The sex could not be read and was left empty: write M, V or X."),
    "email_invalid": N_("This is not one e-mail address; it was left out: write one address."),
    "several_values": N_(
        "More than one stands in this cell; the first one was used: write one in a cell."
    ),
    "postcode_invalid": N_("This is not a postcode such as 1234 AB; it was left out."),
    "year_invalid": N_("The year could not be read and was left empty: write a digit from 0 to 9."),
    "card_invalid": N_("This card number cannot be right; it was left out."),
    "not_a_pupil": N_("This row was left out: it is not a pupil who is at the school now."),
    "secret_left_out": N_("Marked as secret for {count} pupils; it was not kept."),
    "row_short": N_(
        "There are {cells} cells here and {named} column names; the last were taken as empty."
    ),
    "row_broken": N_(
        "The line below stands by itself, so this row may be broken: check its last cell."
    ),
    "row_cut_off": N_(
        "The file may be cut off here: check the last cell, and whether pupils are missing."
    ),
    "quotes_mended": N_(
        "A quotation mark that does not belong here was taken away: check the names."
    ),
    "delimiter_mended": N_(
        "This row has another separator than the others; it was read with that one: check it."
    ),
    "character_removed": N_("A character that cannot be seen was taken away: check the names."),
    "encoding_mixed": N_(
        "The letters of this row were written in another way than the rest: check the accents."
    ),
    "encoding_guessed": N_(
        "The letters with accents were read as {encoding}: check some names."
        " Save the file as UTF-8 to be sure."
    ),
    "rows_hidden": N_(
        "Rows are hidden in the file, by a filter perhaps; they were read like the others."
    ),
    "cell_error_beside": N_("A formula of the spreadsheet failed here; the cell was left empty."),
    "cell_uncalculated_beside": N_(
        "A formula stands here that was never calculated; the cell was left empty."
    ),
    "class_filled_down": N_(
        "The class stands once above these rows and was taken for all of them: check it."
    ),
    "letters_mended": N_("Letters with accents were damaged and have been put back: check them."),
    "letters_lost_beside": N_(
        "A letter was lost before the file came to us; the value was left out."
    ),
    "several_schools": N_("This file holds rosters of several schools or locations: {schools}."),
    "other_schools": N_("These rows are of other schools ({schools}) and are not used: {count}."),
    "no_class": N_("No class was found for anybody: add a column with the class."),
}
