"""The register of who looked at whom, in words: never the name of who was looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.language import N_
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads import (
    ClassShown,
    CustomersListed,
    HandedOver,
    read_payload,
)

if TYPE_CHECKING:
    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Event

_SENTENCES = {
    Kind.ORIGINAL_SHOWN: N_("saw the file of a school, as it came"),
    Kind.CHANGES_SHOWN: N_("saw what would change, person by person"),
    Kind.CUSTOMER_SHOWN: N_("saw the card of a customer"),
    Kind.CUSTOMER_EXPORTED: N_("took all that is kept about a customer, as a file"),
    Kind.AUDIT_EXPORTED: N_("took the whole audit trail, as a file"),
}


def describe_look(event: Event, language: Language) -> str:
    """Return what was seen, or taken away."""
    match read_payload(event):
        case ClassShown(class_code=code):
            return phrases.say(language, "saw everybody of class {code}", code=code)
        case CustomersListed(customers=customers):
            one, many = N_("saw {count} customer in a list"), N_("saw {count} customers in a list")
            return phrases.say_many(language, len(customers), one, many)
        case HandedOver(people=people):
            return phrases.say_many(
                language,
                people,
                "took a file for the loan system with {count} person",
                "took a file for the loan system with {count} people",
            )
    return phrases.say(language, _SENTENCES[Kind(event.kind)])
