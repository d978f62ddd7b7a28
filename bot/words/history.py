"""The history of a customer in words: imports with their fields, and acts of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.compare.answers import FIELDS, format_field_value, name_field, name_kind
from rosterdesk.core.compare.model import ChangeKind
from rosterdesk.core.language import N_
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from rosterdesk.core.language import Language
    from rosterdesk.core.reports.history import Happening

_SAID: dict[str, str] = {
    Kind.CUSTOMER_ADDED: N_("registered"),
    Kind.CUSTOMER_CHANGED: N_("changed by hand"),
    Kind.UPLOADER_GRANTED: N_("may send rosters from now on"),
    Kind.UPLOADER_WITHDRAWN: N_("may send rosters no longer"),
    Kind.CHAT_LINKED: N_("a chat was linked"),
    Kind.CHAT_UNLINKED: N_("a chat was unlinked"),
    Kind.LOGGED_IN: N_("logged in"),
    Kind.LOGGED_OUT: N_("logged out"),
    Kind.LOGIN_FAILED: N_("a wrong password was typed"),
    Kind.LOGIN_LOCKED: N_("many wrong passwords were typed"),
    Kind.LOGIN_UNLOCKED: N_("the pause after wrong passwords was ended"),
    Kind.PASSWORD_CHOSEN: N_("chose an own password"),
    Kind.PASSWORD_SHOWN: N_("a one-time password was shown"),
    Kind.MEMBERSHIP_BEGUN: N_("a membership began"),
    Kind.MEMBERSHIP_ENDED: N_("a membership ended"),
    Kind.POWER_CHANGED: N_("something changed that opens rights"),
    Kind.ADDRESS_CONFIRMED: N_("the address was confirmed"),
    Kind.ACCESS_ENDED: N_("passwords and sessions were ended"),
    Kind.CARD_CHANGED: N_("a card changed"),
    Kind.SLIPS_REQUESTED: N_("a slip was asked for"),
    Kind.SLIP_SENT: N_("a slip was printed"),
    Kind.SLIP_UNKNOWN: N_("a slip may have been printed"),
    Kind.SLIP_FAILED: N_("a slip could not be made"),
    Kind.SLIP_ANSWERED: N_("somebody said whether a slip is on paper"),
    Kind.SLIPS_CANCELLED: N_("a slip was cancelled"),
    Kind.QUESTION_ANSWERED: N_("answered a question of the library"),
    Kind.MAIL_ASKED: N_("was asked whether a mail is theirs"),
    Kind.MAIL_CONFIRMED: N_("confirmed a mail"),
    Kind.MAIL_DENIED: N_("denied a mail"),
    Kind.SUBMISSION_RECEIVED: N_("sent a roster"),
}
_OTHER = N_("something else was written down")


def describe_happening(happening: Happening, language: Language) -> str:
    """Return what happened, with the reference of the file that it came from."""
    if happening.what in set(ChangeKind):
        said = phrases.say(
            language, "import: {kind}", kind=name_kind(ChangeKind(happening.what), language)
        )
        said += phrases.say(language, ", undone") if happening.undone_at else ""
    else:
        said = phrases.say(language, _SAID.get(happening.what, _OTHER))
    return f"{said} · {happening.reference}" if happening.reference else said


def describe_fields(happening: Happening, language: Language) -> list[str]:
    """Return each field that changed: before and after, or its name where only that is kept."""
    lines = []
    for name, (before, after) in happening.fields.items():
        was, now = (format_field_value(name, each, language) or "–" for each in (before, after))
        lines.append(f"{_name(name, language)}: {was} → {now}")
    if happening.names:
        lines.append(", ".join(_name(name, language) for name in happening.names))
    return lines


def _name(name: str, language: Language) -> str:
    return (
        name_field(name, language)
        if name in FIELDS
        else phrases.say(language, _BESIDE.get(name, name))
    )


_BESIDE = {
    "receipts": N_("Receipts"),
    "reservation_notices": N_("Reservation notices"),
    "notice": N_("Notice"),
    "remarks": N_("Remarks"),
    "user_name": N_("User name"),
}
