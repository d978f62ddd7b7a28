"""Sentences on what was done, for the page that comes after it; the address has only the name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.page.screen.texts import phrases
from rosterdesk.bot.words import decisions, jobs
from rosterdesk.bot.words.texts import phrases as shared
from rosterdesk.core.language import N_

if TYPE_CHECKING:
    from rosterdesk.core.language import Language

# Of decisions and of print jobs every door says the same.
_SHARED = {
    "approved": decisions.APPROVED,
    "voted": decisions.VOTED,
    "rejected": decisions.REJECTED,
    "asked": decisions.ASKED,
    "lifted": decisions.LIFTED,
    "answered_here": decisions.ANSWERED,
    "columns_named": decisions.COLUMNS_NAMED,
    "code_named": decisions.CODE_NAMED,
    "tomorrow": decisions.TOMORROW,
    "paused": jobs.STEERED["pause"],
    "resumed": jobs.STEERED["resume"],
    "stopping": jobs.STEERED["stop"],
    "print_now": jobs.STEERED["now"],
    "slip_works": jobs.ANSWERED_YES,
    "slip_again": jobs.ANSWERED_NO,
}
SAID = {
    "password": N_("Your new password is set and active."),
    "out": N_("You are logged out."),
    "over": N_("You were logged out, because this page was not used for a while. Log in again."),
    "ended": N_("That browser is logged out."),
    "sent": N_("Sent to the library. Here you see how far it is."),
    "answered": N_("The answer is with the library."),
    "discarded": N_("The file is deleted. The library did not get it."),
    "unlinked": N_("That chat is unlinked."),
    "passkey": N_("The passkey works from now on."),
    "passkey_removed": N_("That passkey works no longer."),
    "printing": N_("The slips are in the queue of the printer."),
    "skipped": N_("That slip is skipped."),
    "cancelled": N_("The slips that were not printed yet are cancelled."),
    "moved": N_("The slips that were not printed yet come out of the other printer."),
    "restarted": N_("It goes on at that slip."),
    "slip_printing": N_("The slip is in the queue of the printer."),
    "registered": N_("Registered. A slip with the one-time password can be printed now."),
    "customer_changed": N_("The changes are saved."),
    "card_blocked": N_("The card is blocked. Its password and its sessions are ended."),
    "card_unblocked": N_("The card works again."),
    "card_replaced": N_("The card is replaced. Print a slip for the new one."),
    "membership_changed": N_("The memberships are changed."),
    "pause_ended": N_("The pause is over: the password can be typed again."),
    # the library itself
    "role": N_("From now on the rights are those of the new role."),
    "staff_address": N_("The address is set."),
    "joined": N_("Noted: the member of staff and the customer are one person."),
    "staff_gone": N_("Every right is taken away, and every session is ended."),
    "school_added": N_("The school is added. Who may send its rosters?"),
    "school_changed": N_("The school is as it stands here."),
    "granted": N_("May send rosters for this school from now on."),
    "withdrawn": N_("May no longer send rosters for this school."),
    "confirmed": N_("The address is confirmed."),
    "caretakers": N_("From now on whoever is ticked decides about its rosters."),
    "rule": N_("The rule holds from now on."),
}


def say_done(name: str, language: Language) -> str:
    """Return the sentence of that name; '' for a name that is none."""
    if name in _SHARED:
        return shared.say(language, _SHARED[name])
    return phrases.say(language, SAID[name]) if name in SAID else ""
