"""Refusals: the first is an event, those that follow are one, and the many share theirs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.core.worlds import WHO

from rosterdesk.core.clock import now
from rosterdesk.core.models import Event, Refusals
from rosterdesk.core.privacy.audit import verify_trail
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads import AccessRefused
from rosterdesk.core.trail.refusals import WINDOW, has_room, note_refusal, sum_up_refusals


async def list_events():
    events = await Event.filter(kind=Kind.ACCESS_REFUSED).order_by("id")
    return [
        each.facts.get("more") or each.facts.get("user") or each.facts["account"] for each in events
    ]


async def refuse(account: int, times: int = 1) -> None:
    for _ in range(times):
        await note_refusal(AccessRefused(user=account, request="text"), SYSTEM, f"chat:{account}")


async def pass_time(time: timedelta) -> None:
    for each in await Refusals.all():
        await Refusals.filter(subject=each.subject).update(since=each.since - time)


async def test_four_hundred_messages_of_a_stranger_make_two_events(database):
    await refuse(7, 400)
    assert await list_events() == [7]
    await sum_up_refusals()
    assert await list_events() == [7]  # the ten minutes are not over
    await pass_time(WINDOW)
    await sum_up_refusals()
    assert await list_events() == [7, 399]
    assert not await Refusals.all().exists()
    assert not (await verify_trail()).findings


async def test_who_goes_on_after_the_window_begins_a_new_one(database):
    await refuse(7, 3)
    await pass_time(WINDOW - timedelta(seconds=30))
    await refuse(7)
    assert await list_events() == [7]
    await pass_time(timedelta(seconds=30))
    await refuse(7, 2)
    assert await list_events() == [7, 3, 7]
    await pass_time(WINDOW)
    await sum_up_refusals()
    assert await list_events() == [7, 3, 7, 1]


async def test_one_refusal_leaves_no_sum(database):
    await refuse(7)
    await pass_time(WINDOW)
    await sum_up_refusals()
    assert await list_events() == [7]


@pytest.mark.parametrize("accounts", [20, 21, 60])
async def test_many_accounts_share_a_window_after_the_first_twenty(database, accounts):
    for account in range(1, accounts + 1):
        await refuse(account, 2)
    others = max(accounts - 20, 0)
    assert len(await list_events()) == 20 + (others > 0)
    assert sum([each.more for each in await Refusals.all()]) == 20 + max(2 * others - 1, 0)
    await pass_time(WINDOW)
    await sum_up_refusals()
    assert len(await list_events()) <= 42


async def test_somebody_known_is_written_down_for_each_thing_asked(database):
    for request in ["/staff", "/pending", "/staff", "/staff"]:
        await note_refusal(AccessRefused(user=1, request=request), WHO, "chat:1")
    events = await Event.filter(kind=Kind.ACCESS_REFUSED).order_by("id")
    assert [(each.actor_reference, each.facts["request"]) for each in events] == [
        (WHO.reference, "/staff"),
        (WHO.reference, "/pending"),
    ]
    assert now() - events[0].at < timedelta(minutes=1)


async def test_those_counted_alone_take_no_place_of_the_others(database):
    """Registered people's unproved mails, however many, do not silence twenty strangers."""
    for n in range(30):
        assert await has_room(Kind.MAILS_HELD, f"known {n}", 20, alone=True)
    strangers = [await has_room(Kind.MAILS_HELD, f"stranger {n}", 1) for n in range(22)]
    assert strangers == [*[True] * 20, True, False], "the last two share a window"
