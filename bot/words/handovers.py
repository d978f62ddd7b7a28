"""Sentences of several doors about files for the loan system."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.handover.model import Form, Who
from rosterdesk.core.language import N_

if TYPE_CHECKING:
    from rosterdesk.core.language import Language

FORMS = {
    Form.WISE_NL: N_("Wise (Dutch)"),
    Form.WISE_EN: N_("Wise (English)"),
    Form.KOHA: N_("Koha"),
    Form.FOLIO: N_("FOLIO"),
    Form.CSV: N_("plain CSV"),
    Form.JSON: N_("plain JSON"),
}
WHO = {
    Who.EVERYBODY: N_("everybody"),
    Who.CHANGED: N_("who changed"),
    Who.LEAVERS: N_("who left"),
}


def name_form(form: Form, language: Language) -> str:
    return phrases.say(language, FORMS[form])


def name_who(who: Who, language: Language) -> str:
    return phrases.say(language, WHO[who])


def describe_partial(language: Language) -> str:
    return phrases.say(
        language,
        "Wise may end the membership of everybody who is not in this file: use it only where it"
        " does not.",
    )
