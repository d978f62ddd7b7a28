"""Card numbers: no two customers with one number."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rosterdesk.core.compare.model import ChangeKind
from rosterdesk.core.compare.numbers import normalise_card

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.core.compare.model import Change, Known
    from rosterdesk.core.compare.warnings.elsewhere import Elsewhere


def refuse_cards_in_use(
    changes: Sequence[Change],
    known: Sequence[Known],
    elsewhere: Elsewhere,
    repeated: frozenset[str],
) -> None:
    """Take a card number that is somebody else's out of the change, with a remark.

    The customer then keeps the card, or gets a generated number. A number that is given up in
    this same file is still in use: cards are not passed on. ``repeated`` are those that more
    than one row of the file has.
    """
    wanting = [
        change
        for change in changes
        if "card_number" in change.fields and change.kind is not ChangeKind.CONFLICT
    ]
    if not wanting:
        return
    taken = {
        normalise_card(one.card_number) for one in (*known, *elsewhere.customers) if one.card_number
    }
    wanted = Counter(_get_wanted(change) for change in wanting)
    for change in wanting:
        card = _get_wanted(change)
        if card in taken or card in repeated or wanted[card] > 1:
            del change.fields["card_number"]
            change.remarks += ("card_in_use" if card in taken else "card_twice",)
            if not change.fields:
                change.kind = ChangeKind.SKIPPED


def _get_wanted(change: Change) -> str:
    return normalise_card(change.fields["card_number"][1])
