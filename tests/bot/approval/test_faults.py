"""Every way that Telegram can fail, at every call of a decision: it stands, and people hear it."""

from __future__ import annotations

import asyncio

import pytest
from tests.bot.approval.desk import SECONDS, card_of, latest_card, open_desk, press

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.bot.models import ChatAccount, SeenUpdate
from rosterdesk.core.models import Delivery, DeliveryStatus, Event, SubmissionStatus

METHODS = ("answerCallbackQuery", "editMessageText", "sendMessage")
FAULTS = (
    *("flood", "blocked", "not_modified", "query_too_old"),
    *("server_error", "cut", "migrated"),
)
_MOST_CALLS = 25  # of one method in one decision: a loop makes hundreds


@pytest.mark.parametrize("method", METHODS)
async def test_decision_stands_and_people_hear_it(data, method):
    async with open_desk(data) as desk:
        anna, bo = await desk.staff("Anna Smit"), await desk.staff("Bo Jansen")
        for number, fault in enumerate(FAULTS):
            school = await desk.school(f"12AB{number:02}", f"School {fault}")
            teacher = await desk.teacher(school)
            marijke = await desk.sender(teacher, 2000 + number)
            await check_fault(desk, (anna, bo, marijke), (school, teacher), (method, fault))
            await ChatAccount.all().update(reachable=True)


async def check_fault(desk, people, source, wrong) -> None:
    anna, bo, marijke = people
    school, teacher = source
    submission = await desk.file(school, 4, sender=teacher)
    card = await card_of(anna, "✅ Approve", submission.reference)
    await card_of(bo, "✅ Approve", submission.reference)
    await marijke.expect("Read: 4 pupils", timeout=SECONDS)
    before = len(desk.api.calls)
    method, fault = wrong
    # "not modified" is only ever said of what is so already.
    desk.api.fail_next(method, fault, after=fault in ("server_error", "cut", "not_modified"))
    anna.press(card, "✅ Approve")
    await desk.reaches(submission, SubmissionStatus.APPLIED)
    assert await Event.filter(kind="plan.approved", submission=submission).count() == 1, wrong
    await wait_for(lambda: _is_told(desk, submission, marijke, (anna, bo)), SECONDS)
    made = desk.api.calls[before:]
    assert max(sum(call.method == each for call in made) for each in METHODS) < _MOST_CALLS, wrong


async def _is_told(desk, submission, marijke, staff) -> bool:
    """Everybody whom Telegram lets us reach has read it; the others are marked."""
    unreachable = set(await ChatAccount.filter(reachable=False).values_list("chat_id", flat=True))
    for person in staff:
        if person.id in unreachable:
            continue
        card = latest_card(person, submission.reference)
        if "Approved by Anna Smit" not in card.words or "applied" not in card.words:
            await _hurry()
            return False
    if await Event.filter(kind="sender.unreachable", submission=submission).exists():
        return True
    if not any("Approved and applied" in m.words for m in marijke.messages):
        await _hurry()
        return False
    return True


async def _hurry() -> None:
    """The outbox tries again after five seconds and more: let it be now."""
    from rosterdesk.core.clock import now
    from rosterdesk.core.database import wake

    late = Delivery.filter(status=DeliveryStatus.QUEUED, attempts__gt=0, due_at__gt=now())
    for delivery in await late:
        if (delivery.due_at - now()).total_seconds() < 90:  # not one that is being sent
            await Delivery.filter(id=delivery.id).update(due_at=now())
    wake()


async def test_blocked_sender_hears_it_another_way(desk):
    anna = await desk.staff("Anna Smit")
    school = await desk.school()
    teacher = await desk.teacher(school)
    marijke = await desk.sender(teacher)
    submission = await desk.file(school, 6, sender=teacher)
    await marijke.expect("Read: 6 pupils", timeout=SECONDS)
    marijke.block()
    await press(anna, await card_of(anna), "✅ Approve")
    await desk.reaches(submission, SubmissionStatus.APPLIED)
    await anna.expect("📵 The sender cannot be reached", timeout=SECONDS)
    assert not (await ChatAccount.get(user_id=marijke.id)).reachable
    marijke.unblock()

    async def is_back() -> bool:
        return (await ChatAccount.get(user_id=marijke.id)).reachable

    await wait_for(is_back)


async def test_group_that_grows_into_a_supergroup_keeps_its_cards(desk):
    anna = await desk.staff("Anna Smit")
    group = desk.api.group(-777, "Team")
    group.add(anna)
    anna.send("/here", chat=group)
    await anna.expect("Cards of rosters come here", chat=group, timeout=SECONDS)
    submission = await desk.file(await desk.school())
    await anna.expect(lambda m: "✅ Approve" in m.buttons, chat=group, timeout=SECONDS)
    grown = group.migrate()
    await press(anna, await card_of(anna), "✅ Approve")
    await desk.reaches(submission, SubmissionStatus.APPLIED)
    await anna.expect("Approved by Anna Smit", chat=grown, timeout=SECONDS)


async def test_handler_that_fails_says_one_sentence_without_names(desk, capsys, monkeypatch):
    from rosterdesk.bot.chat import everyone

    async def fail(*_: object) -> None:
        raise ValueError("Sanne van den Berg 12345")

    monkeypatch.setattr(everyone, "draw_status", fail)
    anna = await desk.staff("Anna Smit")
    anna.send("/status")
    await anna.expect("Something went wrong with us", timeout=SECONDS)
    logged = "".join(capsys.readouterr())
    assert "update.failed" in logged
    assert "Sanne" not in logged
    assert desk.api.token not in logged


async def test_second_poller_stops_itself_and_says_so(data, capsys):
    async with open_desk(data) as desk:
        anna = await desk.staff("Anna Smit")
        anna.send("/status")
        await anna.expect("Now", timeout=SECONDS)
        desk.api.fail_next("getUpdates", "conflict")
        anna.send("/whoami")  # ends the poll that is under way
        seen = ""
        async with asyncio.timeout(SECONDS):
            while "chat.standing_back" not in seen:
                seen += "".join(capsys.readouterr())
                await asyncio.sleep(0.05)
        assert "second_poller" in seen


async def test_stop_finishes_twenty_handlers_and_does_none_twice(data):
    """The answers come slowly; the service is told to stop while all of them wait."""
    async with open_desk(data) as desk:
        people = [await desk.staff(f"Staff {n}") for n in range(20)]
        gate, all_begun, begun = asyncio.Event(), asyncio.Event(), []
        bot = desk.service.bot

        async def hold(make_request, bot, method):
            if method.__api_method__ == "sendMessage":
                begun.append(method.chat_id)
                if len(begun) == len(people):
                    all_begun.set()
                await gate.wait()
            return await make_request(bot, method)

        bot.session.middleware.register(hold)
        for person in people:
            person.send("/status")
        async with asyncio.timeout(SECONDS):
            await all_begun.wait()
        stopping = asyncio.create_task(desk.stop())
        await asyncio.sleep(0)
        gate.set()
        await stopping
        assert all(sum("Now" in m.words for m in p.messages) == 1 for p in people)
        desk.start()
        people[0].send("/whoami")
        await people[0].expect("1001", timeout=SECONDS)
        assert all(sum("Now" in m.words for m in p.messages) == 1 for p in people)
        assert await SeenUpdate.all().count() >= len(people)
