"""A question asked again and again in a rush is asked once for all of it."""

from __future__ import annotations

import asyncio

import pytest
from tests.core.roster.making import make_pupils
from tests.core.worlds import WHO

from rosterdesk.core.models import Channel, Delivery, DeliveryStatus, Recipient, Slip, SlipStatus
from rosterdesk.core.slips import queue
from rosterdesk.core.slips.queue import load_job, look_at_jobs
from rosterdesk.core.slips.requests import count_wanted, request_slips
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import claim_deliveries, mark_sent, record
from rosterdesk.core.trail.payloads import DigestMade


async def test_a_delivery_is_claimed_by_one_of_those_who_ask_at_once(world):
    await make_deliveries(30)
    claims = await asyncio.gather(*(claim_deliveries(Channel.CHAT, 10) for _ in range(5)))
    claimed = [delivery.id for claim in claims for delivery in claim]
    assert len(claimed) == len(set(claimed)) == 30
    assert all(each.attempts == 1 for claim in claims for each in claim)
    assert not await claim_deliveries(Channel.CHAT)


async def test_what_was_sent_is_marked_together_and_the_rest_is_not(world):
    await make_deliveries(3)
    first, second, third = await claim_deliveries(Channel.CHAT)
    await mark_sent(first, second)
    assert await Delivery.filter(status=DeliveryStatus.SENT).count() == 2
    assert (await Delivery.get(id=third.id)).status is DeliveryStatus.QUEUED


async def make_deliveries(count: int) -> None:
    async with writing():
        for number in range(count):
            await record(DigestMade(), WHO, to=[(Channel.CHAT, Recipient.staff(number))])


@pytest.fixture
async def job(world):
    submission = await world.import_pupils(make_pupils(3))
    assert await count_wanted(submission) == 3
    made = await request_slips(submission, "balie", WHO)
    assert await count_wanted(submission) == 0
    return made.name


@pytest.mark.parametrize(
    "move",
    [
        lambda job: Slip.filter(job=job, number=1).update(status=SlipStatus.SENT),
        lambda job: queue.move_to_printer(job, "school", WHO),
        lambda job: queue.skip_next(job, WHO),
        lambda _: queue.pause("balie", WHO),
        lambda job: queue.stop_after_current(job, WHO),
        lambda _: queue.note_trouble("balie", "paper_out"),
    ],
)
async def test_a_job_that_moved_differs(job, move):
    before, other = await look_at_jobs([job]), await load_job(job)
    assert await look_at_jobs([job]) == before
    await move(job)
    assert await look_at_jobs([job]) != before
    assert await load_job(job) != other


async def test_a_job_is_counted_and_has_its_next_slip(job):
    await Slip.filter(job=job, number=1).update(status=SlipStatus.UNKNOWN)
    found = await load_job(job)
    assert found.counts == {SlipStatus.QUEUED: 2, SlipStatus.UNKNOWN: 1}
    assert found.current is not None
    assert found.current.number == 2
    assert found.current.customer.surname
    assert [slip.number for slip in found.unknown] == [1]
    assert await look_at_jobs([]) == {}
