"""Text about schools that several doors say."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from rosterdesk.bot.words.texts import phrases
from rosterdesk.bot.words.typed import TypedError
from rosterdesk.core.clock import today
from rosterdesk.core.customers.registering import end_of_day
from rosterdesk.core.language import N_

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Staff

NOBODY_SENDS = N_("Nobody may send rosters for this school.")
ONLY_BY_CHAT = N_("Without an e-mail address, rosters can only come by chat.")
ADDRESS_CHANGED = N_(
    "The e-mail address was changed to {address}. Mail from it is held until a librarian"
    " confirms the address."
)
WHO_IS_TICKED = N_(
    "Only who is ticked gets its cards and may approve. With nobody ticked, every librarian may."
)


def describe_caretakers(caretakers: Sequence[Staff], language: Language) -> str:
    if not caretakers:
        return phrases.say(language, "Every librarian decides about its rosters.")
    names = ", ".join(each.name for each in caretakers)
    return phrases.say(language, "Decide about its rosters: {names}", names=names)


def read_last_day(typed: str) -> datetime | None:
    """Return when a right ends whose last day this is; None for nothing. Raises TypedError."""
    if not typed.strip():
        return None
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError as error:
        raise TypedError(N_("A last day is written as 2027-07-31.")) from error
    if day < today():
        raise TypedError(N_("This last day is over: take a later one."))
    return end_of_day(day)
