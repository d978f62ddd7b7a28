"""Groups and topics that take no cards any more: every card still reaches who may decide."""

from __future__ import annotations

from datetime import datetime

import pytest
from aiogram.types import CallbackQuery
from tests.bot.approval.desk import SECONDS, card_of, has, latest_card, open_desk, press

from rosterdesk.bot.chat.approval.press import Press
from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.bot.models import ChatAccount, GroupTopic, StaffGroup
from rosterdesk.core.approval.caretakers import change_caretaker
from rosterdesk.core.clock import LOCAL, now
from rosterdesk.core.models import Delivery, DeliveryStatus, Staff, StaffRole, SubmissionStatus
from rosterdesk.core.storage.database import wake
from rosterdesk.core.trail.actors import shell_actor

WHO = shell_actor("tester")
GROUP = -1_000_000_000_777


async def open_group(desk, anna, number: int = GROUP, *, topics: bool = False):
    group = desk.api.group(number, "Team", topics=topics)
    group.add(anna)
    group.promote_bot()
    anna.send("/here topics" if topics else "/here", chat=group)
    await anna.expect("Cards of rosters come here", chat=group, timeout=SECONDS)
    return group


def delete(group, topic):
    group.delete_topic(topic)


def close(group, topic):
    group.close_topic(topic)


@pytest.mark.parametrize("lose", [delete, close])
async def test_card_of_a_lost_topic_stands_in_general_and_the_caretaker_hears(desk, lose):
    anna, bo = await desk.staff("Anna Smit"), await desk.staff("Bo Jansen")
    school = await desk.school()
    await change_caretaker(await Staff.get(name="Bo Jansen"), school, WHO, cares=True)
    group = await open_group(desk, anna, topics=True)
    await desk.file(school, 5)
    card = await anna.expect(has("✅ Approve"), chat=group, timeout=SECONDS)
    topic = group.chat.topics[card.thread_id]
    lose(group, topic)
    group.promote_bot(frozenset())  # it cannot make another topic
    second = await desk.file(school, 9)
    again = await anna.expect(has("✅ Approve", second.reference), chat=group, timeout=SECONDS)
    assert again.thread_id is None
    await bo.expect("The topic of De Regenboog was closed or deleted", timeout=SECONDS)
    assert not await GroupTopic.exists()
    assert not any("The topic of" in m.words for m in anna.messages)


async def test_card_of_a_topic_that_was_switched_off_is_there(desk):
    anna = await desk.staff("Anna Smit")
    group = await open_group(desk, anna, topics=True)
    school = await desk.school()
    await desk.file(school, 5)
    await anna.expect(has("✅ Approve"), chat=group, timeout=SECONDS)
    group.switch_topics(on=False)
    second = await desk.file(school, 9)
    await anna.expect(has("✅ Approve", second.reference), chat=group, timeout=SECONDS)


def restrict(group):
    group.demote_bot()
    group.restrict_bot()


def lock(group):
    group.lock()


def kick(group):
    group.remove_bot(kick=True)


def destroy(group):
    group.delete()


def close_general(group):
    group.demote_bot()
    group.switch_topics(on=True)
    group.close_topic(None)


@pytest.mark.parametrize("refuse", [restrict, lock, kick, destroy, close_general])
async def test_group_that_refuses_holds_up_nobody_and_administrators_hear(desk, refuse):
    anna = await desk.staff("Anna Smit")
    boss = await desk.staff("Els Baas", StaffRole.ADMINISTRATOR)
    refusing = await open_group(desk, anna)
    willing = await open_group(desk, anna, GROUP - 1)
    refuse(refusing)
    submission = await desk.file(await desk.school())
    await anna.expect(has("✅ Approve", submission.reference), chat=willing, timeout=SECONDS)
    await press(anna, await card_of(anna, "✅ Approve", submission.reference), "✅ Approve")
    await desk.reaches(submission, SubmissionStatus.APPLIED)
    await anna.expect("Approved by Anna Smit", chat=willing, timeout=SECONDS)
    await boss.expect("A group of staff no longer takes", timeout=SECONDS)
    assert not (await StaffGroup.get(chat_id=refusing.id)).active
    assert (await StaffGroup.get(chat_id=willing.id)).active
    assert not await Delivery.filter(status=DeliveryStatus.FAILED).exists()
    assert sum("A group of staff" in m.words for m in boss.messages) == 1


async def test_group_that_refuses_while_a_card_stands_there_fails_no_update(desk):
    """The card there was deleted, and a new one is refused: the other copies say who decided."""
    anna, bo = await desk.staff("Anna Smit"), await desk.staff("Bo Jansen")
    group = await open_group(desk, anna)
    submission = await desk.file(await desk.school())
    card = await anna.expect(has("✅ Approve"), chat=group, timeout=SECONDS)
    await card_of(bo)
    desk.api.world.delete(card)
    group.lock()
    await press(anna, await card_of(anna), "✅ Approve")
    await desk.reaches(submission, SubmissionStatus.APPLIED)

    async def bo_knows() -> bool:
        return "Approved by Anna Smit" in latest_card(bo, submission.reference).words

    await wait_for(bo_knows, SECONDS)
    assert not await Delivery.filter(status=DeliveryStatus.FAILED).exists()


@pytest.mark.parametrize("failing", ["group", "Bo Jansen"])
async def test_chat_that_fails_for_now_leaves_one_delivery_to_try_again(desk, failing):
    people = [await desk.staff("Anna Smit"), await desk.staff("Bo Jansen")]
    group = await open_group(desk, people[0])
    chat_id = GROUP if failing == "group" else people[1].id
    desk.api.fail_next("sendMessage", "server_error", chat_id=chat_id)
    submission = await desk.file(await desk.school())
    made = Delivery.filter(event__kind="plan.made", recipient__startswith="staff:")

    async def one_is_left() -> bool:
        tried = await made.filter(attempts__gt=0, status=DeliveryStatus.QUEUED).count()
        return tried == 1 and await made.filter(status=DeliveryStatus.SENT).count() == 1

    await wait_for(one_is_left, SECONDS)
    await made.update(due_at=now())
    wake()

    async def all_were_sent() -> bool:
        return await made.filter(status=DeliveryStatus.SENT).count() == len(people)

    await wait_for(all_were_sent, SECONDS)
    for messages in (people[0].messages, people[1].messages, group.messages):
        assert sum(submission.reference in message.words for message in messages) == 1


async def test_person_whose_chat_is_not_found_is_marked_unreachable(desk):
    anna, bo = await desk.staff("Anna Smit"), await desk.staff("Bo Jansen")
    bo.lose()
    submission = await desk.file(await desk.school())
    await card_of(anna, "✅ Approve", submission.reference)

    async def is_marked() -> bool:
        return not (await ChatAccount.get(user_id=bo.id)).reachable

    await wait_for(is_marked, SECONDS)
    assert (await ChatAccount.get(user_id=anna.id)).reachable


@pytest.mark.parametrize(("length", "silent"), [(3, True), (0, False)])
async def test_card_in_a_group_makes_no_sound_in_quiet_hours(data, length, silent):
    """Quiet hours begin with this hour; of no length, they are switched off."""
    start = datetime.now(LOCAL).hour
    hours = {"quiet_from": start, "quiet_until": (start + length) % 24}
    async with open_desk(data, **hours) as desk:
        anna = await desk.staff("Anna Smit")
        group = await open_group(desk, anna)
        await desk.file(await desk.school())
        card = await anna.expect(has("✅ Approve"), chat=group, timeout=SECONDS)
        assert card.silent is silent


@pytest.mark.parametrize(("facts", "topic"), [({"is_topic_message": True}, 12), ({}, None)])
def test_reply_in_an_ordinary_supergroup_is_no_topic(facts, topic):
    chat = {"id": GROUP, "type": "supergroup", "title": "Team"}
    message = {"message_id": 13, "date": 1, "chat": chat, "message_thread_id": 12, **facts}
    person = {"id": 7, "is_bot": False, "first_name": "Anna"}
    query = {"id": "1", "from": person, "chat_instance": "1", "message": message}
    pressed = Press(CallbackQuery.model_validate(query), *[None] * 7, chat_id=GROUP)
    assert pressed.topic == topic
