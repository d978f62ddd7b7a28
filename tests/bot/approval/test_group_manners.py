"""A group in which several people write: a topic for the cards, and what is another's."""

from __future__ import annotations

import pytest
from tests.bot.approval.desk import SECONDS, has, open_desk, press
from tests.bot.approval.test_refusing_groups import GROUP, close, delete

from rosterdesk.bot.models import StaffGroup
from rosterdesk.core.models import StaffRole, SubmissionStatus


@pytest.fixture
async def desk(data):
    async with open_desk(data, quiet_from=0, quiet_until=0) as made:
        yield made


async def open_forum(desk, *people):
    group = desk.api.group(GROUP, "Team", topics=True)
    group.add(*people)
    group.promote_bot()
    return group


async def settle(group, person, topic):
    person.send("/here", chat=group, topic=topic)
    return await person.expect("Cards of rosters come here", chat=group, timeout=SECONDS)


async def test_here_in_a_topic_brings_the_cards_of_all_schools_there(desk):
    anna = await desk.staff("Anna Smit")
    group = await open_forum(desk, anna)
    first, second = group.add_topic("Leerlingen"), group.add_topic("Bestanden")
    await settle(group, anna, first)
    for name, code in (("De Regenboog", "12AB00"), ("De Ster", "34CD00")):
        made = await desk.file(await desk.school(code, name), 5)
        card = await anna.expect(has("✅ Approve", made.reference), chat=group, timeout=SECONDS)
        assert card.thread_id == first.id
    for topic, code in ((second, "56EF00"), (None, "78GH00")):
        await settle(group, anna, topic)
        made = await desk.file(await desk.school(code, "De Linde"), 6)
        card = await anna.expect(has("✅ Approve", made.reference), chat=group, timeout=SECONDS)
        assert card.thread_id == (topic.id if topic else None)


@pytest.mark.parametrize("lose", [delete, close])
async def test_lost_topic_of_all_cards_is_general_and_librarians_hear(desk, lose):
    anna = await desk.staff("Anna Smit")
    group = await open_forum(desk, anna)
    topic = group.add_topic("Leerlingen")
    await settle(group, anna, topic)
    lose(group, topic)
    made = await desk.file(await desk.school(), 5)
    group.promote_bot(frozenset())
    card = await anna.expect(has("✅ Approve", made.reference), chat=group, timeout=SECONDS)
    await anna.expect("The topic with the cards of rosters was closed or deleted", timeout=SECONDS)
    assert (card.thread_id, (await StaffGroup.get()).thread_id) == (None, None)


async def test_stop_under_what_somebody_else_typed_is_theirs(desk):
    """A colleague, a clerk and a stranger press it; then its writer sends it."""
    anna, bo = await desk.staff("Anna Smit"), await desk.staff("Bo Jansen")
    dirk = await desk.staff("Dirk Post", StaffRole.DESK)
    eve = desk.api.person(666, "Eve")
    group = await open_forum(desk, anna, bo, dirk, eve)
    await settle(group, anna, None)
    made = await desk.file(await desk.school(), 5)
    card = await anna.expect(has("✅ Approve", made.reference), chat=group, timeout=SECONDS)
    await press(anna, card, "❌ Reject")
    await anna.expect("Why is", chat=group, timeout=SECONDS)
    anna.send("Groep 3 ontbreekt", chat=group)
    shown = await anna.expect(has("✖️ Stop"), chat=group, timeout=SECONDS)
    for person in (bo, dirk, eve):
        await press(person, shown, "✖️ Stop")
    assert "Groep 3 ontbreekt" in shown.words
    await press(anna, shown, "❌ Yes, reject")
    await desk.reaches(made, SubmissionStatus.REJECTED)


async def test_stop_under_ones_own_text_keeps_it_back(desk):
    anna = await desk.staff("Anna Smit")
    group = await open_forum(desk, anna)
    await settle(group, anna, None)
    made = await desk.file(await desk.school(), 5)
    card = await anna.expect(has("✅ Approve", made.reference), chat=group, timeout=SECONDS)
    await press(anna, card, "❌ Reject")
    await anna.expect("Why is", chat=group, timeout=SECONDS)
    anna.send("Groep 3 ontbreekt", chat=group)
    shown = await anna.expect(has("✖️ Stop"), chat=group, timeout=SECONDS)
    await press(anna, shown, "✖️ Stop")
    await anna.expect("Nothing was sent", chat=group, timeout=SECONDS)
    await made.refresh_from_db()
    assert made.status is SubmissionStatus.WAITING


@pytest.mark.parametrize("word", ["uit", "OFF", " off "])
async def test_here_off_in_both_languages_stops_the_cards(desk, word):
    anna = await desk.staff("Anna Smit")
    group = await open_forum(desk, anna)
    await settle(group, anna, None)
    anna.send(f"/here {word}", chat=group)
    await anna.expect("No more cards here.", chat=group, timeout=SECONDS)
    assert not await StaffGroup.exists()


@pytest.mark.parametrize("word", ["niet", "stop", "topics please", "of", "-"])
async def test_here_with_another_word_changes_nothing(desk, word):
    anna = await desk.staff("Anna Smit")
    group = await open_forum(desk, anna)
    topic = group.add_topic("Leerlingen")
    await settle(group, anna, topic)
    anna.send(f"/here {word}", chat=group)
    await anna.expect("/here off stops them", chat=group, timeout=SECONDS)
    settled = await StaffGroup.get()
    assert (settled.thread_id, settled.by_school) == (topic.id, False)


async def test_here_with_the_dutch_word_for_topics_has_one_for_each_school(desk):
    anna = await desk.staff("Anna Smit")
    group = await open_forum(desk, anna)
    anna.send("/here onderwerpen", chat=group)
    await anna.expect("Cards of rosters come here", chat=group, timeout=SECONDS)
    assert (await StaffGroup.get()).by_school


@pytest.mark.parametrize("typed", [(), ("Groep 3 ontbreekt",)], ids=["asked", "shown back"])
async def test_cancel_in_any_topic_stops_what_its_writer_began(desk, typed):
    anna, bo = await desk.staff("Anna Smit"), await desk.staff("Bo Jansen")
    group = await open_forum(desk, anna, bo)
    here, other = group.add_topic("Leerlingen"), group.add_topic("Koffie")
    await settle(group, anna, here)
    made = await desk.file(await desk.school(), 5)
    card = await anna.expect(has("✅ Approve", made.reference), chat=group, timeout=SECONDS)
    await press(anna, card, "❌ Reject")
    shown = await anna.expect("Why is", chat=group, timeout=SECONDS)
    for words in typed:
        anna.send(words, chat=group, topic=here)
        shown = await anna.expect(has("❌ Yes, reject"), chat=group, timeout=SECONDS)
    bo.send("/cancel", chat=group, topic=here)  # he began nothing
    anna.send("/cancel", chat=group, topic=other)
    stopped = await anna.expect("Stopped. Nothing was changed.", chat=group, timeout=SECONDS)
    assert stopped.thread_id == other.id
    assert sum("Stopped" in each.words for each in group.messages) == 1
    label = "❌ Yes, reject" if typed else "✖️ Stop"
    assert "no longer works" in await press(anna, shown, label)
    await made.refresh_from_db()
    assert made.status is SubmissionStatus.WAITING


async def test_a_command_for_a_private_chat_says_that_it_stopped_the_question(desk):
    """The words typed next are no reason any more; nobody else's command is answered."""
    anna, bo = await desk.staff("Anna Smit"), await desk.staff("Bo Jansen")
    group = await open_forum(desk, anna, bo)
    await settle(group, anna, None)
    made = await desk.file(await desk.school(), 5)
    card = await anna.expect(has("✅ Approve", made.reference), chat=group, timeout=SECONDS)
    await press(anna, card, "❌ Reject")
    await anna.expect("Why is", chat=group, timeout=SECONDS)
    bo.send("/status", chat=group)
    anna.send("/status", chat=group)
    await anna.expect("What I asked has stopped", chat=group, timeout=SECONDS)
    anna.send("Groep 3 ontbreekt", chat=group)
    anna.send("/cancel", chat=group)
    assert sum("has stopped" in each.words for each in group.messages) == 1
    assert not any("Yes, reject" in each.words for each in group.messages)
    await made.refresh_from_db()
    assert made.status is SubmissionStatus.WAITING
