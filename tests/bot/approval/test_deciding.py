"""The people who may decide, how many must, and the end of a plan that nobody decides on."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from tests.bot.approval.desk import SECONDS, WHO, card_of, has, latest_card, open_desk, press

from rosterdesk.bot.chat.access.accounts import link_account
from rosterdesk.bot.chat.approval.reminders import make_digests
from rosterdesk.bot.chat.outbox.deliveries import Outbox
from rosterdesk.bot.chat.outbox.quiet import end_of_quiet, is_quiet
from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.bot.models import ChatAccount
from rosterdesk.core.approval.deadlines import keep_deadlines
from rosterdesk.core.approval.settings import ApprovalSettings
from rosterdesk.core.clock import LOCAL
from rosterdesk.core.customers.staff import Person, remove_staff
from rosterdesk.core.language import Language
from rosterdesk.core.models import (
    Caretaker,
    Delivery,
    Event,
    Plan,
    Staff,
    StaffRole,
    SubmissionStatus,
)

MONDAY = datetime(2026, 11, 23, 10, tzinfo=LOCAL)


async def test_two_of_two_must_approve_and_one_alone_does_not(data):
    async with open_desk(data, approvers=2) as desk:
        anna, bo = await desk.staff("Anna Smit"), await desk.staff("Bo Jansen")
        submission = await desk.file(await desk.school())
        card = await card_of(anna)
        assert "another librarian must approve too" in await press(anna, card, "✅ Approve")
        await press(anna, card, "✅ Approve")  # the same yes again counts once
        told = await bo.expect("1 of 2 approvals: Anna Smit", timeout=SECONDS)
        await submission.refresh_from_db()
        assert submission.status is SubmissionStatus.WAITING
        assert await press(bo, told, "✅ Approve") == "Approved."
        await desk.reaches(submission, SubmissionStatus.APPLIED)
        await bo.expect("Approved by Anna Smit, Bo Jansen", timeout=SECONDS)


async def test_votes_do_not_outlive_their_version(data):
    async with open_desk(data, approvers=2) as desk:
        anna, bo = await desk.staff("Anna Smit"), await desk.staff("Bo Jansen")
        school = await desk.school()
        submission = await desk.file(school)
        await press(anna, await card_of(anna), "✅ Approve")
        await school.refresh_from_db()
        await type(school).filter(id=school.id).update(revision=school.revision + 1)
        told = await bo.expect("1 of 2", timeout=SECONDS)
        assert "changed after version 1" in await press(bo, told, "✅ Approve")
        fresh = await card_of(bo, "✅ Approve", "· v2")
        assert "0 of 2" in fresh.words
        assert submission.status is SubmissionStatus.RECEIVED  # as it was loaded: not refreshed


async def test_sender_does_not_approve_their_own_file(desk):
    school = await desk.school()
    teacher = await desk.teacher(school)
    anna = await desk.staff("Anna Smit")
    await link_account(anna.id, anna.id, Person(customer=teacher))
    await desk.file(school, 12, sender=teacher)
    said = await press(anna, await card_of(anna), "✅ Approve")
    assert "another librarian must approve" in said
    assert not await Event.filter(kind="plan.approved").exists()


async def test_card_goes_to_those_who_care_for_the_school(desk):
    anna, bo = await desk.staff("Anna Smit"), await desk.staff("Bo Jansen")
    school = await desk.school()
    await Caretaker.create(staff=await Staff.get(name="Bo Jansen"), school=school)
    submission = await desk.file(school)
    card = await card_of(bo)
    assert anna.messages == []
    anna.send("/pending")
    await anna.expect("Nothing waits for you", timeout=SECONDS)
    late = anna.press_button(card, card.keyboard[0][0])
    await late.wait(SECONDS)
    assert "Other librarians decide" in (late.text or "")
    await press(bo, card, "✅ Approve")
    await desk.reaches(submission, SubmissionStatus.APPLIED)


async def test_administrator_says_who_decides_about_a_school(desk):
    anna, bo = await desk.staff("Anna Smit"), await desk.staff("Bo Jansen")
    cas = await desk.staff("Cas Mulder", StaffRole.ADMINISTRATOR)
    school = await desk.school()

    async def tick(label: str, words: str):
        await press(cas, cas.messages[-1], label)
        return await cas.expect(words, timeout=SECONDS)

    cas.send("/schools")
    await cas.expect(has("De Regenboog"), timeout=SECONDS)
    await tick("De Regenboog", "Every librarian decides")
    await tick("⚖️", "With nobody ticked")
    await tick("Bo Jansen", "Decide about its rosters: Bo Jansen")
    submission = await desk.file(school)
    await card_of(bo, "✅ Approve", submission.reference)
    assert not any(submission.reference in m.words for m in anna.messages)
    await tick("Anna Smit", "Anna Smit, Bo Jansen")
    await card_of(anna, "✅ Approve", submission.reference)  # what waits comes to her now
    await tick("Anna Smit", "rosters: Bo Jansen")
    assert await Event.filter(kind="caretakers.changed", submission=None).count() == 3
    # The only one leaves: the school is everybody's again, its cards are not nobody's.
    await remove_staff(await Staff.get(name="Bo Jansen"), WHO)
    await press(anna, latest_card(anna, submission.reference), "✅ Approve")
    await desk.reaches(submission, SubmissionStatus.APPLIED)


async def make_waiting(desk):
    anna = await desk.staff("Anna Smit")
    submission = await desk.file(await desk.school())
    await card_of(anna)
    plan = await Plan.get(submission=submission)
    return anna, submission, plan


async def test_reminder_escalation_warning_and_expiry_each_come_once(desk):
    anna, submission, plan = await make_waiting(desk)
    boss = await desk.staff("Cas Mulder", StaffRole.ADMINISTRATOR)
    settings = ApprovalSettings(quiet_from=0, quiet_until=0)

    async def after(**span) -> bool:
        moment = plan.made_at + timedelta(**span)
        return await keep_deadlines(moment, settings, Language.EN)

    assert not await after(hours=23)
    assert await after(hours=25)
    assert not await after(hours=26)
    assert await after(hours=73)
    assert await after(days=13, hours=1)
    kinds = await Event.filter(
        kind__in=("plan.reminded", "plan.escalated", "plan.expires")
    ).values_list("kind", flat=True)
    assert list(kinds) == ["plan.reminded", "plan.escalated", "plan.expires"]
    escalated = await Event.get(kind="plan.escalated")
    cas = await Staff.get(name="Cas Mulder")
    assert await Delivery.filter(event=escalated, recipient=f"staff:{cas.id}").exists()
    assert await after(days=14)
    await desk.reaches(submission, SubmissionStatus.REJECTED)
    assert not await after(days=15)
    event = await Event.get(kind="plan.rejected")
    assert event.actor_reference == "system"
    assert "14 days" in event.facts["reason"]
    del boss, anna


async def test_reminder_of_what_was_decided_meanwhile_says_nothing(desk):
    anna, submission, plan = await make_waiting(desk)
    moment = plan.made_at + timedelta(hours=25)
    await press(anna, latest_card(anna, submission.reference), "✅ Approve")
    await desk.reaches(submission, SubmissionStatus.APPLIED)
    assert not await keep_deadlines(moment, ApprovalSettings(), Language.EN)


async def test_reminders_wait_for_the_end_of_quiet_hours(data):
    async with open_desk(data, run=False, quiet_from=19, quiet_until=7) as desk:
        await desk.staff("Anna Smit")
        submission = await desk.file(await desk.school())
        from rosterdesk.core.pipeline import advance_all

        await advance_all(desk.service.library)
        plan = await Plan.get(submission=submission)
        settings = desk.settings.chat.approvals
        await keep_deadlines(plan.made_at + timedelta(hours=25), settings, Language.EN)
        night = MONDAY.replace(hour=23)
        outbox = Outbox(desk.service.bot, desk.settings, lambda: night)
        await outbox.deliver_due()
        anna = desk.people["Anna Smit"]
        assert not any("waits since" in m.words for m in anna.messages)
        assert all(m.silent for m in anna.messages)
        delivery = await Delivery.get(event__kind="plan.reminded")
        assert delivery.due_at.astimezone(LOCAL).isoformat().startswith("2026-11-24T07:00")
        await Delivery.filter(id=delivery.id).update(due_at=plan.made_at)
        morning = Outbox(desk.service.bot, desk.settings, lambda: MONDAY)
        await morning.deliver_due()
        assert any("waits since" in m.words for m in anna.messages)


@pytest.mark.parametrize(
    ("day", "hour", "quiet"),
    [
        (23, 12, False),
        (23, 18, False),
        (23, 19, True),
        (24, 6, True),
        (24, 7, False),
        (28, 12, True),
    ],
)
def test_quiet_hours_go_around_midnight_and_hold_all_weekend(day, hour, quiet):
    assert is_quiet(datetime(2026, 11, day, hour, tzinfo=LOCAL), 19, 7) is quiet


def test_nothing_is_quiet_for_whoever_wants_no_quiet_hours():
    saturday = datetime(2026, 11, 28, 21, tzinfo=LOCAL)
    assert not is_quiet(saturday, 0, 0)
    assert end_of_quiet(saturday, 0, 0) == saturday


def test_quiet_friday_night_ends_on_monday_morning():
    friday = datetime(2026, 11, 27, 22, tzinfo=LOCAL)
    assert end_of_quiet(friday, 19, 7) == datetime(2026, 11, 30, 7, tzinfo=LOCAL)


async def test_overview_comes_once_a_working_day_to_who_has_something_waiting(desk):
    anna, _, _ = await make_waiting(desk)
    # The service brings it at whatever hour the test runs.
    await ChatAccount.all().update(quiet_from=0, quiet_until=0)
    settings = ApprovalSettings(digest_hour=8)
    assert not await make_digests(MONDAY.replace(hour=7), settings)
    assert not await make_digests(MONDAY - timedelta(days=1), settings)  # Sunday
    assert await make_digests(MONDAY, settings)
    assert not await make_digests(MONDAY.replace(hour=15), settings)
    assert await Event.filter(kind="digest.made").count() == 1
    await wait_for(lambda: _sees(anna, "Good morning. 1 roster waits for you"))


async def _sees(person, words) -> bool:
    return any(words in m.words for m in person.messages)


async def test_later_comes_back_tomorrow_morning(desk):
    anna, submission, _ = await make_waiting(desk)
    said = await press(anna, latest_card(anna, submission.reference), "⏰")
    assert "tomorrow at eight" in said
    delivery = await Delivery.get(event__kind="plan.reminded")
    assert delivery.due_at.astimezone(LOCAL).hour == 8


async def test_group_sees_counts_only_and_being_in_it_is_no_right(desk):
    anna = await desk.staff("Anna Smit")
    eve = desk.api.person(666, "Eve")
    group = desk.api.group(-1_000_000_000_777, "Team", topics=True)
    group.add(anna, eve)
    group.promote_bot()
    anna.send("/here topics", chat=group)
    await anna.expect("Cards of rosters come here", chat=group, timeout=SECONDS)
    submission = await desk.file(await desk.school())
    card = await anna.expect(has("✅ Approve"), chat=group, timeout=SECONDS)
    assert card.thread_id is not None
    assert not any("Look" in b or "Workbook" in b for b in card.buttons)
    refused = eve.press(card, "✅ Approve")
    await refused.wait(SECONDS)
    assert "may not" in (refused.text or "").lower() or "niet" in (refused.text or "")
    await press(anna, card, "🔒")
    own = await card_of(anna)
    assert any("Look" in b for b in own.buttons)
    await press(anna, card, "✅ Approve")
    await desk.reaches(submission, SubmissionStatus.APPLIED)

    async def both() -> bool:
        copies = [card, latest_card(anna, submission.reference)]
        return all("Approved by Anna Smit" in c.words for c in copies)

    await wait_for(both)
