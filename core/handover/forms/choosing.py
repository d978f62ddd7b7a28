"""The writer of a form, and what it makes of the people whom it does not write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.handover.forms.folio import write_folio
from rosterdesk.core.handover.forms.koha import write_koha, write_koha_leavers
from rosterdesk.core.handover.forms.plain import write_plain_csv, write_plain_json
from rosterdesk.core.handover.model import Form, Who, Written
from rosterdesk.core.language import N_, Language
from rosterdesk.core.reports.wise import write_wise

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rosterdesk.core.handover.model import Member, Place

SUFFIXES = {Form.FOLIO: "json", Form.JSON: "json"}
_WISE = {Form.WISE_NL: Language.NL, Form.WISE_EN: Language.EN}


class NoSuchFileError(RosterdeskError):
    """The loan system reads no file of these people."""


def write_file(
    form: Form,
    who: Who,
    members: Sequence[Member],
    place: Place,
    today: date,
    *,
    with_cards: bool = False,
) -> Written:
    """Write these members; ``with_cards``: the Dutch file for Wise replaces main cards too.

    Raises NoSuchFileError for leavers and Wise, which ends the membership of whoever is not in
    the file of everybody.
    """
    leaving = who is Who.LEAVERS
    if form in _WISE:
        if leaving:
            raise NoSuchFileError(
                N_("Wise has no file of leavers: it ends those who are not in that of everybody.")
            )
        made = write_wise(
            [member.known for member in members], _WISE[form], place.address, with_cards=with_cards
        )
        return Written(made.content, len(members) - len(made.left_out), made.left_out)
    if form is Form.KOHA:
        if leaving:
            return write_koha_leavers(members, place, today)
        return write_koha(members, place)
    if form is Form.FOLIO:
        return write_folio(members, place, active=not leaving)
    return write_plain_json(members) if form is Form.JSON else write_plain_csv(members)
