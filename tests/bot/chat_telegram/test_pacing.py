"""The order in which messages go, and how fast."""

from __future__ import annotations

import asyncio

import pytest

from rosterdesk.bot.chat.telegram.pacing import Bucket, Pacer, Rate, Rates, Urgency, urgency

FAST = Rates(overall=Rate(1000, 1000), private=Rate(1, 100), group=Rate(1, 100))


@pytest.mark.parametrize(
    ("taken", "at", "waits"),
    [(0, 0, 0), (2, 0, 0), (3, 0, 1), (4, 0, 2), (4, 1.5, 0.5), (4, 10, 0)],
)
def test_bucket_lets_a_burst_pass_and_then_one_a_second(taken, at, waits):
    bucket = Bucket(Rate(3, 1), 0)
    for _ in range(taken):
        bucket.take(0)
    assert bucket.wait(at) == pytest.approx(waits)


def test_bucket_that_was_held_starts_without_a_burst():
    bucket = Bucket(Rate(3, 1), 0)
    bucket.hold(0, 5)
    assert bucket.wait(0) == 5
    assert bucket.wait(5) == 0
    bucket.take(5)
    assert bucket.wait(5) == pytest.approx(1)


async def test_decisions_overtake_and_progress_waits():
    pacer, order = Pacer(FAST), []

    async def send(name, urgent):
        with urgency(urgent):
            await pacer.wait(1)
        order.append(name)

    pacer.hold(1, 1)  # so that all of them wait, however slow the machine is
    async with asyncio.TaskGroup() as group:
        for name, urgent in (
            ("progress", Urgency.PROGRESS),
            ("card 1", Urgency.NORMAL),
            ("card 2", Urgency.NORMAL),
            ("decision", Urgency.DECISION),
        ):
            group.create_task(send(name, urgent))
    assert order == ["decision", "card 1", "card 2", "progress"]


async def test_a_chat_that_is_held_does_not_hold_another():
    pacer = Pacer(FAST)
    pacer.hold(1, 3600)
    waiting = asyncio.create_task(pacer.wait(1))
    await pacer.wait(2)
    assert not waiting.done()
    waiting.cancel()
    await asyncio.wait({waiting})
    assert pacer.waiting == 0


async def test_the_whole_keeps_to_its_rate_over_many_chats():
    pacer = Pacer(Rates(overall=Rate(2, 200)))
    begun = asyncio.get_running_loop().time()
    await asyncio.gather(*(pacer.wait(chat) for chat in range(12)))
    assert asyncio.get_running_loop().time() - begun >= 10 / 200
