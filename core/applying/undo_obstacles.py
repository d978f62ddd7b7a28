"""Obstacles to undoing: later changes, which an undo would silently lose."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from rosterdesk.core.language import N_, Language, Phrases
from rosterdesk.core.person_names import full_name
from rosterdesk.core.storage.bulk import select_any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tortoise.backends.base.client import BaseDBAsyncClient

    from rosterdesk.core.applying.undo_touched import Touched
    from rosterdesk.core.models import Plan

_phrases = Phrases("rosterdesk.core")


class Reason(StrEnum):
    IMPORTED = "imported"  # a later import changed them
    CHANGED = "changed"  # a person changed them
    MAY_SEND = "may_send"
    LOGGED_IN = "logged_in"
    NUMBER_TAKEN = "number_taken"


_SENTENCES = {
    Reason.IMPORTED: N_("{name} was changed by the later import {by}. Undo that one first."),
    Reason.CHANGED: N_("{name} was changed by {by} after this import."),
    Reason.MAY_SEND: N_("{name} may send rosters now. Withdraw that first."),
    Reason.LOGGED_IN: N_("{name} has used the password of the slip already."),
    Reason.NUMBER_TAKEN: N_("The pupil number that {name} had is another customer's now."),
}


@dataclass(frozen=True, slots=True)
class Obstacle:
    """The reason that one customer cannot be undone; ``by`` is the later import or the person."""

    customer_id: int
    name: str
    reason: Reason
    by: str = ""

    def say(self, language: Language) -> str:
        return _phrases.say(language, _SENTENCES[self.reason], name=self.name, by=self.by)


async def find_obstacles(client: BaseDBAsyncClient, plan: Plan, touched: Touched) -> list[Obstacle]:
    """Return what stands in the way of undoing these people together, by customer."""
    found = [
        *await _find_changed(client, plan, touched),
        *await _find_used(client, touched),
        *await _find_numbers_taken(client, touched),
    ]
    return sorted(found, key=lambda obstacle: obstacle.customer_id)


async def _find_changed(client: BaseDBAsyncClient, plan: Plan, touched: Touched) -> list[Obstacle]:
    changed = {
        customer_id: row["revision"]
        for customer_id, row in touched.customers.items()
        if row["revision"] != plan.applied_event_id
    }
    events = await select_any(
        client,
        "SELECT e.id, e.actor, s.reference FROM event e"
        " LEFT JOIN submission s ON s.id = e.submission_id WHERE",
        "e.id",
        sorted(set(changed.values())),
    )
    who = {event["id"]: (event["reference"], event["actor"]) for event in events}
    return [
        _explain_change(touched, customer_id, *who.get(revision, (None, "")))
        for customer_id, revision in changed.items()
    ]


def _explain_change(
    touched: Touched, customer_id: int, reference: str | None, actor: str
) -> Obstacle:
    reason = Reason.IMPORTED if reference else Reason.CHANGED
    return Obstacle(customer_id, _name(touched, customer_id), reason, reference or actor)


async def _find_used(client: BaseDBAsyncClient, touched: Touched) -> list[Obstacle]:
    """Return the new ones who did something already: undoing them would delete it."""
    made = sorted(touched.made)
    senders = await _select_customers(client, "uploader", made)
    used = await _select_customers(client, "one_time_password", made, "used_at IS NOT NULL AND ")
    used |= await _select_customers(client, "own_password", made)
    return [
        Obstacle(customer_id, _name(touched, customer_id), reason)
        for reason, ids in ((Reason.MAY_SEND, senders), (Reason.LOGGED_IN, used))
        for customer_id in ids
    ]


async def _select_customers(
    client: BaseDBAsyncClient, table: str, ids: Sequence[int], condition: str = ""
) -> set[int]:
    query = f"SELECT customer_id FROM {table} WHERE {condition}"
    return {row["customer_id"] for row in await select_any(client, query, "customer_id", ids)}


async def _find_numbers_taken(client: BaseDBAsyncClient, touched: Touched) -> list[Obstacle]:
    """Return those whose number of before another customer of that school has by now."""
    wanted = dict(_list_numbers(touched))
    numbers = sorted({number for _, number in wanted})
    holders = await select_any(
        client,
        "SELECT id, school_id, external_number FROM customer WHERE",
        "external_number",
        numbers,
    )
    return [
        Obstacle(owner, _name(touched, owner), Reason.NUMBER_TAKEN)
        for holder in holders
        if holder["id"] not in touched.ids
        and (owner := wanted.get((holder["school_id"], holder["external_number"])))
    ]


def _list_numbers(touched: Touched) -> Iterable[tuple[tuple[int, str], int]]:
    for kept in touched.kept:
        before = kept.read()
        if kept.table == "customer" and not before.keys().isdisjoint(_NUMBER):
            now = touched.customers[kept.customer_id]
            school_id, number = (_before_or_now(name, before, now) for name in _NUMBER)
            if school_id is not None and number is not None:
                yield (school_id, number), kept.customer_id


_NUMBER = ("school_id", "external_number")


def _before_or_now(name: str, before: dict[str, Any], now: dict[str, Any]) -> Any:
    return before[name] if name in before else now[name]


def _name(touched: Touched, customer_id: int) -> str:
    row = touched.customers[customer_id]
    return full_name(row["first_name"] or row["initials"], row["prefix"], row["surname"])
