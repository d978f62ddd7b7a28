"""One school's part of a take-over, written as an import is: an undo takes it back as one."""

from __future__ import annotations

from secrets import token_hex
from typing import TYPE_CHECKING, Any

from rosterdesk.core.clock import now, today
from rosterdesk.core.compare.fields import ROSTER_FIELDS
from rosterdesk.core.compare.model import Change, ChangeKind, Counts
from rosterdesk.core.customers.card_numbers import make_card_numbers
from rosterdesk.core.customers.locking import bump_revision, lock_customers
from rosterdesk.core.customers.policies import read_policy
from rosterdesk.core.models import CardStatus, MembershipKind, Plan, PlanStatus, School
from rosterdesk.core.person_names import full_name
from rosterdesk.core.plans.changes import COLUMNS, change_to_row
from rosterdesk.core.storage.bulk import insert_rows, reserve_ids
from rosterdesk.core.storage.edits import Edits, keep_befores, write_edits
from rosterdesk.core.trail.chain import digest_changes
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import MembersLoaded
from rosterdesk.core.trail.touches import note_touched

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from tortoise.backends.base.client import BaseDBAsyncClient

    from rosterdesk.core.customers.card_numbers import CardNumbering
    from rosterdesk.core.models import Submission
    from rosterdesk.core.takeover.comparing import Joined, Outcome
    from rosterdesk.core.takeover.model import Row
    from rosterdesk.core.trail.actors import Actor

_FIELDS = (*ROSTER_FIELDS, "external_number_2", "eck_id")
_REQUIRED = {"surname": "", "role": "pupil"}
_CUSTOMER = ("id", "school_id", "origin_change_id", "revision", "hand_edited", *_FIELDS)
_MEMBERSHIP = ("id", "customer_id", "kind", "starts_on", "ends_on", "begun_by_plan_id")
_CARD = ("id", "customer_id", "number", "status")


async def write_school(
    client: BaseDBAsyncClient,
    part: Submission,
    outcome: Outcome,
    actor: Actor,
    numbering: CardNumbering,
) -> None:
    """Write what is new and what changes, with its plan, event and before-values."""
    changed = [joined for joined in outcome.joined if joined.changes]
    plan, lines = await _add_plan(client, part, outcome, changed, actor)
    said = MembersLoaded(version=1, content=plan.content, counts=plan.counts)
    event = await record(said, actor, submission=part)
    await Plan.filter(id=plan.id).update(applied_event_id=event.id)
    school = await School.get(id=part.school_id)
    ids = await reserve_ids(client, "customer", len(outcome.new))
    await _insert_customers(client, ids, outcome.new, lines, school.id, event.id)
    edits = await _edit_known(client, changed, event.id)
    people = [*zip(ids, outcome.new, strict=True)]
    people += [(each.existing.known.id, each.row) for each in changed if each.joins]
    members = await _insert_memberships(client, people, plan.id)
    cards = [(number, row.card, row.blocked) for number, row in zip(ids, outcome.new, strict=True)]
    cards += [
        (each.existing.known.id, each.card, each.row.blocked) for each in changed if each.card
    ]
    made = await _insert_cards(client, cards, school, numbering)
    new = set(ids)
    edits.made = [("membership", row, who) for row, who in members if who not in new]
    edits.made += [("card", row, who) for row, who in made if who not in new]
    await keep_befores(client, plan.id, edits)
    await note_touched(client, event.id, [*ids, *(each.existing.known.id for each in changed)])
    await bump_revision(school.id)


async def _add_plan(
    client: BaseDBAsyncClient,
    part: Submission,
    outcome: Outcome,
    changed: Sequence[Joined],
    actor: Actor,
) -> tuple[Plan, Sequence[int]]:
    """Add the plan with a line for each person; return it and the ids of the lines of the new."""
    counted, salt, moment = outcome.counts, token_hex(16), now()
    counts = Counts(new=counted["new"], changed=counted["changed"], unchanged=counted["unchanged"])
    plan = await Plan.create(
        submission=part,
        version=1,
        status=PlanStatus.APPLIED,
        school_revision=(await School.get(id=part.school_id)).revision,
        counts={name: getattr(counts, name) for name in counts.__slots__},
        made_at=moment,
        salt=salt,
        decided_at=moment,
        decided_by=actor.name,
        applied_at=moment,
    )
    changes = [_describe_new(row) for row in outcome.new] + [_describe(each) for each in changed]
    lines = [change_to_row(plan.id, place, change) for place, change in enumerate(changes)]
    plan.content = digest_changes(salt, lines)
    await plan.save(update_fields=["content"])
    ids = await reserve_ids(client, "change", len(lines))
    values = [(number, *line) for number, line in zip(ids, lines, strict=True)]
    await insert_rows(client, "change", ("id", *COLUMNS), values)
    return plan, ids[: len(outcome.new)]


def _describe_new(row: Row) -> Change:
    """Return a line that names the person; what they are stands in their own row."""
    get = row.values.get
    name = full_name(get("first_name") or get("initials"), get("prefix"), get("surname"))
    return Change(
        ChangeKind.NEW,
        row=row.line,
        external_number=get("external_number"),
        name=name,
        class_name=(get("class_name") or get("class_code")),
    )


def _describe(joined: Joined) -> Change:
    change = _describe_new(joined.row)
    change.kind = ChangeKind.CHANGED
    change.customer_id = joined.existing.known.id
    change.customer_revision = joined.existing.known.revision
    # The second key is shown to nobody, in no plan either.
    change.fields = {
        name: (joined.existing.get(name), value)
        for name, value in joined.fields.items()
        if name not in ("eck_id", "external_number_2")
    }
    return change


async def _insert_customers(
    client: BaseDBAsyncClient,
    ids: Sequence[int],
    rows: Sequence[Row],
    lines: Sequence[int],
    school_id: int,
    event_id: int,
) -> None:
    values = []
    for number, line, row in zip(ids, lines, rows, strict=True):
        facts: Mapping[str, Any] = _REQUIRED | row.values
        values.append((number, school_id, line, event_id, "[]", *map(facts.get, _FIELDS)))
    await insert_rows(client, "customer", _CUSTOMER, values)


async def _edit_known(client: BaseDBAsyncClient, changed: Sequence[Joined], event_id: int) -> Edits:
    edits = Edits()
    customers = await lock_customers(client, [each.existing.known.id for each in changed])
    for each in changed:
        row = customers[each.existing.known.id]
        edits.edit("customer", row, row["id"], {**each.fields, "revision": event_id})
    await write_edits(client, edits.edits)
    return edits


async def _insert_memberships(
    client: BaseDBAsyncClient, people: Sequence[tuple[int, Row]], plan_id: int
) -> list[tuple[int, int]]:
    ids = await reserve_ids(client, "membership", len(people))
    day, kind = today(), str(MembershipKind.SCHOOL_LIBRARY)
    values = [
        (number, who, kind, _begin(row, day), row.until, plan_id)
        for number, (who, row) in zip(ids, people, strict=True)
    ]
    await insert_rows(client, "membership", _MEMBERSHIP, values)
    return [(number, who) for number, (who, _) in zip(ids, people, strict=True)]


def _begin(row: Row, day: date) -> date:
    """Return when the membership began; one that is over did not begin after its end."""
    begun = row.since or day
    return min(begun, row.until) if row.until else begun


async def _insert_cards(
    client: BaseDBAsyncClient,
    cards: Sequence[tuple[int, str | None, bool]],
    school: School,
    numbering: CardNumbering,
) -> list[tuple[int, int]]:
    """Insert the cards; who has none gets one, as everybody who is new."""
    ids = await reserve_ids(client, "card", len(cards))
    wanted = [number for _, number, _ in cards]
    numbers = await make_card_numbers(ids, wanted, read_policy(school), numbering)
    values = [
        (i, who, number, str(CardStatus.BLOCKED if blocked else CardStatus.ACTIVE))
        for i, (who, _, blocked), number in zip(ids, cards, numbers, strict=True)
    ]
    await insert_rows(client, "card", _CARD, values)
    return [(i, who) for i, (who, _, _) in zip(ids, cards, strict=True)]
