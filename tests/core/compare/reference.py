"""A deliberately simple model of applying: what a difference means, without a database.

Customers are a dict of id -> Known. Nothing is fast, checked or kept of the past.
"""

from __future__ import annotations

from dataclasses import replace

from rosterdesk.core.compare.model import Change, ChangeKind, Difference, Known

Customers = dict[int, Known]
DOING_NOTHING = {ChangeKind.CONFLICT, ChangeKind.SKIPPED}


def apply(difference: Difference, customers: Customers, school_id: int) -> Customers:
    """Return the customers after the difference; new ones get the next ids in its order."""
    after = dict(customers)
    for change in difference.changes:
        if change.number_from is not None and change.kind not in DOING_NOTHING:
            after[change.number_from] = replace(after[change.number_from], external_number=None)
    for change in difference.changes:
        if change.kind not in DOING_NOTHING:
            apply_change(change, after, school_id)
    return after


def apply_change(change: Change, customers: Customers, school_id: int) -> None:
    values = {name: after for name, (_, after) in change.fields.items()}
    if change.kind is ChangeKind.NEW:
        customer_id = max(customers, default=0) + 1
        values.setdefault("card_number", f"G{customer_id}")
        customers[customer_id] = Known(customer_id, school_id, revision=1, **values)
        return
    assert change.customer_id is not None
    before = customers[change.customer_id]
    assert before.revision == change.customer_revision
    for name, (known, _) in change.fields.items():
        assert getattr(before, name) == known
    overwritten = before.hand_edited - values.keys()
    customers[change.customer_id] = replace(
        before, revision=before.revision + 1, hand_edited=overwritten, **values
    )
