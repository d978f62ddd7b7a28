"""The words of docs/policies.md: each rule of a school in a sentence, with an example."""

from __future__ import annotations

KEYS = {
    "number_prefix": ("Ignored in front of a pupil number.", "12AB"),
    "ignore_leading_zeros": ("007 and 7 are one pupil number.", "false"),
    "public_library": (
        (
            "Who becomes a member of the public library too: `never`, `consent` (where the file's"
            " column says yes) or `everyone`."
        ),
        "never",
    ),
    "public_library_from_year": ("From which year on that holds.", "5"),
    "address": (
        "Whose address is kept: the `pupil`'s, or `school`: addresses in the file are not taken.",
        "school",
    ),
    "card_numbers": (
        (
            "Where the number of a new card comes from: `generated`, `external_number` (the pupil"
            " number) or `file`. `ask`: generated, and a file with card numbers waits until a"
            " librarian says whether they are used; the answer is kept here."
        ),
        "file",
    ),
    "card_branch": ("The digits that stand for {branch} in `card_prefix`.", "0123"),
    "card_prefix": (
        (
            "In front of generated numbers; empty: the library's own shape (`card_number_prefix`,"
            " `card_number_length`)."
        ),
        "2{branch}8",
    ),
    "card_length": ("Digits of a generated number, with prefix and check digit.", "14"),
    "card_check_digit": (
        (
            "The last digit: `none`, `luhn` (ISO/IEC 7812-1) or `mod11`. Cards that a desk scans"
            " are held to it."
        ),
        "luhn",
    ),
    "card_first": ("The first serial number that may be generated.", "500000"),
    "card_last": ("The last one; empty: as many as the length has room for.", "599999"),
    "loan_form": (
        (
            "The form of files for the loan system: `wise-nl`, `wise-en`, `koha`, `folio`, `csv` or"
            " `json`; empty: it is asked each time."
        ),
        "koha",
    ),
    "loan_branch": ("The branch in the loan system; empty: the code of the school.", "ZUID"),
    "loan_category": ("Koha's category, FOLIO's patron group.", "JEUGD"),
    "loan_category_teachers": ("That of teachers; empty: the same.", "DOCENT"),
    "loan_number_attribute": ("Koha's type of attribute for pupil numbers.", "LLNR"),
    "loan_class_attribute": ("Koha's type of attribute for classes.", "KLAS"),
    "loan_address_type": (
        "FOLIO's id of the type of addresses; without it addresses are not given.",
        "Home",
    ),
    "block_cards": (
        "When the cards of those who left are blocked: `at_once`, `after_grace` or `never`.",
        "never",
    ),
    "grace_days": ("Days between leaving and the end of the membership.", "14"),
    "leaving_percent": ("More of the members than this leaving at once stops the plan.", "20"),
    "leaving_count": ("So many people leaving at once stop it too.", "50"),
    "leaving_few": ("So few may always leave.", "2"),
    "wrong_school_percent": ("Fewer known people than this: another school's file?", "30"),
    "wrong_school_elsewhere_percent": (
        "As many known at one other school: the same.",
        "40",
    ),
    "wrong_school_count": ("The least number of people for which both are looked at.", "10"),
    "shifted_percent": ("As many matching numbers with another name or birth date as this.", "30"),
    "shifted_count": ("The least number of people for which that is looked at.", "10"),
    "renumbered_percent": ("As many known people with a new pupil number as this.", "40"),
    "renumbered_count": ("The least number of people for which that is looked at.", "10"),
    "partial_count": ("A class or year of so many that is missing as a whole: a part?", "10"),
    "rollover_percent": ("As many pupils a year up as this: a new school year.", "50"),
    "rollover_count": ("The least number of people for which that is looked at.", "10"),
    "similar_percent": ("How alike two names are before they may be one person.", "85"),
}

SHAPES = (
    "## Card numbers like those of the loan system",
    "",
    "Numbers that rosterdesk makes must not be those that the loan system makes. Reserve a range",
    "there, or take a branch number of your own. Numbers that anybody has or had are passed over,",
    "and `rosterdesk doctor` says when nine in ten numbers of a range are in use. Not tried on a",
    "real Wise; from its public help pages:",
    "",
    "| Numbers of Wise | `card_prefix` | `card_length` | `card_check_digit` |",
    "|---|---|---|---|",
    "| `2`, branch (4), `8`, serial, check digit | `2{branch}8` | 14 | `luhn` |",
    "| schoolWise: branch (4), three zeros, `9`, serial (5) | `{branch}0009` | 13 | `none` |",
    "| ten digits: branch (4), serial (6) | `{branch}` | 10 | `none` |",
    "",
    "The way in which Wise computes its check digit is not public: compare one card first. The",
    "branch is set for each school: `rosterdesk school set 12AB00 --policy card_branch=0123`.",
)
