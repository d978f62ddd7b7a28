"""The slips of a class on one sheet: their passwords are given together, and sent together."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import takewhile
from typing import TYPE_CHECKING

from rosterdesk.core.clock import LOCAL, now
from rosterdesk.core.models import Card, CardStatus, Slip, SlipOrder, SlipStatus
from rosterdesk.core.protection.passwords import hash_password, make_password
from rosterdesk.core.slips.printing import (
    BuiltSlip,
    build,
    class_of,
    fail_without_card,
    give_password,
    write_down,
)
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import SlipAnswered

if TYPE_CHECKING:
    from collections.abc import Collection

    from rosterdesk.core.trail.actors import Actor

_MOST = 56  # slips of a sheet: seven pages of cards


async def take_next_sheet(printer: str, valid_days: int) -> list[BuiltSlip]:
    """Take the next class of the printer's queue and give each of its customers a fresh password.

    When this returns, those passwords work and the ones before them are dead. Nothing is returned
    where nothing is queued, or another process was faster.
    """
    slips = [(slip, card) for slip in await _choose(printer) if (card := await _find_card(slip))]
    passwords = [make_password() for _ in slips]
    hashes = [await asyncio.to_thread(hash_password, password) for password in passwords]
    expires = now() + timedelta(days=valid_days)
    async with writing():
        taken = [
            await give_password(slip, hashed, expires)
            for (slip, _), hashed in zip(slips, hashes, strict=True)
        ]
    until = expires.astimezone(LOCAL).date()
    return [
        await build(slip, card, password, until)
        for (slip, card), password, is_ours in zip(slips, passwords, taken, strict=True)
        if is_ours
    ]


async def _choose(printer: str) -> list[Slip]:
    """Return the queued slips that stand on the next sheet: those of a class, where it has any."""
    queued = Slip.filter(printer=printer, status=SlipStatus.QUEUED)
    first = await queued.order_by("id").first()
    if first is None:
        return []
    of_job = await (
        queued.filter(job=first.job)
        .order_by("number")
        .limit(_MOST)
        .prefetch_related("customer__school")
    )
    if not of_job or first.order is SlipOrder.NAME:
        return list(of_job)
    own = class_of(of_job[0].customer)
    return list(takewhile(lambda slip: class_of(slip.customer) == own, of_job))


async def _find_card(slip: Slip) -> Card | None:
    card = await Card.filter(customer_id=slip.customer_id, status=CardStatus.ACTIVE).first()
    if card is None:
        await fail_without_card(slip)
    return card


async def finish_sheet(
    slip_ids: Collection[int], status: SlipStatus, remark: str | None = None
) -> None:
    """Write down what became of the slips of a sheet; QUEUED puts them back in the queue."""
    async with writing():
        sent = await Slip.filter(id__in=slip_ids, status=SlipStatus.SENDING).order_by("number")
        await Slip.filter(id__in=[slip.id for slip in sent]).update(
            status=status, sent_at=now(), remark=remark
        )
        if sent and status is not SlipStatus.QUEUED:
            await write_down(sent, status)


async def answer_sheet(job: str, first: int, last: int, actor: Actor) -> int:
    """Take the desk's word that these are on paper; return how many were not certain before."""
    async with writing():
        unsure = await Slip.filter(
            job=job, number__gte=first, number__lte=last, status=SlipStatus.UNKNOWN
        )
        for slip in unsure:
            await Slip.filter(id=slip.id).update(status=SlipStatus.SENT)
            await record(SlipAnswered(slip=slip.id, printed=True), actor)
    return len(unsure)
