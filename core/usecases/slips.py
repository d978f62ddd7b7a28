"""One-time passwords on paper.

A password is made when its slip is built and its hash is committed before the bytes leave. So
a slip that is on paper always works; after a power cut a customer may have a new password that
is on no paper, which is why such a slip is UNKNOWN and a person is asked
(docs/decisions/password-before-paper.md).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rosterdesk.core.actors import SYSTEM
from rosterdesk.core.clock import LOCAL, now
from rosterdesk.core.compare.names import make_sort_name, show_name, split_digits
from rosterdesk.core.database import rows, writing
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.events import Kind, desk_staff, record
from rosterdesk.core.language import N_
from rosterdesk.core.models import (
    Card,
    CardStatus,
    Channel,
    Customer,
    OneTimePassword,
    Slip,
    SlipStatus,
    Submission,
    SubmissionStatus,
)
from rosterdesk.core.protection.passwords import hash_password, make_code, make_password

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.core.actors import Actor

JOB_LENGTH = 5
OPEN = (SlipStatus.QUEUED, SlipStatus.SENDING)
# These may be on paper: printing them again by itself would make a second password.
_MAYBE_ON_PAPER = (*OPEN, SlipStatus.SENT, SlipStatus.CONFIRMED, SlipStatus.UNKNOWN)
_MOST_VALUES = 500


class NothingToPrintError(RosterdeskError):
    """Every customer it was asked for has a slip already, or there is nobody."""


@dataclass(frozen=True, slots=True)
class Job:
    """Slips that were asked for together; ``name`` stands on each of them."""

    name: str
    printer: str
    total: int


@dataclass(frozen=True, slots=True)
class BuiltSlip:
    """What goes on one slip. It holds the password: never log it, never store it."""

    slip_id: int
    customer_id: int
    name: str
    class_name: str | None
    school: str
    card_number: str
    password: str
    valid_until: date
    language: str | None
    job: str
    number: int
    total: int
    # Where the job has several classes: how many slips follow, if this is the first of its class.
    class_size: int | None = None
    ends_class: bool = False

    def __repr__(self) -> str:
        return f"BuiltSlip({self.job} {self.number}/{self.total})"


async def request_slips(submission: Submission, printer: str, actor: Actor) -> Job:
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
        return await _queue(customers, printer, actor, submission)


async def request_slip(
    customer: Customer, printer: str, actor: Actor, reason: str | None = None
) -> Job:
    """Queue a slip for one customer: a new password, and the one before it is dead."""
    async with writing():
        return await _queue([customer], printer, actor, reason=reason)


async def count_wanted(submission: Submission) -> int:
    """Return how many new customers of the submission have no slip yet."""
    return len(await _new_customers_without_slip(submission))


async def _new_customers_without_slip(submission: Submission) -> list[Customer]:
    marks = ", ".join("?" * len(_MAYBE_ON_PAPER))
    found = await rows(
        "SELECT c.id FROM customer c"
        ' JOIN "change" ch ON ch.id = c.origin_change_id'
        " JOIN plan p ON p.id = ch.plan_id"
        " WHERE p.submission_id = ? AND NOT EXISTS (SELECT 1 FROM slip s"
        f" WHERE s.customer_id = c.id AND s.status IN ({marks}))",
        [submission.id, *map(str, _MAYBE_ON_PAPER)],
    )
    ids = [row["id"] for row in found]
    customers: list[Customer] = []
    for start in range(0, len(ids), _MOST_VALUES):
        customers += await Customer.filter(id__in=ids[start : start + _MOST_VALUES])
    return sorted(customers, key=slip_order)


def slip_order(customer: Customer) -> tuple[list[tuple[int, str]], str]:
    """Sort by class, then by name the Dutch way."""
    return split_digits(customer.class_name or customer.class_code or ""), make_sort_name(customer)


async def _queue(
    customers: Sequence[Customer],
    printer: str,
    actor: Actor,
    submission: Submission | None = None,
    reason: str | None = None,
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
                printer=printer,
                requested_by=actor.name,
                requested_at=now(),
                remark=reason,
            )
            for number, customer in enumerate(customers, 1)
        ],
        batch_size=500,
    )
    await record(
        Kind.SLIPS_REQUESTED,
        actor,
        submission=submission,
        customer_id=customers[0].id if len(customers) == 1 else None,
        data={"job": job.name, "slips": job.total, "printer": printer, "reason": reason},
        to=[(Channel.CHAT, actor.reference)] if actor.reference.startswith("staff:") else (),
    )
    return job


async def has_queued(printer: str) -> bool:
    return await Slip.filter(printer=printer, status=SlipStatus.QUEUED).exists()


async def take_next_slip(printer: str, valid_days: int) -> BuiltSlip | None:
    """Take the next queued slip of the printer and give its customer a fresh password.

    When this returns, the password works and the one before it is dead.
    """
    slip = (
        await Slip.filter(printer=printer, status=SlipStatus.QUEUED)
        .order_by("id")
        .prefetch_related("customer__school")
        .first()
    )
    if slip is None:
        return None
    card = await Card.filter(customer_id=slip.customer_id, status=CardStatus.ACTIVE).first()
    if card is None:
        await _fail_without_card(slip)
        return None
    password = make_password()
    hashed = await asyncio.to_thread(hash_password, password)
    expires = now() + timedelta(days=valid_days)
    async with writing():
        taken = await Slip.filter(id=slip.id, status=SlipStatus.QUEUED).update(
            status=SlipStatus.SENDING
        )
        if not taken:  # another process took it: the caller asks again
            return None
        await OneTimePassword.filter(customer_id=slip.customer_id).delete()
        await OneTimePassword.create(customer_id=slip.customer_id, hash=hashed, expires_at=expires)
    return await _build(slip, card, password, expires.astimezone(LOCAL).date())


async def load_preview(job: str, valid_days: int) -> BuiltSlip | None:
    """Return the job's next slip as it will look, with a password that is nobody's."""
    slip = (
        await Slip.filter(job=job, status=SlipStatus.QUEUED)
        .order_by("number")
        .prefetch_related("customer__school")
        .first()
    )
    if slip is None:
        return None
    card = await Card.filter(customer_id=slip.customer_id, status=CardStatus.ACTIVE).first()
    if card is None:
        return None
    expires = now() + timedelta(days=valid_days)
    return await _build(slip, card, make_password(), expires.astimezone(LOCAL).date())


async def _fail_without_card(slip: Slip) -> None:
    """The card was blocked after the slip was asked for: without a number it is of no use."""
    async with writing():
        failed = await Slip.filter(id=slip.id, status=SlipStatus.QUEUED).update(
            status=SlipStatus.FAILED, remark="no_card"
        )
        if failed:
            data = {"slip": slip.id, "job": slip.job, "printer": slip.printer}
            await record(Kind.SLIP_FAILED, SYSTEM, customer_id=slip.customer_id, data=data)


async def _build(slip: Slip, card: Card, password: str, valid_until: date) -> BuiltSlip:
    customer: Customer = slip.customer
    class_size, ends_class = await _place_in_job(slip, customer)
    return BuiltSlip(
        slip_id=slip.id,
        customer_id=customer.id,
        name=show_name(customer),
        class_name=_class_of(customer),
        school=customer.school.name if customer.school else "",
        card_number=card.number,
        password=password,
        valid_until=valid_until,
        language=customer.language,
        job=slip.job,
        number=slip.number,
        total=slip.total,
        class_size=class_size,
        ends_class=ends_class,
    )


def _class_of(customer: Customer) -> str | None:
    return customer.class_name or customer.class_code


async def _place_in_job(slip: Slip, customer: Customer) -> tuple[int | None, bool]:
    """Return the size of the class that begins here (None: none does), and whether one ends."""
    neighbours = {
        other.number: _class_of(other.customer)
        for other in await Slip.filter(
            job=slip.job, number__in=(slip.number - 1, slip.number + 1)
        ).prefetch_related("customer")
    }
    own = _class_of(customer)
    ends = slip.number == slip.total or neighbours.get(slip.number + 1, own) != own
    begins = slip.number == 1 or neighbours.get(slip.number - 1, own) != own
    if slip.total == 1 or not begins:
        return None, ends
    same = Slip.filter(job=slip.job, customer__class_name=customer.class_name)
    size = await same.filter(customer__class_code=customer.class_code).count()
    return (None if size == slip.total else size), ends


_EVENT_OF = {
    SlipStatus.SENT: Kind.SLIP_SENT,
    SlipStatus.CONFIRMED: Kind.SLIP_SENT,
    SlipStatus.UNKNOWN: Kind.SLIP_UNKNOWN,
    SlipStatus.FAILED: Kind.SLIP_FAILED,
}


async def finish_slip(slip_id: int, status: SlipStatus, remark: str | None = None) -> None:
    """Write down what became of a slip that was being sent; QUEUED puts it back in the queue."""
    async with writing():
        changed = await Slip.filter(id=slip_id, status=SlipStatus.SENDING).update(
            status=status, sent_at=now(), remark=remark
        )
        if not changed or status not in _EVENT_OF:
            return
        slip = await Slip.get(id=slip_id)
        await record(
            _EVENT_OF[status],
            SYSTEM,
            customer_id=slip.customer_id,
            data={"slip": slip.id, "job": slip.job, "printer": slip.printer},
            to=await desk_staff() if status is SlipStatus.UNKNOWN else (),
        )


async def find_interrupted(printer: str) -> int:
    """After a start: what was being sent when the process ended may be on paper, or not."""
    async with writing():
        interrupted = await Slip.filter(printer=printer, status=SlipStatus.SENDING)
        for slip in interrupted:
            await Slip.filter(id=slip.id).update(status=SlipStatus.UNKNOWN)
            await record(
                Kind.SLIP_UNKNOWN,
                SYSTEM,
                customer_id=slip.customer_id,
                data={"slip": slip.id, "job": slip.job, "printer": slip.printer},
                to=await desk_staff(),
            )
    return len(interrupted)


async def answer_unknown(slip_id: int, *, printed: bool, actor: Actor) -> bool:
    """Take the desk's word: printed, or not, and then it is queued with a new password.

    Returns False where somebody answered before.
    """
    status = SlipStatus.SENT if printed else SlipStatus.QUEUED
    async with writing():
        changed = await Slip.filter(id=slip_id, status=SlipStatus.UNKNOWN).update(status=status)
        if changed:
            await record(Kind.SLIP_ANSWERED, actor, data={"slip": slip_id, "printed": printed})
    return bool(changed)
