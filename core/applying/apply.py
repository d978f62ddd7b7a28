"""Doing what was approved: one transaction, all or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.applying.known_customers import (
    CARD,
    Additions,
    Applying,
    Person,
    edit_person,
    take_number,
)
from rosterdesk.core.applying.new_customers import (
    insert_additions,
    insert_cards,
    insert_customers,
    insert_memberships,
    list_cards,
    list_memberships,
)
from rosterdesk.core.clock import now, today
from rosterdesk.core.collecting import collector_paused
from rosterdesk.core.compare.model import Change, ChangeKind
from rosterdesk.core.customers.card_numbers import CardNumbering, find_taken
from rosterdesk.core.customers.locking import bump_revision, lock_customers, lock_schools
from rosterdesk.core.customers.policies import read_policy
from rosterdesk.core.models import Plan, PlanStatus, School, Submission, SubmissionStatus
from rosterdesk.core.plans.changes import APPLIED, NewCustomer, load_changes, load_new
from rosterdesk.core.plans.current import are_customers_same
from rosterdesk.core.storage.bulk import select_any
from rosterdesk.core.storage.database import writing
from rosterdesk.core.storage.edits import Edits, keep_befores, write_edits
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.events import librarians, record, sender_of
from rosterdesk.core.trail.payloads import PlanApplied, PlanStale
from rosterdesk.core.trail.touches import note_touched

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from tortoise.backends.base.client import BaseDBAsyncClient

_KNOWN = tuple(kind for kind in APPLIED if kind is not ChangeKind.NEW)


async def apply_submission(submission_id: int, numbering: CardNumbering) -> None:
    """Apply the approved plan; a second call, or a call after a crash, finds nothing to do.

    Where customers changed between the approval and now, nothing is applied: the plan is
    stale, and the submission is to be compared again.
    """
    plan = await Plan.get_or_none(submission_id=submission_id, status=PlanStatus.APPROVED)
    if plan is None:
        return
    submission = await Submission.get(id=submission_id)
    changes = [change for _, change in await load_changes(plan.id, _KNOWN)]
    with collector_paused():
        new = await load_new(plan.id)
        async with writing() as client:
            schools = {submission.school_id, *_list_schools_left(changes)}
            await lock_schools(schools)
            if not await Plan.filter(id=plan.id, status=PlanStatus.APPROVED).exists():
                return
            givers = {c.number_from for c in changes} | {c.number_from for c in new}
            touched = {change.customer_id for change in changes} | givers
            customers = await lock_customers(client, touched)
            if not await _is_current(plan, submission, changes, new):
                await _give_back(plan, submission)
                return
            people = await load_people(client, customers)
            for customer_id, person in people.items():
                person.gives_number = customer_id in givers
            await _apply(client, plan, submission, changes, new, people, numbering)
            for school_id in schools:
                await bump_revision(school_id)


def _list_schools_left(changes: Iterable[Change]) -> set[int]:
    left = {change.fields["school_id"][0] for change in changes if "school_id" in change.fields}
    return left - {None}


async def _is_current(
    plan: Plan,
    submission: Submission,
    changes: Sequence[Change],
    new: Sequence[NewCustomer],
) -> bool:
    """Tell whether everybody whom the plan touches is as they were when it was shown."""
    school = await School.get(id=submission.school_id)
    if school.revision != plan.school_revision or not await are_customers_same(plan.id):
        return False
    owners = await find_taken(
        [one.fields[CARD] for one in new if one.fields.get(CARD)]
        + [change.fields[CARD][1] for change in changes if CARD in change.fields]
    )
    own = {
        change.fields[CARD][1]: change.customer_id for change in changes if CARD in change.fields
    }
    return all(own.get(number) == owner for number, owner in owners.items())


async def _give_back(plan: Plan, submission: Submission) -> None:
    """Have a fresh version made: what was approved is not what would happen now."""
    await Plan.filter(id=plan.id).update(status=PlanStatus.STALE)
    await Submission.filter(id=submission.id).update(status=SubmissionStatus.READ)
    await record(
        PlanStale(version=plan.version), SYSTEM, submission=submission, to=await librarians()
    )


async def load_people(
    client: BaseDBAsyncClient, customers: Mapping[int, dict[str, Any]]
) -> dict[int, Person]:
    """Return the customers with all their memberships and cards."""
    people = {customer_id: Person(row) for customer_id, row in customers.items()}
    ids = list(people)
    members = await select_any(client, "SELECT * FROM membership WHERE", "customer_id", ids)
    for row in sorted(members, key=_by_id):
        people[row["customer_id"]].memberships.append(row)
    cards = await select_any(client, "SELECT * FROM card WHERE", "customer_id", ids)
    for row in sorted(cards, key=_by_id):
        people[row["customer_id"]].cards.append(row)
    return people


def _by_id(row: Mapping[str, Any]) -> int:
    return int(row["id"])


async def _apply(
    client: BaseDBAsyncClient,
    plan: Plan,
    submission: Submission,
    changes: Sequence[Change],
    new: Sequence[NewCustomer],
    people: Mapping[int, Person],
    numbering: CardNumbering,
) -> None:
    policy = read_policy(await School.get(id=submission.school_id))
    event_id = await _finish(plan, submission)
    run = Applying(plan.id, event_id, today(), now(), policy.block_cards)
    edits, additions = _edit(changes, people, run)
    await write_edits(client, edits.edits)
    edits.made = await insert_additions(client, additions, policy, numbering, run)
    await keep_befores(client, plan.id, edits)
    ids = await insert_customers(client, new, submission.school_id, run)
    await insert_memberships(client, list_memberships(ids, new), run)
    await insert_cards(client, list_cards(ids, new), policy, numbering)
    await note_touched(client, event_id, [*people, *ids])


def _edit(
    changes: Sequence[Change], people: Mapping[int, Person], run: Applying
) -> tuple[Edits, Additions]:
    edits, additions = Edits(), Additions()
    changed = {change.customer_id for change in changes}
    for change in changes:
        assert change.customer_id is not None
        edit_person(change, people[change.customer_id], run, edits, additions)
    for customer_id, person in people.items():
        if customer_id not in changed:
            take_number(person, run, edits)
    return edits, additions


async def _finish(plan: Plan, submission: Submission) -> int:
    """Write the event and the statuses; return the event's id, which is everybody's revision."""
    event = await record(
        PlanApplied(version=plan.version, content=plan.content, counts=plan.counts),
        SYSTEM,
        submission=submission,
        to=[*sender_of(submission), *await librarians()],
    )
    await Plan.filter(id=plan.id).update(
        status=PlanStatus.APPLIED, applied_at=now(), applied_event_id=event.id
    )
    await Submission.filter(id=submission.id).update(status=SubmissionStatus.APPLIED)
    return int(event.id)
