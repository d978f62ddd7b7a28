"""The changes to a customer who is known: to the row itself, memberships and cards. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from rosterdesk.core.compare.model import BlockCards, Change, ChangeKind
from rosterdesk.core.models import CardStatus, MembershipKind
from rosterdesk.core.storage.bulk import dump
from rosterdesk.core.storage.edits import Edits, read_date

if TYPE_CHECKING:
    from datetime import date, datetime

    Row = dict[str, Any]

# What a change may hold beside the customer's own columns.
MEMBERSHIPS = {
    "school_member": MembershipKind.SCHOOL_LIBRARY,
    "public_member": MembershipKind.PUBLIC_LIBRARY,
}
CARD = "card_number"
BESIDE = {*MEMBERSHIPS, CARD}


@dataclass(frozen=True, slots=True)
class Applying:
    """The facts of one run; ``event_id`` becomes the revision of everybody who is touched."""

    plan_id: int
    event_id: int
    today: date
    moment: datetime
    block_cards: BlockCards


@dataclass(slots=True)
class Person:
    """A customer's rows as they are, each kind in the order of their ids."""

    customer: Row
    memberships: list[Row] = field(default_factory=list)
    cards: list[Row] = field(default_factory=list)
    gives_number: bool = False  # its number goes to another person


@dataclass(slots=True)
class Additions:
    """Rows to insert for known customers, in the columns of ``new.py``."""

    memberships: list[tuple[int, str]] = field(default_factory=list)  # customer, kind
    cards: list[tuple[int, str]] = field(default_factory=list)  # customer, number


def edit_person(
    change: Change, person: Person, run: Applying, edits: Edits, additions: Additions
) -> None:
    """Work out all that the change does to this customer."""
    edits.edit("customer", person.customer, person.customer["id"], _new_values(change, person, run))
    _edit_memberships(change, person, run, edits, additions)
    _edit_cards(change, person, run, edits, additions)


def take_number(person: Person, run: Applying, edits: Edits) -> None:
    """Let go of a number that goes to another person, where nothing else changes."""
    after = {"external_number": None, "revision": run.event_id}
    edits.edit("customer", person.customer, person.customer["id"], after)


def _new_values(change: Change, person: Person, run: Applying) -> Row:
    after = {name: pair[1] for name, pair in change.fields.items() if name not in BESIDE}
    if change.eck_id is not None:
        after["eck_id"] = change.eck_id
    edited = person.customer["hand_edited"]
    edited = orjson.loads(edited) if isinstance(edited, str) else edited
    if not after.keys().isdisjoint(edited):
        after["hand_edited"] = dump([name for name in edited if name not in after])
    if person.gives_number:
        after.setdefault("external_number", None)
    after["revision"] = run.event_id
    return after


def _edit_memberships(
    change: Change, person: Person, run: Applying, edits: Edits, additions: Additions
) -> None:
    customer_id = person.customer["id"]
    for name, kind in MEMBERSHIPS.items():
        wanted = change.fields.get(name, (None, None))[1]
        of_kind = [row for row in person.memberships if row["kind"] == kind]
        if wanted is True:
            running = [row for row in of_kind if _is_running(row, run.today)]
            if running:  # back within the days of grace: the same membership goes on
                after: Row = {"ends_on": None, "ended_by_plan_id": None}
                edits.edit("membership", running[-1], customer_id, after)
            else:
                additions.memberships.append((customer_id, str(kind)))
        elif wanted is False:
            after = {"ends_on": change.ends_on or run.today, "ended_by_plan_id": run.plan_id}
            for row in of_kind:
                if row["ends_on"] is None:
                    edits.edit("membership", row, customer_id, after)


def _is_running(row: Row, today: date) -> bool:
    ends_on = read_date(row["ends_on"])
    return ends_on is None or ends_on > today


def _edit_cards(
    change: Change, person: Person, run: Applying, edits: Edits, additions: Additions
) -> None:
    if CARD in change.fields:
        _replace_card(change.fields[CARD][1], person, run, edits, additions)
    elif change.fields.get("school_member", (None, None))[1] is True:
        _unblock_card(person, run, edits)
    elif change.kind is ChangeKind.LEAVING and run.block_cards is BlockCards.AT_ONCE:
        _block_cards(person, run, edits)


def _replace_card(
    number: str, person: Person, run: Applying, edits: Edits, additions: Additions
) -> None:
    """Give the card of the file; the one before it is replaced, it may be the other way round."""
    own = [card for card in person.cards if card["number"] == number]
    for card in person.cards:
        if card["number"] != number and _is_in_use(card):
            edits.edit("card", card, person.customer["id"], _card(CardStatus.REPLACED, run))
    if own:
        edits.edit("card", own[0], person.customer["id"], _card(CardStatus.ACTIVE, run))
    else:
        additions.cards.append((person.customer["id"], number))


def _unblock_card(person: Person, run: Applying, edits: Edits) -> None:
    """Unblock the card that was blocked by leaving; one that a person blocked stays so."""
    if any(card["status"] == CardStatus.ACTIVE for card in person.cards):
        return
    blocked = [card for card in person.cards if _is_in_use(card)]
    for card in blocked[-1:]:
        edits.edit("card", card, person.customer["id"], _card(CardStatus.ACTIVE, run))


def _block_cards(person: Person, run: Applying, edits: Edits) -> None:
    public = (row for row in person.memberships if row["kind"] == MembershipKind.PUBLIC_LIBRARY)
    if any(_is_running(row, run.today) for row in public):
        return  # the public library goes on with the same card
    for card in person.cards:
        if card["status"] == CardStatus.ACTIVE:
            edits.edit(
                "card", card, person.customer["id"], _card(CardStatus.BLOCKED, run, run.plan_id)
            )


def _card(status: CardStatus, run: Applying, plan_id: int | None = None) -> Row:
    return {"status": str(status), "blocked_by_plan_id": plan_id, "changed_at": run.moment}


def _is_in_use(card: Row) -> bool:
    blocked_by_leaving = (
        card["status"] == CardStatus.BLOCKED and card["blocked_by_plan_id"] is not None
    )
    return card["status"] == CardStatus.ACTIVE or blocked_by_leaving
