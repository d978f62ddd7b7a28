"""A group that grew into a supergroup while nobody looked."""

from __future__ import annotations

import pytest
from tests.bot.approval.desk import SECONDS, card_of, has, press

from rosterdesk.bot.chat.telegram.reachability import move_chat
from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.bot.models import ApprovalCard, StaffGroup
from rosterdesk.core.models import Delivery, DeliveryStatus, Submission, SubmissionStatus
from rosterdesk.core.storage.database import wake

HERE = "Cards of rosters come here"


async def miss_migration(desk, anna, school=None):
    """Return the grown group that the service was never told of: it was off for a day.

    A card of the school stood there by then.
    """
    group = desk.api.group(-777, "Team")
    group.add(anna)
    anna.send("/here", chat=group)
    await anna.expect(HERE, chat=group, timeout=SECONDS)
    if school is not None:
        await desk.file(school)
        await anna.expect(has("✅ Approve"), chat=group, timeout=SECONDS)
    await desk.stop()
    grown = group.migrate()
    desk.api.world.updates.clear()
    desk.start()
    return grown


async def test_here_after_a_missed_move_is_one_group(desk):
    anna = await desk.staff("Anna Smit")
    grown = await miss_migration(desk, anna)
    anna.send("/here", chat=grown)
    await anna.expect(HERE, chat=grown, timeout=SECONDS)
    submission = await desk.file(await desk.school())
    await anna.expect(has("✅ Approve", submission.reference), chat=grown, timeout=SECONDS)
    await anna.expect(has("✅ Approve", submission.reference), timeout=SECONDS)
    second = await desk.file(await desk.school("12AB01", "De Linde"))
    await anna.expect(has("✅ Approve", second.reference), chat=grown, timeout=SECONDS)
    assert await StaffGroup.all().values_list("chat_id", flat=True) == [grown.id]
    for each in (submission, second):
        told = [m for m in grown.messages if each.reference in m.words]
        assert len(told) == 1
    assert not await Delivery.filter(status=DeliveryStatus.FAILED).exists()


@pytest.mark.parametrize("moves", [[(-777, -1_000_000_000_777)] * 2, [(-777, -778), (-778, -779)]])
async def test_move_that_is_heard_of_twice_or_goes_on_is_one_group(desk, moves):
    last = moves[-1][1]
    await StaffGroup.create(chat_id=-777, language="nl", by_school=True)
    await StaffGroup.create(chat_id=last, language="en")
    for old, new in moves:
        await move_chat(old, new)
    group = await StaffGroup.get()
    assert (group.chat_id, group.language, group.by_school) == (last, "en", False)


async def test_card_that_stood_there_comes_once_and_changes_no_other_message(desk):
    """The numbers of messages begin anew in the supergroup, where other messages have them."""
    anna = await desk.staff("Anna Smit")
    grown = await miss_migration(desk, anna, await desk.school())
    first = await Submission.get()
    for number in range(8):
        await desk.service.bot.send_message(grown.id, f"another message {number}")
    before = [m.words for m in grown.messages]
    await press(anna, await card_of(anna), "✅ Approve")
    await desk.reaches(first, SubmissionStatus.APPLIED)

    async def is_there() -> bool:
        wake()
        return any(first.reference in m.words for m in grown.messages[len(before) :])

    await wait_for(is_there, SECONDS)
    assert [m.words for m in grown.messages[: len(before)]] == before
    assert await ApprovalCard.filter(chat_id=grown.id).count() == 1


async def test_service_message_in_the_new_group_tells_both_numbers(desk):
    anna = await desk.staff("Anna Smit")
    group = desk.api.group(-777, "Team")
    group.add(anna)
    anna.send("/here", chat=group)
    await anna.expect(HERE, chat=group, timeout=SECONDS)
    grown = group.migrate()
    anna.send("/here", chat=grown)
    await anna.expect(HERE, chat=grown, timeout=SECONDS)

    async def is_one() -> bool:
        return await StaffGroup.all().values_list("chat_id", flat=True) == [grown.id]

    await wait_for(is_one, SECONDS)  # updates of two chats are handled beside each other
