"""The sentences and words for a difference, in Dutch and English."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from rosterdesk.core.compare.model import ChangeKind
from rosterdesk.core.language import N_, Language, Phrases

if TYPE_CHECKING:
    from rosterdesk.core.compare.model import PlanWarning

phrases = Phrases("rosterdesk.core.compare")

KINDS = {
    ChangeKind.NEW: N_("new"),
    ChangeKind.CHANGED: N_("changed"),
    ChangeKind.MOVED: N_("moved from another school"),
    ChangeKind.RETURNED: N_("returned"),
    ChangeKind.LEAVING: N_("leaving"),
    ChangeKind.CONFLICT: N_("to decide"),
    ChangeKind.SKIPPED: N_("skipped"),
}

FIELDS = {
    "external_number": N_("pupil number"),
    "card_number": N_("card number"),
    "initials": N_("initials"),
    "first_name": N_("first name"),
    "prefix": N_("prefix"),
    "surname": N_("surname"),
    "birth_date": N_("birth date"),
    "sex": N_("sex"),
    "class_code": N_("class"),
    "class_name": N_("class name"),
    "year": N_("year"),
    "school_type": N_("school type"),
    "email": N_("e-mail"),
    "phone": N_("phone"),
    "street": N_("street"),
    "house_number": N_("house number"),
    "house_number_suffix": N_("house number suffix"),
    "postcode": N_("postcode"),
    "city": N_("city"),
    "role": N_("role"),
    "school_id": N_("school"),
    "school_member": N_("school-library membership"),
    "public_member": N_("public-library membership"),
}

ROLES = {"pupil": N_("pupil"), "teacher": N_("teacher")}
SEXES = {"M": N_("M"), "F": N_("F"), "X": N_("X")}  # a letter, as in a table

REMARKS = {
    "already_left": N_("The file says that this person has left already; nothing is done."),
    "blank_kept": N_(
        "The file leaves the {field} blank; the known one is kept. Is it still right?"
    ),
    "cannot_be_recognised": N_(
        "Without a pupil number, or a first name and birth date, this person cannot be recognised"
        " in the next file. Ask the school to complete the row."
    ),
    "card_in_use": N_("The card number in the file is another customer's; it is not taken over."),
    "card_of_other": N_("This card number is known with another name and birth date. Who is this?"),
    "card_twice": N_("The card number is in the file more than once; it is not taken over."),
    "hand_edited": N_("The {field} was changed by hand; the file does not overwrite it."),
    "leaving_withheld": N_("Not in the file, but nobody leaves because of this file."),
    "likely_double": N_(
        "A customer with the same birth date and a similar name has another pupil number."
        " Is it the same person?"
    ),
    "listed_twice": N_("This name and birth date is in the file more than once; one row is used."),
    "number_ambiguous": N_(
        "Apart from leading zeros, more than one person has this pupil number. Who is this?"
    ),
    "number_reused": N_(
        "This pupil number was another person's: the name and the birth date differ."
        " Is it the same person?"
    ),
    "number_twice": N_(
        "Different people have this pupil number in the file; none of these rows is used."
    ),
    "second_key": N_("Nothing but the ECK-iD, a second key that is shown to nobody."),
    "several_people": N_("More than one customer has this name and birth date. Who is this?"),
    "works_elsewhere": N_("Is a member at another school now. Is it the same person?"),
    "year_up": N_("Nothing but the new school year."),
}

WARNINGS = {
    "many_leaving": N_(
        "{leaving} of the {members} members would leave ({percent} %), more than this school"
        " allows at once. Is the file complete? Lift this warning only if they have really left."
    ),
    "looks_shifted": N_(
        "The pupil numbers match, but of {odd} of the {pairs} people the {field} is another's. A"
        " column was probably sorted or moved by itself. Ask the school for a new export."
    ),
    "wrong_school": N_(
        "Only {known} of the {pupils} people in the file are known at this school. Is it the right"
        " school's file?"
    ),
    "wrong_school:elsewhere": N_(
        "{elsewhere} of the {pupils} people in the file are known at one other school. Is it the"
        " right school's file?"
    ),
    "wrong_school:own_code": N_(
        "The file says that it is of school {file_code}, but it was sent for school {own_code}. Is"
        " it the right school's file?"
    ),
    "renumbered": N_(
        "{renumbered} of the {recognised} known people have a new pupil number. Renumber them, or"
        " decide about each person?"
    ),
    "sender_denies": N_(
        "The person in whose name this roster came says that it is not theirs. Ask them by"
        " telephone before you approve it."
    ),
    "older_than_last": N_(
        "The file was made on {created_on}, before the last one that was applied"
        " ({last_created_on}). Ask the school for a new export."
    ),
    "older_than_last:school_year": N_(
        "The file is of school year {school_year}, the last one that was applied of"
        " {last_school_year}. Ask the school for a new export."
    ),
    "older_than_last:down": N_(
        "{down} of {pupils} pupils go down one year: the file is probably older than the last one"
        " that was applied. Ask the school for a new export."
    ),
    "partial_file": N_(
        "The file seems to be a part: everybody is missing of {groups}. Nobody leaves because of"
        " this file, unless you lift this warning."
    ),
    "partial_file:unread": N_(
        "Parts of the file could not be read ({unread}), so it is not sure who is missing. Nobody"
        " leaves because of this file, unless you lift this warning."
    ),
    "partial_file:cut_off": N_(
        "The mail breaks off in the middle: a part of the file did not arrive. Nobody leaves"
        " because of this file, unless you lift this warning."
    ),
    "partial_file:no_end": N_(
        "The mail has no proper end: the last part of the file may be missing. Nobody leaves"
        " because of this file, unless you lift this warning."
    ),
    "partial_file:beside": N_(
        "More came with this file than is in it ({beside}), so that who is missing here may be"
        " there. Nobody leaves because of this file, unless you lift this warning. All classes in"
        " one workbook or ZIP are read as one roster."
    ),
    "card_numbers": N_(
        "The file has card numbers: of {new} new people, and other ones than ours of {known} known"
        " people. Use them? Yes: the new people get the number of the file and the cards of the"
        " known ones are replaced by it. No: we make the numbers and everybody keeps the card they"
        " have. The answer is kept for this school."
    ),
    "cards_not_used": N_(
        "The card numbers in the file are not used, by the policy of this school: of {new} new"
        " people, and of {known} known people whose card has another number."
    ),
    "cards_run_out": N_(
        "{needed} new people need a card number and the range of this school has {free} left. Give"
        " the school another range: its card_first, card_last or card_prefix."
    ),
    "other_schools": N_(
        "{count} rows of the file are of other schools and are not used: {schools}. Its sender may"
        " not send for those, or it was said that they are nobody's."
    ),
    "delta_file": N_(
        "The file holds only what changed since the last one. Nobody leaves because of it."
    ),
    "year_rollover": N_(
        "A new school year: {up} of {pupils} pupils go up one year. For {only_year} of them nothing"
        " else changes."
    ),
}
# One and many: the sentence agrees with the count.
COUNTED = {
    "rows_with_errors": (
        N_(
            "{count} row has an error, so it is not sure who is missing. Nobody leaves because of"
            " this file, unless you lift this warning."
        ),
        N_(
            "{count} rows have an error, so it is not sure who is missing. Nobody leaves because of"
            " this file, unless you lift this warning."
        ),
    ),
    "probable_duplicates": (
        N_("{count} person is probably known already under another number. Decide who it is."),
        N_("{count} people are probably known already under another number. Decide about each."),
    ),
    "doubtful_numbers": (
        N_("{count} number in the file may be another person's. Decide who it is."),
        N_("{count} numbers in the file may be another person's. Decide about each."),
    ),
    "repeated_rows": (
        N_("{count} row repeats a person or a number and is not used."),
        N_("{count} rows repeat a person or a number and are not used."),
    ),
}
LIFTED = N_("Lifted: {warning}")
_DATES = frozenset({"created_on", "last_created_on"})  # as ISO 8601: a plan is kept as JSON
_VARIANTS = {
    "wrong_school": ("elsewhere", "own_code"),
    "older_than_last": ("school_year", "down"),
    "partial_file": ("cut_off", "no_end", "unread", "beside"),
}


def name_kind(kind: ChangeKind, language: Language) -> str:
    return phrases.say(language, KINDS[kind])


def name_field(field: str, language: Language) -> str:
    """Return the name of a field for people; KeyError for a field that no change has."""
    return phrases.say(language, FIELDS[field])


def describe_remark(remark: str, language: Language) -> str:
    """Return the sentence of a remark's code, for example of ``hand_edited:surname``."""
    code, _, field = remark.partition(":")
    return phrases.say(language, REMARKS[code], field=name_field(field, language) if field else "")


def describe_warning(warning: PlanWarning, language: Language) -> str:
    """Return what was seen and what to do, in a sentence or two."""
    sentence = _describe_seen(warning, language)
    return phrases.say(language, LIFTED, warning=sentence) if warning.lifted else sentence


def format_value(value: object, language: Language) -> str:
    """Return a value of a field as people write it; '' where it is unknown."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return phrases.say(language, N_("yes") if value else N_("no"))
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    return str(value)


def format_field_value(field: str, value: object, language: Language) -> str:
    """Return the value of a field as people write it: a role has a word of its own."""
    if field == "role" and value in ROLES:
        return phrases.say(language, ROLES[str(value)])
    if field == "sex" and value in SEXES:
        return phrases.say(language, SEXES[str(value)])
    return format_value(value, language)


def _describe_seen(warning: PlanWarning, language: Language) -> str:
    if warning.code in COUNTED:
        one, many = COUNTED[warning.code]
        return phrases.say_many(language, int(warning.values["count"]), one, many)
    values = {name: format_value(value, language) for name, value in warning.values.items()}
    for name in _DATES & values.keys():
        values[name] = format_value(date.fromisoformat(warning.values[name]), language)
    if warning.code == "looks_shifted":
        values["field"] = name_field(warning.values["field"], language)
    if warning.code == "partial_file":
        values["groups"] = _describe_groups(warning.values, language)
    return phrases.say(language, WARNINGS[find_variant(warning)], **values)


def find_variant(warning: PlanWarning) -> str:
    """Return its code, with the one fact behind it by which its words differ."""
    for variant in _VARIANTS.get(warning.code, ()):
        if variant in warning.values:
            return f"{warning.code}:{variant}"
    return warning.code


def _describe_groups(values: dict[str, Any], language: Language) -> str:
    groups = [
        phrases.say_many(language, len(names), one, many, names=", ".join(map(str, names)))
        for names, one, many in (
            (values["classes"], N_("class {names}"), N_("classes {names}")),
            (values["years"], N_("year {names}"), N_("years {names}")),
        )
        if names
    ]
    return phrases.say(language, N_(" and ")).join(groups)
