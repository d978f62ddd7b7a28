"""Asking for slips: of a file, of a school or a class, of one customer; in an order of choice."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from rosterdesk.core.clock import now
from rosterdesk.core.customers.power import Sensitive, change_power, leave_out_powerful
from rosterdesk.core.customers.resetting import Cause, reset_access
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.models import (
    CardStatus,
    Channel,
    Customer,
    Membership,
    OneTimePassword,
    OwnPassword,
    Recipient,
    Slip,
    SlipOrder,
    SlipStatus,
    Submission,
    SubmissionStatus,
)
from rosterdesk.core.person_names import make_sort_name, show_name, split_digits
from rosterdesk.core.protection.passwords import make_code
from rosterdesk.core.storage.database import rows, writing
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import SlipsRequested

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from tortoise.queryset import QuerySet

    from rosterdesk.core.models import School
    from rosterdesk.core.trail.actors import Actor

JOB_LENGTH = 5
OPEN = (SlipStatus.QUEUED, SlipStatus.SENDING)
_ON_PAPER = (SlipStatus.SENT, SlipStatus.CONFIRMED, SlipStatus.UNKNOWN)
# These may be on paper: printing them again by itself would make a second password.
MAYBE_ON_PAPER = (*OPEN, *_ON_PAPER)
_MOST_VALUES = 500


class Whom(StrEnum):
    """The people of a school or class: those who have no password that works, or everybody."""

    WITHOUT = "without"
    EVERYBODY = "everybody"


class ReprintReason(StrEnum):
    """The reason that a customer's slip is printed again; it stays in the audit trail."""

    LOST = "lost"
    UNREADABLE = "unreadable"
    NOT_PRINTED = "not_printed"
    OTHER = "other"


# Nobody else can have had such a slip. After any other reason somebody may have logged in with it.
_HARMLESS = frozenset({ReprintReason.UNREADABLE, ReprintReason.NOT_PRINTED})


class NothingToPrintError(RosterdeskError):
    """Every customer it was asked for has a slip already, or there is nobody."""


class SlipWaitsError(RosterdeskError):
    """A slip of this customer is in a queue already: a second one would kill the first."""


@dataclass(frozen=True, slots=True)
class Job:
    """Slips that were asked for together; ``name`` stands on each of them."""

    name: str
    printer: str
    total: int


@dataclass(frozen=True, slots=True)
class ClassCustomers:
    """Those with a card that works; ``waiting`` more have a slip on its way, or an uncertain one.

    ``without``: of everybody, those who have no password that works.
    """

    everybody: Sequence[Customer]
    without: Sequence[Customer]
    waiting: int

    def choose(self, whom: Whom) -> Sequence[Customer]:
        return self.everybody if whom is Whom.EVERYBODY else self.without


async def request_slips(
    submission: Submission, printer: str, actor: Actor, order: SlipOrder = SlipOrder.CLASS
) -> Job:
    """Queue a slip for each customer that the submission made and who has none yet.

    Raises NothingToPrintError where all of them have one.
    """
    if submission.status is not SubmissionStatus.APPLIED:
        raise RosterdeskError(
            N_("Slips are printed after the import: {reference} is not applied."),
            reference=submission.reference,
        )
    async with writing():
        customers = await _new_customers_without_slip(submission)
        if not customers:
            raise NothingToPrintError(N_("Every new customer of this file has a slip already."))
        return await _queue(customers, printer, actor, submission=submission, order=order)


async def request_class(
    school: School,
    class_code: str | None,
    printer: str,
    actor: Actor,
    *,
    whom: Whom = Whom.WITHOUT,
    order: SlipOrder = SlipOrder.CLASS,
    since: date | None = None,
) -> Job:
    """Queue a slip for the customers of a class, or of the whole school where that is None.

    With ``since`` only those who were no member of any kind before that day.
    Those with rights that the actor may not grant are left out: a slip is a way to be them.
    Raises NothingToPrintError where there is nobody to print for.
    """
    async with writing():
        found = (await find_class_customers(school, class_code)).choose(whom)
        if since is not None:
            before = await _ids(
                Membership.filter(customer__school_id=school.id, starts_on__lt=since)
            )
            found = [each for each in found if each.id not in before]
        customers = await leave_out_powerful(found, actor)
        if not customers:
            raise NothingToPrintError(N_("There is nobody here to print a slip for."))
        return await _queue(customers, printer, actor, order=order, school_id=school.id)


async def request_slip(
    customer: Customer, printer: str, actor: Actor, reason: str | None = None
) -> Job:
    """Queue a slip for one customer: a new password, and the one before it is dead.

    Where the one before it may be in other hands, it dies at once, and with it every session and
    the own password. Raises SlipWaitsError where one is in a queue already.
    """
    async with writing():
        waiting = await Slip.filter(customer=customer, status__in=OPEN).first()
        if waiting is not None:
            raise SlipWaitsError(
                N_("A slip of {name} waits at printer {printer} already."),
                name=show_name(customer),
                printer=waiting.printer,
            )
        await change_power(customer.id, actor, {Sensitive.PASSWORD})
        if reason not in _HARMLESS and (reason or await had_slip(customer)):
            await reset_access(customer.id, actor, Cause.SLIP)
        return await _queue([customer], printer, actor, reason=reason)


async def had_slip(customer: Customer) -> bool:
    """Return whether a slip of the customer is on paper, as far as anybody knows."""
    return await Slip.filter(customer=customer, status__in=_ON_PAPER).exists()


async def find_class_customers(school: School, class_code: str | None) -> ClassCustomers:
    """Return for whom of a class, or of the whole school, slips can be printed."""
    found = Customer.filter(school=school, cards__status=CardStatus.ACTIVE)
    if class_code is not None:
        found = found.filter(class_code=class_code)
    of_school = {"customer__school_id": school.id}
    waiting = await _ids(Slip.filter(**of_school, status__in=(*OPEN, SlipStatus.UNKNOWN)))
    usable = await _ids(
        OneTimePassword.filter(**of_school, used_at__isnull=True, expires_at__gt=now())
    )
    secured = usable | await _ids(OwnPassword.filter(**of_school))
    customers = {each.id: each for each in await found}
    everybody = [each for each in customers.values() if each.id not in waiting]
    return ClassCustomers(
        everybody,
        [each for each in everybody if each.id not in secured],
        len(customers) - len(everybody),
    )


async def _ids(found: QuerySet[Any]) -> set[int]:
    return {row[0] for row in await found.values_list("customer_id")}


async def count_wanted(submission: Submission) -> int:
    """Return how many new customers of the submission have no slip yet."""
    (found,) = await rows(
        f"SELECT count(*) AS n FROM ({_WITHOUT_SLIP}) AS wanted", _name_wanted(submission)
    )
    return int(found["n"])


_WITHOUT_SLIP = (
    "SELECT c.id FROM customer c"
    ' JOIN "change" ch ON ch.id = c.origin_change_id'
    " JOIN plan p ON p.id = ch.plan_id"
    " WHERE p.submission_id = ? AND NOT EXISTS (SELECT 1 FROM slip s"
    f" WHERE s.customer_id = c.id AND s.status IN ({', '.join('?' * len(MAYBE_ON_PAPER))}))"
)


def _name_wanted(submission: Submission) -> list[object]:
    return [submission.id, *map(str, MAYBE_ON_PAPER)]


async def _new_customers_without_slip(submission: Submission) -> list[Customer]:
    ids = [row["id"] for row in await rows(_WITHOUT_SLIP, _name_wanted(submission))]
    customers: list[Customer] = []
    for start in range(0, len(ids), _MOST_VALUES):
        customers += await Customer.filter(id__in=ids[start : start + _MOST_VALUES])
    return customers


def sort_customers(customers: Iterable[Customer], order: SlipOrder) -> list[Customer]:
    """Sort by class and then by name the Dutch way, or by name alone."""
    key = make_sort_name if order is SlipOrder.NAME else _class_and_name
    return sorted(customers, key=key)


def _class_and_name(customer: Customer) -> tuple[list[tuple[int, str]], str]:
    return split_digits(customer.class_name or customer.class_code or ""), make_sort_name(customer)


async def _queue(
    customers: Sequence[Customer],
    printer: str,
    actor: Actor,
    *,
    submission: Submission | None = None,
    order: SlipOrder = SlipOrder.CLASS,
    reason: str | None = None,
    school_id: int | None = None,
) -> Job:
    job = Job(make_code(JOB_LENGTH), printer, len(customers))
    await Slip.bulk_create(
        [
            Slip(
                customer=customer,
                submission=submission,
                job=job.name,
                number=number,
                total=job.total,
                order=order,
                printer=printer,
                requested_by=actor.name,
                requested_at=now(),
                reason=reason,
            )
            for number, customer in enumerate(sort_customers(customers, order), 1)
        ],
        batch_size=_MOST_VALUES,
    )
    await record(
        SlipsRequested(job=job.name, slips=job.total, printer=printer, reason=reason or None),
        actor,
        submission=submission,
        customer_id=customers[0].id if len(customers) == 1 else None,
        school_id=school_id,
        to=[(Channel.CHAT, Recipient.staff(actor.staff_id))] if actor.staff_id else (),
    )
    return job
