"""Sentences of several doors about files for the loan system."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.customers.policies import read_policy
from rosterdesk.core.handover.model import Form, Who, describe_refusal
from rosterdesk.core.language import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.core.handover.giving import Refused
    from rosterdesk.core.language import Language
    from rosterdesk.core.models import School

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


def list_forms(school: School) -> list[Form]:
    """Return the school's own form, or all of them where none is set."""
    own = read_policy(school).loan_form
    return [Form(own)] if own in tuple(Form) else list(Form)


def list_who(form: Form) -> Sequence[Who]:
    """Return what a file may hold; Wise ends who is not in it, and has only that of everybody."""
    return (Who.EVERYBODY,) if form in (Form.WISE_NL, Form.WISE_EN) else tuple(Who)


def describe_people(count: int, language: Language) -> str:
    return phrases.say_many(
        language, count, "{count} person in the file.", "{count} people in the file."
    )


def describe_refused(refused: Refused, language: Language) -> str:
    """Return whom the loan system would refuse, and why."""
    return f"{refused.name}: {describe_refusal(refused.code, language)}"


WOULD_REFUSE = N_("The loan system would refuse:")
