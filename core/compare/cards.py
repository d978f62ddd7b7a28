"""Card numbers: no two customers with one number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.compare.model import ChangeKind
from rosterdesk.core.compare.numbers import normalise_card

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.core.compare.elsewhere import Elsewhere
    from rosterdesk.core.compare.model import Change, Known


def refuse_cards_in_use(
    changes: Sequence[Change], known: Sequence[Known], elsewhere: Elsewhere
) -> None:
    """Take a card number that is somebody else's out of the change, with a remark.

    The customer then keeps the card, or gets a generated number. A number that is given up in
    this same file is still in use: cards are not passed on.
    """
    wanting = [
        change
        for change in changes
        if "card_number" in change.fields and change.kind is not ChangeKind.CONFLICT
    ]
    if not wanting:
        return
    owners = {
        normalise_card(one.card_number): one.id
        for one in (*known, *elsewhere.customers)
        if one.card_number
    }
    for change in sorted(wanting, key=lambda change: (change.sheet or "", change.row or 0)):
        card = normalise_card(change.fields["card_number"][1])
        owner = owners.setdefault(card, change.customer_id or -(change.row or 0))
        if owner != (change.customer_id or -(change.row or 0)):
            del change.fields["card_number"]
            change.remarks += ("card_in_use",)
