"""The rules of a school in words: each key in a sentence, with an example, for page and docs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.language import N_

if TYPE_CHECKING:
    from rosterdesk.core.language import Language

# A value as it is typed stands between backticks.
RULES = {
    "number_prefix": (N_("Ignored in front of a pupil number."), "12AB"),
    "ignore_leading_zeros": (N_("007 and 7 are one pupil number."), "false"),
    "public_library": (
        N_(
            "Who becomes a member of the public library too: `never`, `consent` (where the "
            "file's column says yes) or `everyone`."
        ),
        "never",
    ),
    "public_library_from_year": (N_("From which year on that holds."), "5"),
    "address": (
        N_(
            "Whose address is kept: the `pupil`'s, or `school`: addresses in the file are not"
            " taken."
        ),
        "school",
    ),
    "card_numbers": (
        N_(
            "Where the number of a new card comes from: `generated`, `external_number` (the "
            "pupil number) or `file`. `ask`: generated, and a file with card numbers waits "
            "until a librarian says whether they are used; the answer is kept here."
        ),
        "file",
    ),
    "card_branch": (N_("The digits that stand for {branch} in `card_prefix`."), "0123"),
    "card_prefix": (
        N_(
            "In front of generated numbers; empty: the library's own shape "
            "(`card_number_prefix`, `card_number_length`)."
        ),
        "2{branch}8",
    ),
    "card_length": (N_("Digits of a generated number, with prefix and check digit."), "14"),
    "card_check_digit": (
        N_(
            "The last digit: `none`, `luhn` (ISO/IEC 7812-1) or `mod11`. Cards that a desk "
            "scans are held to it."
        ),
        "luhn",
    ),
    "card_first": (N_("The first serial number that may be generated."), "500000"),
    "card_last": (N_("The last one; empty: as many as the length has room for."), "599999"),
    "loan_form": (
        N_(
            "The form of files for the loan system: `wise-nl`, `wise-en`, `koha`, `folio`, "
            "`csv` or `json`; empty: it is asked each time."
        ),
        "koha",
    ),
    "loan_branch": (N_("The branch in the loan system; empty: the code of the school."), "ZUID"),
    "loan_category": (N_("Koha's category, FOLIO's patron group."), "JEUGD"),
    "loan_category_teachers": (N_("That of teachers; empty: the same."), "DOCENT"),
    "loan_number_attribute": (N_("Koha's type of attribute for pupil numbers."), "LLNR"),
    "loan_class_attribute": (N_("Koha's type of attribute for classes."), "KLAS"),
    "loan_address_type": (
        N_("FOLIO's id of the type of addresses; without it addresses are not given."),
        "Home",
    ),
    "block_cards": (
        N_("When the cards of those who left are blocked: `at_once`, `after_grace` or `never`."),
        "never",
    ),
    "grace_days": (N_("Days between leaving and the end of the membership."), "14"),
    "leaving_percent": (N_("More of the members than this leaving at once stops the plan."), "20"),
    "leaving_count": (N_("So many people leaving at once stop it too."), "50"),
    "leaving_few": (N_("So few may always leave."), "2"),
    "wrong_school_percent": (N_("Fewer known people than this: another school's file?"), "30"),
    "wrong_school_elsewhere_percent": (N_("As many known at one other school: the same."), "40"),
    "wrong_school_count": (N_("The least number of people for which both are looked at."), "10"),
    "shifted_percent": (
        N_("As many matching numbers with another name or birth date as this."),
        "30",
    ),
    "shifted_count": (N_("The least number of people for which that is looked at."), "10"),
    "renumbered_percent": (N_("As many known people with a new pupil number as this."), "40"),
    "renumbered_count": (N_("The least number of people for which that is looked at."), "10"),
    "partial_count": (N_("A class or year of so many that is missing as a whole: a part?"), "10"),
    "rollover_percent": (N_("As many pupils a year up as this: a new school year."), "50"),
    "rollover_count": (N_("The least number of people for which that is looked at."), "10"),
    "similar_percent": (N_("How alike two names are before they may be one person."), "85"),
}

# As a person looks for them.
GROUPS = {
    N_("Pupil numbers"): ("number_prefix", "ignore_leading_zeros"),
    N_("Memberships and addresses"): ("public_library", "public_library_from_year", "address"),
    N_("Card numbers"): (
        "card_numbers",
        "card_branch",
        "card_prefix",
        "card_length",
        "card_check_digit",
        "card_first",
        "card_last",
    ),
    N_("Whoever leaves"): ("block_cards", "grace_days"),
    N_("What stops a roster"): (
        "leaving_percent",
        "leaving_count",
        "leaving_few",
        "wrong_school_percent",
        "wrong_school_elsewhere_percent",
        "wrong_school_count",
        "shifted_percent",
        "shifted_count",
        "renumbered_percent",
        "renumbered_count",
        "partial_count",
        "rollover_percent",
        "rollover_count",
        "similar_percent",
    ),
    N_("The loan system"): (
        "loan_form",
        "loan_branch",
        "loan_category",
        "loan_category_teachers",
        "loan_number_attribute",
        "loan_class_attribute",
        "loan_address_type",
    ),
}


def explain_rule(key: str, language: Language) -> list[tuple[str, bool]]:
    """Return its sentence in pieces, each with whether it is a value as it is typed."""
    pieces = phrases.say(language, RULES[key][0]).split("`")
    return [(piece, bool(place % 2)) for place, piece in enumerate(pieces) if piece]


def format_rule(value: Any) -> str:
    """Return the value as it is typed; '' for nothing."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
