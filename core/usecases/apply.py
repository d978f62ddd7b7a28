"""Doing what was approved: one transaction, all or nothing."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from rosterdesk.core.actors import SYSTEM
from rosterdesk.core.bulk import insert_rows, reserve_ids, update_rows
from rosterdesk.core.clock import today
from rosterdesk.core.compare.model import Change, ChangeKind, Policy
from rosterdesk.core.database import writing
from rosterdesk.core.events import Kind, librarians, record, sender_of
from rosterdesk.core.models import (
    MembershipKind,
    Plan,
    PlanStatus,
    School,
    Submission,
    SubmissionStatus,
)
from rosterdesk.core.usecases.cards import CardNumbering, make_card_numbers
from rosterdesk.core.usecases.changes import load_changes
from rosterdesk.core.usecases.compare import POLICY
from rosterdesk.core.usecases.locking import bump_revision, lock_school

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from tortoise.backends.base.client import BaseDBAsyncClient

_APPLIED = (
    ChangeKind.NEW,
    ChangeKind.CHANGED,
    ChangeKind.MOVED,
    ChangeKind.RETURNED,
    ChangeKind.LEAVING,
)
# What a change may hold beside the customer's own columns.
_BESIDE = {
    "school_member": MembershipKind.SCHOOL_LIBRARY,
    "public_member": MembershipKind.PUBLIC_LIBRARY,
}
_CARD = "card_number"
_NEW_CUSTOMER = (
    "external_number",
    "initials",
    "first_name",
    "prefix",
    "surname",
    "birth_date",
    "sex",
    "class_code",
    "class_name",
    "year",
    "school_type",
    "email",
    "phone",
    "street",
    "house_number",
    "house_number_suffix",
    "postcode",
    "city",
    "role",
)
_REQUIRED = {"surname": "", "role": "pupil"}


async def apply_submission(submission_id: int, numbering: CardNumbering) -> None:
    """Apply the approved plan; a second call, or a call after a crash, finds nothing to do."""
    submission = await Submission.get(id=submission_id)
    async with writing() as client:
        await lock_school(submission.school_id)
        plan = await Plan.get_or_none(submission=submission, status=PlanStatus.APPROVED)
        if plan is None:
            return
        school = await School.get(id=submission.school_id)
        changes = await load_changes(plan.id, _APPLIED)
        await _apply_changes(client, plan, school, changes, numbering)
        await _finish(plan, submission)


async def _apply_changes(
    client: BaseDBAsyncClient,
    plan: Plan,
    school: School,
    changes: Sequence[tuple[int, Change]],
    numbering: CardNumbering,
) -> None:
    new = [pair for pair in changes if pair[1].kind is ChangeKind.NEW]
    known = [change for _, change in changes if change.kind is not ChangeKind.NEW]
    policy = POLICY.validate_python(school.policy)
    await _free_numbers(client, known)
    await _update_customers(client, known)
    await _end_memberships(client, plan, known)
    ids = await _insert_customers(client, school, new)
    customers = [(c.customer_id or 0, c) for c in known]
    customers += [(i, change) for i, (_, change) in zip(ids, new, strict=True)]
    await _begin_memberships(client, plan, customers)
    await _give_cards(client, [*zip(ids, (c for _, c in new), strict=True)], policy, numbering)


async def _free_numbers(client: BaseDBAsyncClient, changes: Iterable[Change]) -> None:
    """Let go of the numbers that change hands, so that the order of the updates is no matter."""
    giving = {c.customer_id for c in changes if "external_number" in c.fields}
    giving |= {c.number_from for c in changes if c.number_from is not None}
    await update_rows(
        client,
        "UPDATE customer SET external_number = NULL WHERE id = ?",
        [(i,) for i in sorted(i for i in giving if i is not None)],
    )


async def _update_customers(client: BaseDBAsyncClient, changes: Iterable[Change]) -> None:
    by_columns: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for change in changes:
        columns = tuple(sorted(f for f in change.fields if f not in _BESIDE and f != _CARD))
        values = (change.fields[column][1] for column in columns)
        by_columns[columns].append((*values, change.customer_id))
    for columns, values_of in by_columns.items():
        assignments = "".join(f'"{column}" = ?, ' for column in columns)
        await update_rows(
            client,
            f"UPDATE customer SET {assignments}revision = revision + 1 WHERE id = ?",
            values_of,
        )


async def _end_memberships(
    client: BaseDBAsyncClient, plan: Plan, changes: Iterable[Change]
) -> None:
    ending = [
        (change.ends_on or today(), plan.id, change.customer_id, str(kind))
        for change in changes
        for name, kind in _BESIDE.items()
        if name in change.fields and change.fields[name][1] is False
    ]
    await update_rows(
        client,
        "UPDATE membership SET ends_on = ?, ended_by_plan_id = ?"
        " WHERE customer_id = ? AND kind = ? AND ends_on IS NULL",
        ending,
    )


async def _insert_customers(
    client: BaseDBAsyncClient, school: School, new: Sequence[tuple[int, Change]]
) -> list[int]:
    ids = list(await reserve_ids(client, "customer", len(new)))
    columns = ("id", "school_id", "origin_change_id", "revision", "hand_edited", *_NEW_CUSTOMER)
    values = [
        (i, school.id, change_id, 0, [], *(_after(change, name) for name in _NEW_CUSTOMER))
        for i, (change_id, change) in zip(ids, new, strict=True)
    ]
    await insert_rows(client, "customer", columns, values)
    return ids


def _after(change: Change, name: str) -> Any:
    value = change.fields[name][1] if name in change.fields else None
    return _REQUIRED.get(name) if value is None else value


async def _begin_memberships(
    client: BaseDBAsyncClient, plan: Plan, customers: Iterable[tuple[int, Change]]
) -> None:
    day: date = today()
    beginning = [
        (customer_id, str(kind), day, plan.id)
        for customer_id, change in customers
        for name, kind in _BESIDE.items()
        if name in change.fields and change.fields[name][1] is True
    ]
    await insert_rows(
        client, "membership", ("customer_id", "kind", "starts_on", "begun_by_plan_id"), beginning
    )


async def _give_cards(
    client: BaseDBAsyncClient,
    customers: Sequence[tuple[int, Change]],
    policy: Policy,
    numbering: CardNumbering,
) -> None:
    ids = list(await reserve_ids(client, "card", len(customers)))
    wanted = [_after(change, _CARD) for _, change in customers]
    numbers = await make_card_numbers(ids, wanted, policy, numbering)
    await insert_rows(
        client,
        "card",
        ("id", "customer_id", "number", "status"),
        [(i, owner, n, "active") for i, (owner, _), n in zip(ids, customers, numbers, strict=True)],
    )


async def _finish(plan: Plan, submission: Submission) -> None:
    await bump_revision(submission.school_id)
    await Plan.filter(id=plan.id).update(status=PlanStatus.APPLIED)
    await Submission.filter(id=submission.id).update(status=SubmissionStatus.APPLIED)
    await record(
        Kind.PLAN_APPLIED,
        SYSTEM,
        submission=submission,
        data={"version": plan.version, "counts": plan.counts},
        to=[*sender_of(submission), *await librarians()],
    )
