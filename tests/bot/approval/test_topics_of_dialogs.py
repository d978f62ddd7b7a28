"""Words in a group with topics answer what was asked in their own topic, or what they reply to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from tests.bot.approval.desk import SECONDS, has, press
from tests.bot.approval.test_group_manners import open_forum, settle

from rosterdesk.core.models import Event
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from tests.bot.approval.desk import Desk

    from rosterdesk.bot.standins.botapi.groups import Group, Topic
    from rosterdesk.bot.standins.botapi.people import Person
    from rosterdesk.bot.standins.botapi.state.messages import Message


@dataclass
class Forum:
    """A librarian whom a card asked something in one topic of the group."""

    desk: Desk
    anna: Person
    group: Group
    here: Topic | None
    other: Topic | None
    prompt: Message

    async def say(self, text: str, topic: Topic | None, **facts: object) -> list[Message]:
        """Return what the bot said because of these words."""
        before = self.desk.api.world.revision
        self.anna.send(text, chat=self.group, topic=topic, **facts)
        return await self.settle(before)

    async def settle(self, before: int) -> list[Message]:
        api = self.desk.api
        await api.wait_until(lambda: api.pending_updates == 0 or None, timeout=SECONDS)
        said = (each for each in self.group.messages if each.revision > before)
        return [each for each in said if each.sender.is_bot]


async def open_dialog(desk: Desk, place: str) -> Forum:
    anna = await desk.staff("Anna Smit")
    group = await open_forum(desk, anna)
    topic = group.add_topic("Leerlingen")
    here, other = {
        "topic": (topic, group.add_topic("Koffie")),
        "General": (None, topic),
        "a topic and General": (topic, None),
    }[place]
    await settle(group, anna, here)
    school = await desk.school()
    made = await desk.file(school, 5, sender=await desk.teacher(school))
    card = await anna.expect(has("✅ Approve", made.reference), chat=group, timeout=SECONDS)
    await press(anna, card, "❌ Reject")
    prompt = await anna.expect("Why is", chat=group, timeout=SECONDS)
    return Forum(desk, anna, group, here, other, prompt)


@pytest.mark.parametrize("place", ["topic", "General", "a topic and General"])
async def test_words_in_another_topic_are_no_answer_and_are_left_alone(desk, place):
    forum = await open_dialog(desk, place)
    for text in ("Wie haalt er koffie?", "12", "ja"):
        assert await forum.say(text, forum.other) == []
    before = desk.api.world.revision
    forum.anna.send_document("koffie.pdf", b"%PDF", chat=forum.group, topic=forum.other)
    assert await forum.settle(before) == []
    (shown,) = await forum.say("Groep 3 ontbreekt", forum.here)
    assert "Groep 3 ontbreekt" in shown.words
    assert shown.thread_id == (forum.here.id if forum.here else None)


@pytest.mark.parametrize("place", ["topic", "General"])
async def test_reply_to_the_prompt_is_an_answer_in_every_topic(desk, place):
    forum = await open_dialog(desk, place)
    elsewhere = forum.anna.send("Goedemorgen", chat=forum.group, topic=forum.other)
    assert await forum.say("Ja, hoor", forum.other, reply_to=elsewhere) == []
    (shown,) = await forum.say("Groep 3 ontbreekt", forum.other, reply_to=forum.prompt)
    assert "Groep 3 ontbreekt" in shown.words


async def test_stop_under_a_prompt_ends_it_for_whom_it_asked_alone(desk):
    forum = await open_dialog(desk, "topic")
    bo = await desk.staff("Bo Jansen")
    forum.group.add(bo)
    await press(bo, forum.prompt, "✖️ Stop")
    assert "Why is" in forum.prompt.words
    await press(forum.anna, forum.prompt, "✖️ Stop")
    await forum.anna.expect("Stopped. Nothing was sent.", chat=forum.group, timeout=SECONDS)
    assert await forum.say("Groep 3 ontbreekt", forum.here) == []
    assert not await Event.filter(kind=Kind.PLAN_REJECTED).exists()


@pytest.mark.parametrize(
    ("ways", "asks", "yes"),
    [("❌ Reject", "Why is", "❌ Yes, reject"), ("💬 Ask", "What do you want", "✉️ Yes, send it")],
)
async def test_stop_under_an_older_prompt_leaves_the_newer_one_open(desk, ways, asks, yes):
    anna = await desk.staff("Anna Smit")
    school = await desk.school()
    made = await desk.file(school, 5, sender=await desk.teacher(school))
    card = await anna.expect(has("✅ Approve", made.reference), timeout=SECONDS)
    await press(anna, card, ways)
    older = await anna.expect(asks, timeout=SECONDS)
    await press(anna, card, ways)
    await anna.expect(lambda m: asks in m.words and m.id > older.id, timeout=SECONDS)
    await press(anna, older, "✖️ Stop")
    anna.send("Groep 3 ontbreekt")
    await anna.expect(has(yes, "Groep 3 ontbreekt"), timeout=SECONDS)
