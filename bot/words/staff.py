"""Text about staff that several doors say and read."""

from __future__ import annotations

from rosterdesk.bot.words.typed import TypedError
from rosterdesk.core.language import N_
from rosterdesk.core.models import StaffRole

_LONGEST_NAME = 120
ASK_REMOVE = N_("Remove {name}? It takes effect at once.")
GONE = N_("This person does not work here, or no longer.")
_NO_NAME = N_("That is no name.")
_NO_ROLE = N_("A role is librarian, desk or administrator.")


def read_staff_name(typed: str) -> str:
    """Return the name of a new member of staff; raises TypedError."""
    name = " ".join(typed.split())
    if not name or len(name) > _LONGEST_NAME:
        raise TypedError(_NO_NAME)
    return name


def read_role(typed: str) -> StaffRole:
    """Return the role of that name; raises TypedError."""
    if typed not in set(StaffRole):
        raise TypedError(_NO_ROLE)
    return StaffRole(typed)
