"""One decision, whatever people press and whenever, and everybody sees it."""

from __future__ import annotations

import asyncio

from tests.bot.approval.desk import WHO, card_of, latest_card, open_desk, press

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.core.customers.registering import change_customer
from rosterdesk.core.models import Customer, Event, Plan, SubmissionStatus


async def assert_decided_once(submission, by: str) -> None:
    await submission.refresh_from_db()
    assert submission.status is SubmissionStatus.APPLIED
    assert await Event.filter(kind="plan.approved").count() == 1
    assert await Event.filter(kind="plan.applied").count() == 1
    assert (await Plan.get(submission=submission)).decided_by == by
    assert await Customer.filter(role="pupil").count() == 12


def describe_so(people, submission, by: str):
    async def look() -> bool:
        cards = [latest_card(person, submission.reference) for person in people]
        return all(
            f"Approved by {by}" in c.words and "applied" in c.words for c in cards
        ) and not any("✅ Approve" in each for c in cards for each in c.buttons)

    return look


async def test_a_clean_file_costs_one_tap(desk):
    anna = await desk.staff("Anna Smit")
    submission = await desk.file(await desk.school())
    said = await press(anna, await card_of(anna), "✅ Approve")
    assert said == "Approved."
    await desk.reaches(submission, SubmissionStatus.APPLIED)
    await assert_decided_once(submission, "Anna Smit")


async def test_double_tap_is_one_decision(desk):
    anna = await desk.staff("Anna Smit")
    submission = await desk.file(await desk.school())
    card = await card_of(anna)
    taps = [anna.press(card, "✅ Approve") for _ in range(3)]
    await asyncio.gather(*(tap.wait(30) for tap in taps))
    said = sorted(tap.text or "" for tap in taps)
    assert said[-1] == "Approved."
    assert all("Anna Smit approved this already" in each for each in said[:2])
    await desk.reaches(submission, SubmissionStatus.APPLIED)
    await assert_decided_once(submission, "Anna Smit")


async def test_two_librarians_at_once_are_one_decision_that_both_see(desk):
    anna, bo = await desk.staff("Anna Smit"), await desk.staff("Bo Jansen")
    submission = await desk.file(await desk.school())
    cards = [await card_of(person) for person in (anna, bo)]
    taps = [p.press(c, "✅ Approve") for p, c in zip((anna, bo), cards, strict=True)]
    await asyncio.gather(*(tap.wait(30) for tap in taps))
    await desk.reaches(submission, SubmissionStatus.APPLIED)
    winner = (await Plan.get(submission=submission)).decided_by
    await assert_decided_once(submission, winner)
    await wait_for(describe_so((anna, bo), submission, winner))


async def test_stale_card_decides_nothing_and_brings_the_fresh_one(desk):
    anna = await desk.staff("Anna Smit")
    school = await desk.school()
    first = await desk.file(school)
    await press(anna, await card_of(anna), "✅ Approve")
    await desk.reaches(first, SubmissionStatus.APPLIED)
    submission = await desk.file(school, 11)
    old = await card_of(anna, "✅ Approve", submission.reference)
    customer = await Customer.filter(role="pupil").first()
    await change_customer(customer, WHO, phone="0612345678")
    assert "changed after version 1 was shown" in await press(anna, old, "✅ Approve")
    fresh = await card_of(anna, "✅ Approve", "· v2")
    assert fresh.id != old.id
    await desk.api.wait_until(lambda: old.buttons == [], timeout=90)
    assert await Event.filter(kind="plan.approved").count() == 1
    await press(anna, fresh, "✅ Approve")
    await desk.reaches(submission, SubmissionStatus.APPLIED)


async def test_deleted_card_gets_a_fresh_one_after_a_late_click(desk):
    anna = await desk.staff("Anna Smit")
    submission = await desk.file(await desk.school())
    card = await card_of(anna)
    result = anna.press(card, "✅ Approve", inaccessible=True)
    await result.wait(30)
    await desk.reaches(submission, SubmissionStatus.APPLIED)
    await assert_decided_once(submission, "Anna Smit")


async def test_clicks_of_while_the_service_was_down_are_one_decision(data):
    async with open_desk(data) as desk:
        anna, bo = await desk.staff("Anna Smit"), await desk.staff("Bo Jansen")
        submission = await desk.file(await desk.school())
        cards = [await card_of(person) for person in (anna, bo)]
        await desk.stop()
        taps = [anna.press(cards[0], "✅ Approve"), anna.press(cards[0], "✅ Approve")]
        taps.append(bo.press(cards[1], "✅ Approve"))
        desk.start()
        await asyncio.gather(*(tap.wait(30) for tap in taps))
        await desk.reaches(submission, SubmissionStatus.APPLIED)
        await assert_decided_once(submission, "Anna Smit")
        await wait_for(describe_so((anna, bo), submission, "Anna Smit"))


async def test_restart_between_tap_and_answer_does_it_once(data):
    """The tap is handed out again after the restart: the answer of the first time was lost."""
    async with open_desk(data) as desk:
        anna = await desk.staff("Anna Smit")
        submission = await desk.file(await desk.school())
        card = await card_of(anna)
        desk.api.fail_next("answerCallbackQuery", "cut", times=9)
        anna.press(card, "✅ Approve")
        await desk.api.wait_for_call("answerCallbackQuery", timeout=90)
        await desk.stop()
        desk.api.world.faults.clear()
        desk.start()
        await desk.reaches(submission, SubmissionStatus.APPLIED)
        await assert_decided_once(submission, "Anna Smit")
        await wait_for(describe_so((anna,), submission, "Anna Smit"))
