"""A button of a message that is out of the bot's reach: a new message instead."""

from __future__ import annotations

import pytest
from tests.bot.approval.desk import SECONDS, card_of, has, press

from rosterdesk.core.models import StaffRole, SubmissionStatus


async def reach_out(person, message, label: str) -> str:
    """Press a button of a message that Telegram no longer shows to the bot."""
    found = next(each for each in message.buttons if label in each)
    result = person.press(message, found, inaccessible=True)
    await result.wait(SECONDS)
    return result.text or ""


@pytest.mark.parametrize("label", ["▶️", "🏫 Class"])
async def test_page_of_a_gone_message_is_a_new_message(desk, label):
    anna = await desk.staff("Anna Smit")
    await desk.file(await desk.school(), 50)
    await press(anna, await card_of(anna), "👀 Look")
    page = await anna.expect(has("▶️", "50 changes"), timeout=SECONDS)
    await reach_out(anna, page, label)
    fresh = await anna.expect(has("▶️", "50 changes"), timeout=SECONDS)
    assert fresh.id > page.id


async def test_card_that_is_gone_can_still_be_decided_on(desk):
    anna = await desk.staff("Anna Smit")
    submission = await desk.file(await desk.school())
    card = await card_of(anna)
    await reach_out(anna, card, "✅ Approve")
    await desk.reaches(submission, SubmissionStatus.APPLIED)
    told = await anna.expect("Approved by Anna Smit", timeout=SECONDS)
    assert told.id > card.id


async def test_screens_of_the_desk_that_are_gone_come_anew(desk):
    anna = await desk.staff("Anna Smit", StaffRole.ADMINISTRATOR)
    await desk.teacher(await desk.school())
    anna.send("/find Wit")
    shown = await anna.expect(has("✏️ Change", "Wit"), timeout=SECONDS)
    await reach_out(anna, shown, "✏️ Change")
    fields = await anna.expect(has("✏️ Name"), timeout=SECONDS)
    assert fields.id > shown.id
    anna.send("/staff")
    listed = await anna.expect(has("Invite: desk"), timeout=SECONDS)
    await reach_out(anna, listed, "Invite: desk")
    asked = await anna.expect("name of the new member", timeout=SECONDS)
    assert asked.id > listed.id
