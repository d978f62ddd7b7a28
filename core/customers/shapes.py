"""The shapes of facts registered by hand: the same ones that a roster is held to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.roster.values.shapes import find_misfit

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME = N_("A name has letters, no digits or dates, and at most 80 characters.")
_SENTENCES = {
    **dict.fromkeys(("first_name", "surname", "prefix", "initials"), _NAME),
    **dict.fromkeys(("class_code", "class_name"), N_("A class is no date and no e-mail address.")),
    "external_number": N_("A pupil number is no date, and has at most 20 characters."),
    "street": N_("A street has letters, and is no date."),
    "house_number": N_("A house number has digits, and at most 12 characters."),
    "house_number_suffix": N_("What stands behind a house number has at most 10 characters."),
    "city": N_("A city has letters and no digits."),
    "phone": N_("A telephone number has digits, and is no date."),
    "school_type": N_("A type of school is no date and no e-mail address."),
}


class FactShapeError(RosterdeskError):
    """A value does not look like what its field holds."""


def require_shapes(facts: Mapping[str, Any]) -> None:
    """Raise FactShapeError for a value that the reader of rosters would not use either."""
    misfit = find_misfit(facts)
    if misfit is not None:
        raise FactShapeError(_SENTENCES[misfit])
