"""Reading the columns of a roster, one after the other; each has its room in `fields`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from rosterdesk.core.roster.fields.ages import leave_out_far_dates
from rosterdesk.core.roster.fields.classes import derive_years, read_classes
from rosterdesk.core.roster.fields.contact import read_address, read_contact
from rosterdesk.core.roster.fields.dates import read_birth_and_leaving
from rosterdesk.core.roster.fields.duplicates import find_duplicates
from rosterdesk.core.roster.fields.left_out import leave_out
from rosterdesk.core.roster.fields.names import read_names
from rosterdesk.core.roster.fields.nothing import blank_nothing, tell_nothing
from rosterdesk.core.roster.fields.numbers import read_numbers
from rosterdesk.core.roster.fields.roles import read_roles
from rosterdesk.core.roster.fields.shapes import fit_values
from rosterdesk.core.roster.grids import Cells
from rosterdesk.core.roster.values.brins import name_school
from rosterdesk.core.roster.values.classes import read_year
from rosterdesk.core.roster.values.contact import read_yes
from rosterdesk.core.roster.values.numbers import read_number
from rosterdesk.core.roster.values.sex import read_sexes
from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from rosterdesk.core.roster.hints import Hints
    from rosterdesk.core.roster.people import People

_ECK = re.compile(r"[\w:/.\-+=]{16,120}")  # an address of ketenid.nl with a digest, as a rule
_CARD = re.compile(r"[0-9A-Za-z]{4,20}")


def interpret(people: People, hints: Hints) -> None:
    """Fill ``people.found`` and ``people.problems``; failed rows are marked."""
    people.tell_notes()
    blank_nothing(people)
    leave_out(people, hints)
    fit_values(people)
    read_numbers(people, hints)
    read_names(people)
    read_birth_and_leaving(people, hints)
    _read_sex(people)
    read_classes(people)
    read_address(people)
    read_contact(people)
    read_roles(people, hints)
    _read_rest(people)
    leave_out_far_dates(people, hints)
    if not people.has("year"):
        derive_years(people)
    find_duplicates(people)
    tell_nothing(people)


def _read_sex(people: People) -> None:
    cells = people.cells("sex")
    sexes, unread = read_sexes(cells.distinct)
    people.set_cells("sex", Cells(cells.codes, sexes))
    if any(unread):
        people.remark("sex_unknown", np.array(unread)[cells.codes], "sex")


def _read_rest(people: People) -> None:
    people.set_read("year", people.cells("year"), read_year, "year_invalid")
    people.set_cells("school_type", people.cells("school_type").texts())
    people.set_read("card_number", people.cells("card_number"), _read_card, "card_invalid")
    if people.has("eck_id"):
        people.set_cells("eck_id", people.cells("eck_id").map(_read_eck))
    if people.has("brin") or people.has("location"):
        people.set_cells("school_code", _read_schools(people))
    consent = people.cells("public_library").map(lambda cell: read_yes(to_text(cell)))
    people.set_cells("public_library", consent)


def _read_eck(cell: Any) -> str | None:
    text = to_text(cell).strip()
    return text if _ECK.fullmatch(text) else None


def _read_schools(people: People) -> Cells:
    """Read the BRIN and the location of each row as one code."""
    brins, locations = people.cells("brin"), people.cells("location")
    pairs, codes = np.unique(
        brins.codes * len(locations.distinct) + locations.codes, return_inverse=True
    )
    named = (divmod(int(pair), len(locations.distinct)) for pair in pairs)
    texts = [(to_text(brins.distinct[b]), to_text(locations.distinct[at])) for b, at in named]
    return Cells(codes, [name_school(*each) for each in texts])


def _read_card(cell: Any) -> tuple[str | None, bool]:
    text, _ = read_number(cell)
    if not text:
        return None, False
    return (text, False) if _CARD.fullmatch(text) else (None, True)
