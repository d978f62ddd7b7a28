"""Notices in chat whose subject is gone, or that go wrong."""

from __future__ import annotations

import pytest
from tests.bot.approval.desk import open_desk

from rosterdesk.bot.chat.outbox.deliveries import Outbox
from rosterdesk.core.clock import now
from rosterdesk.core.customers.registering import add_customer
from rosterdesk.core.models import Channel, Delivery, DeliveryStatus, Recipient, Staff, StaffRole
from rosterdesk.core.slips.requests import request_slip
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import staff_actor
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import LoginLocked, PrinterTrouble, PrinterWell


async def test_who_was_erased_meanwhile_is_not_told_of_for_ever(data):
    """Found by a crash run: the outbox failed each time that it came to it."""
    async with open_desk(data, run=False) as desk:
        clerk = await desk.staff("Dirk", StaffRole.DESK)
        actor = await find_actor()
        numbering = desk.service.library.numbering
        gone, _ = await add_customer(await desk.school(), actor, numbering, surname="Bakker")
        await request_slip(gone, "desk", actor)
        await tell(LoginLocked(), actor, customer_id=gone.id)
        await gone.delete()
        await Outbox(desk.service.bot, desk.settings).deliver_due()
        assert [each.status for each in await Delivery.all()] == 2 * [DeliveryStatus.SENT]
        assert clerk.messages == []


async def test_one_that_goes_wrong_holds_up_no_other(data):
    """It comes again with growing pauses, and at last no more."""
    async with open_desk(data, run=False) as desk:
        clerk, actor = await desk.staff("Dirk", StaffRole.DESK), await find_actor()
        wrong = await tell(PrinterTrouble(printer="desk", reason="odd"), actor)
        right = await tell(PrinterWell(printer="desk", reason=None), actor)
        outbox = Outbox(desk.service.bot, desk.settings)
        with pytest.raises(ValueError, match="odd"):
            await outbox.deliver_due()
        assert (await Delivery.get(id=right)).status is DeliveryStatus.SENT
        assert "ready again" in clerk.messages[-1].words
        assert not await outbox.deliver_due(), "not at once"
        await Delivery.filter(id=wrong).update(attempts=1_000, due_at=now())
        with pytest.raises(ValueError, match="odd"):
            await outbox.deliver_due()
        assert (await Delivery.get(id=wrong)).status is DeliveryStatus.FAILED


async def find_actor():
    return staff_actor(await Staff.get(name="Dirk"), Channel.CHAT)


async def tell(said, actor, customer_id=None):
    """Have it told to this member of staff; return the number of the delivery."""
    async with writing():
        to = [(Channel.CHAT, Recipient.read(actor.reference))]
        await record(said, actor, customer_id=customer_id, to=to)
    return (await Delivery.all().order_by("-id").first()).id
