"""Forgetting a former customer: everything that says who they were goes, their number stays.

The audit trail keeps the number of their row, which leads nowhere any more, so that it stays
whole; ``customer.erased`` says who asked for it and which plans are no longer word for word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from tortoise.expressions import Q

from rosterdesk.core.clock import today
from rosterdesk.core.customers.locking import bump_revision, lock_school
from rosterdesk.core.customers.registering import is_valid, list_rights
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.models import (
    Before,
    Card,
    Change,
    Customer,
    Delivery,
    Event,
    LoginFailures,
    Membership,
    Plan,
    Question,
    Recipient,
    Submission,
    SubmissionStatus,
)
from rosterdesk.core.person_names import fold, show_name
from rosterdesk.core.storage.bulk import change_any
from rosterdesk.core.storage.database import connection, rows, writing
from rosterdesk.core.storage.wiping import require_wiping
from rosterdesk.core.trail.actors import name_customer
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import CustomerErased

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence

    from rosterdesk.core.trail.actors import Actor

FINAL = (
    SubmissionStatus.APPLIED,
    SubmissionStatus.REJECTED,
    SubmissionStatus.SUPERSEDED,
    SubmissionStatus.UNDONE,
    SubmissionStatus.REFUSED,
    SubmissionStatus.DIVIDED,
)


# A plan that was not applied made nobody of its lines, and undoing deletes whom a plan made; a plan
# that was forgotten has no names.
_NOBODYS = (
    'SELECT ch.id, ch.name, ch.details FROM "change" ch JOIN plan p ON p.id = ch.plan_id'
    " JOIN submission s ON s.id = p.submission_id"
    " WHERE s.school_id = ? AND ch.name <> ''"
    " AND NOT EXISTS (SELECT 1 FROM customer k WHERE k.id = ch.customer_id)"
    " AND NOT EXISTS (SELECT 1 FROM customer c WHERE c.origin_change_id = ch.id)"
)


class NotErasableError(RosterdeskError):
    """The customer is still active, or stands in something that is not finished."""


@dataclass(frozen=True, slots=True)
class Traces:
    """The places where somebody is: adapters need them to forget their part too."""

    customer: Customer
    changes: Sequence[Change]
    submissions: Sequence[Submission]

    @property
    def words(self) -> frozenset[str]:
        """The parts of their name that nobody else's text should hold: folded, no short ones."""
        names = (self.customer.surname, self.customer.first_name)
        return frozenset(fold(name) for name in names if name and len(name) > 2)

    @property
    def customer_ids(self) -> set[int]:
        """The row, and those of the same person that undoing deleted."""
        return {self.customer.id, *(line.customer_id for line in self.changes if line.customer_id)}

    @property
    def submission_ids(self) -> list[int]:
        return [submission.id for submission in self.submissions]


async def erase_customer(
    customer: Customer,
    actor: Actor,
    others: Iterable[Callable[[Traces], Awaitable[Collection[str]]]] = (),
) -> set[str]:
    """Erase in one transaction; raises NotErasableError with the reason.

    ``others`` forget what the adapters keep, and return the stored files that they let go of.
    Returns all of these: the caller deletes those that nothing else needs.
    """
    async with writing() as client:
        if customer.school_id is not None:
            await lock_school(customer.school_id)
            await bump_revision(customer.school_id)
        await _require_former(customer)
        traces = await find_traces(customer)
        _require_finished(traces)
        left = {
            digest
            for each in traces.submissions
            for digest in (each.original, each.roster, each.corrections)
        }
        for forget in others:
            left |= set(await forget(traces))
        await forget_changes(traces.changes)
        await _forget_submissions(traces)
        await _forget_events(traces)
        await Before.filter(customer_id=customer.id).delete()
        await LoginFailures.filter(subject=name_customer(customer.id)).delete()
        await Customer.filter(id=customer.id).delete()
        await require_wiping(client)
        await record(
            CustomerErased(plans=tuple(sorted({change.plan_id for change in traces.changes}))),
            actor,
            customer_id=customer.id,
            school_id=customer.school_id,
        )
    return {digest for digest in left if digest}


async def _require_former(customer: Customer) -> None:
    if not await Customer.filter(id=customer.id).exists():
        raise NotErasableError(N_("This customer is no longer there."))
    member = Q(ends_on=None) | Q(ends_on__gt=today())
    if await Membership.filter(member, customer=customer).exists():
        raise NotErasableError(
            N_("{name} is still a member: end the memberships first."), name=show_name(customer)
        )
    if any(is_valid(right) for right in await list_rights(customer)):
        raise NotErasableError(
            N_("{name} may still send rosters: withdraw that first."), name=show_name(customer)
        )


def _require_finished(traces: Traces) -> None:
    open_ones = [each.reference for each in traces.submissions if each.status not in FINAL]
    if open_ones:
        raise NotErasableError(
            N_("{name} is in {reference}, which waits for a decision: decide about it first."),
            name=show_name(traces.customer),
            reference=open_ones[0],
        )


async def find_traces(customer: Customer) -> Traces:
    """Return the lines of plans about them, and the submissions that they are in or sent."""
    changes = await _find_changes(customer)
    plans = {change.plan_id for change in changes}
    found = await Submission.filter(Q(plans__id__in=plans or [0]) | Q(sender_id=customer.id))
    # What its sender wrote and corrected of a file of several schools stands with the whole file.
    found += await Submission.filter(id__in=[each.part_of_id or 0 for each in found])
    by_id = {submission.id: submission for submission in found}
    return Traces(customer, changes, [by_id[key] for key in sorted(by_id)])


async def _find_changes(customer: Customer) -> list[Change]:
    """Return lines about this row, and lines about this person that lead to no row.

    Those are known by the school's number, or by the name: none was made of them, or it was undone.
    """
    cards = {card.number for card in await Card.filter(customer=customer)}
    loose = [
        row["id"]
        for row in await rows(_NOBODYS, [customer.school_id])
        if _is_about(row["name"], orjson.loads(row["details"]), customer, cards)
    ]
    undone = await Change.filter(id__in=loose or [0], customer_id__not_isnull=True)
    own = {customer.id, *(line.customer_id for line in undone)}
    return await Change.filter(
        Q(customer_id__in=own) | Q(id__in=[*loose, customer.origin_change_id or 0])
    )


def _is_about(name: str, details: dict[str, Any], customer: Customer, cards: set[str]) -> bool:
    fields = details.get("set", {})
    number = details.get("external_number") or fields.get("external_number")
    if number is not None and customer.external_number is not None:
        return bool(number == customer.external_number)
    return fields.get("card_number") in cards or fold(name) == fold(show_name(customer))


async def forget_changes(changes: Sequence[Change]) -> None:
    """Empty these lines; the digest of their plans can no longer be looked at."""
    client = connection()
    await change_any(
        client,
        "UPDATE \"change\" SET name = '', class_name = NULL, details = '{}' WHERE",
        "id",
        [change.id for change in changes],
    )
    plans = sorted({change.plan_id for change in changes})
    if plans:
        await Plan.filter(id__in=plans).update(salt=None)


async def _forget_submissions(traces: Traces) -> None:
    for submission in traces.submissions:
        sent = submission.sender_id == traces.customer.id
        await Submission.filter(id=submission.id).update(
            original=None,
            roster=None,
            corrections=None,
            sender_id=None if sent else submission.sender_id,
            sender_name="" if sent else submission.sender_name,
            note="" if sent or mentions(submission.note, traces) else submission.note,
            file_name="…" if mentions(submission.file_name, traces) else submission.file_name,
        )
    # The parts of a file of several schools share the one that came, whoever of them it is about.
    shared = [each.original for each in traces.submissions if each.original]
    await Submission.filter(original__in=shared or [""]).update(original=None)
    ids = traces.submission_ids or [0]
    await Question.filter(submission_id__in=ids).update(text="…", answer="…")
    await Plan.filter(submission_id__in=ids, status="rejected").update(reason="…")


def mentions(text: str, traces: Traces) -> bool:
    folded = fold(text)
    return any(word in folded for word in traces.words)


async def _forget_events(traces: Traces) -> None:
    reference = name_customer(traces.customer.id)
    await Event.filter(
        Q(customer_id__in=traces.customer_ids)
        | Q(actor_reference=reference)
        | Q(submission_id__in=traces.submission_ids or [0]),
        private__isnull=False,
    ).update(private=None)
    await Delivery.filter(recipient=str(Recipient.customer(traces.customer.id))).delete()
