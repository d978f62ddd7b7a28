"""One-time passwords on paper.

A password is made when its slip is built and its hash is committed before the bytes leave. So
a slip that is on paper always works; after a power cut a customer may have a new password that
is on no paper, which is why such a slip is UNKNOWN and a person is asked
(docs/decisions/password-before-paper.md).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from rosterdesk.core.clock import LOCAL, now
from rosterdesk.core.models import (
    Card,
    CardStatus,
    Customer,
    OneTimePassword,
    Slip,
    SlipOrder,
    SlipStatus,
)
from rosterdesk.core.person_names import show_name
from rosterdesk.core.protection.passwords import hash_password, make_password
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.events import desk_staff, record
from rosterdesk.core.trail.payloads import (
    SheetUnknown,
    SlipAnswered,
    SlipFailed,
    SlipSent,
    SlipUnknown,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.core.trail.actors import Actor


@dataclass(frozen=True, slots=True)
class BuiltSlip:
    """The contents of one slip. It holds the password: never log it, never store it."""

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
        await fail_without_card(slip)
        return None
    password = make_password()
    hashed = await asyncio.to_thread(hash_password, password)
    expires = now() + timedelta(days=valid_days)
    async with writing():
        if not await give_password(slip, hashed, expires):
            return None  # another process took it: the caller asks again
    return await build(slip, card, password, expires.astimezone(LOCAL).date())


async def give_password(slip: Slip, hashed: str, expires: datetime) -> bool:
    """Take the slip out of the queue, and let its password work from now on; False if it is gone.

    Call it inside ``writing()``.
    """
    taken = await Slip.filter(id=slip.id, status=SlipStatus.QUEUED).update(
        status=SlipStatus.SENDING
    )
    if not taken:
        return False
    await OneTimePassword.filter(customer_id=slip.customer_id).delete()
    await OneTimePassword.create(customer_id=slip.customer_id, hash=hashed, expires_at=expires)
    # Whether an older one is on paper is no question any more: it does not work from now on.
    await Slip.filter(customer_id=slip.customer_id, status=SlipStatus.UNKNOWN).update(
        status=SlipStatus.CANCELLED, remark="replaced"
    )
    return True


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
    return await build(slip, card, make_password(), expires.astimezone(LOCAL).date())


async def fail_without_card(slip: Slip) -> None:
    """The card was blocked after the slip was asked for: without a number it is of no use."""
    async with writing():
        failed = await Slip.filter(id=slip.id, status=SlipStatus.QUEUED).update(
            status=SlipStatus.FAILED, remark="no_card"
        )
        if failed:
            said = SlipFailed(slip=slip.id, job=slip.job, printer=slip.printer)
            await record(said, SYSTEM, customer_id=slip.customer_id)


async def build(slip: Slip, card: Card, password: str, valid_until: date) -> BuiltSlip:
    """Return what stands on the slip; its customer and their school must be fetched."""
    customer: Customer = slip.customer
    class_size, ends_class = await _place_in_job(slip, customer)
    return BuiltSlip(
        slip_id=slip.id,
        customer_id=customer.id,
        name=show_name(customer),
        class_name=class_of(customer),
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


def class_of(customer: Customer) -> str | None:
    return customer.class_name or customer.class_code


async def _place_in_job(slip: Slip, customer: Customer) -> tuple[int | None, bool]:
    """Return the size of the class that begins here (None: none does), and whether one ends."""
    neighbours = {
        other.number: class_of(other.customer)
        for other in await Slip.filter(
            job=slip.job, number__in=(slip.number - 1, slip.number + 1)
        ).prefetch_related("customer")
    }
    own = class_of(customer)
    ends = slip.number == slip.total or neighbours.get(slip.number + 1, own) != own
    begins = slip.number == 1 or neighbours.get(slip.number - 1, own) != own
    if slip.order is SlipOrder.NAME:  # the classes stand mingled: nothing begins or ends
        return None, slip.number == slip.total
    if slip.total == 1 or not begins:
        return None, ends
    same = Slip.filter(job=slip.job, customer__class_name=customer.class_name)
    size = await same.filter(customer__class_code=customer.class_code).count()
    return (None if size == slip.total else size), ends


_PAYLOADS: dict[SlipStatus, type[SlipSent | SlipUnknown | SlipFailed]] = {
    SlipStatus.SENT: SlipSent,
    SlipStatus.CONFIRMED: SlipSent,
    SlipStatus.UNKNOWN: SlipUnknown,
    SlipStatus.FAILED: SlipFailed,
}


async def finish_slip(slip_id: int, status: SlipStatus, remark: str | None = None) -> None:
    """Write down what became of a slip that was being sent; QUEUED puts it back in the queue."""
    async with writing():
        changed = await Slip.filter(id=slip_id, status=SlipStatus.SENDING).update(
            status=status, sent_at=now(), remark=remark
        )
        if not changed or status not in _PAYLOADS:
            return
        await write_down([await Slip.get(id=slip_id)], status)


async def write_down(slips: Sequence[Slip], status: SlipStatus) -> None:
    """Record what became of slips that were sent together, and ask the desk once where needed.

    Call it inside ``writing()``.
    """
    unknown = status is SlipStatus.UNKNOWN
    for slip in slips:
        await record(
            _PAYLOADS[status](slip=slip.id, job=slip.job, printer=slip.printer),
            SYSTEM,
            customer_id=slip.customer_id,
            to=await desk_staff() if unknown and len(slips) == 1 else (),
        )
    if unknown and len(slips) > 1:
        numbers = [slip.number for slip in slips]
        said = SheetUnknown(
            job=slips[0].job, printer=slips[0].printer, first=min(numbers), last=max(numbers)
        )
        await record(said, SYSTEM, to=await desk_staff())


async def find_interrupted(printer: str) -> int:
    """Mark what was being sent when the process last ended: it may be on paper, or not."""
    async with writing():
        interrupted = await Slip.filter(printer=printer, status=SlipStatus.SENDING).order_by("job")
        ids = [slip.id for slip in interrupted]
        await Slip.filter(id__in=ids).update(status=SlipStatus.UNKNOWN)
        for _, together in groupby(interrupted, lambda slip: slip.job):
            await write_down(list(together), SlipStatus.UNKNOWN)
    return len(interrupted)


async def answer_unknown(slip_id: int, *, printed: bool, actor: Actor) -> bool:
    """Take the desk's word: printed, or not, and then it is queued with a new password.

    Returns False where somebody answered before.
    """
    status = SlipStatus.SENT if printed else SlipStatus.QUEUED
    async with writing():
        changed = await Slip.filter(id=slip_id, status=SlipStatus.UNKNOWN).update(status=status)
        if changed:
            await record(SlipAnswered(slip=slip_id, printed=printed), actor)
    return bool(changed)
