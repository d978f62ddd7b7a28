"""Card numbers of a file that the school's policy does not take over: asked about, or said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.compare.model import CardNumbers, PlanWarning
from rosterdesk.core.compare.numbers import normalise_card

if TYPE_CHECKING:
    from rosterdesk.core.compare.matching import Matching
    from rosterdesk.core.compare.model import Known, Policy
    from rosterdesk.core.roster.model import Pupil


def judge_cards(matching: Matching, policy: Policy) -> list[PlanWarning]:
    """Return what must be said of the card numbers of new people, and of those of known ones.

    It is a question, which stops the plan, where nobody answered it for this school yet.
    """
    if policy.card_numbers is CardNumbers.FILE:
        return []
    new = sum(pupil.card_number is not None for pupil in matching.new)
    known = sum(_has_another(*pair) for pair in (*matching.pairs, *matching.moved))
    if not new and not known:
        return []
    asked = bool(new) and policy.card_numbers is CardNumbers.ASK
    code = "card_numbers" if asked else "cards_not_used"
    return [PlanWarning(code, blocks=asked, values={"new": new, "known": known})]


def _has_another(pupil: Pupil, known: Known) -> bool:
    if pupil.card_number is None:
        return False
    return normalise_card(pupil.card_number) != normalise_card(known.card_number or "")
