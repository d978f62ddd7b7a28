"""Every way that Telegram can fail, at every call of a decision: it stands, and people hear it."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from tests.bot.approval.desk import SECONDS, card_of, confirm, has, latest_card, open_desk, press

from rosterdesk.bot.chat.access.commands import offer_to_staff
from rosterdesk.bot.chat.vanishing import delete_due
from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.bot.models import ChatAccount, GroupTopic, SeenUpdate, StaffGroup, VanishingMessage
from rosterdesk.core.clock import now
from rosterdesk.core.language import Language
from rosterdesk.core.models import (
    Delivery,
    DeliveryStatus,
    Event,
    Staff,
    StaffRole,
    Submission,
    SubmissionStatus,
)
from rosterdesk.core.roster.samples import sample_pupils, write_workbook

if TYPE_CHECKING:
    from rosterdesk.bot.standins.botapi.groups import Group
    from rosterdesk.bot.standins.botapi.people import Person
    from rosterdesk.core.models import School

DECIDING = ("answerCallbackQuery", "editMessageText", "sendMessage")
OTHERS = (
    *("sendPhoto", "sendDocument", "sendChatAction", "getFile", "deleteMessage"),
    *("createForumTopic", "editMessageReplyMarkup", "answerInlineQuery"),
    *("setMyCommands", "deleteMyCommands", "getWebhookInfo"),
)
FAULTS = (
    *("flood", "blocked", "not_modified", "query_too_old"),
    *("server_error", "time_out", "cut", "migrated"),
)
# The call took effect and its answer was lost; "not modified" is only said of what is so already.
AFTER = ("server_error", "time_out", "cut", "not_modified")
# After these Telegram is not asked to delete a message once more.
FOR_GOOD = ("blocked", "not_modified", "query_too_old")
_MOST_CALLS = 25  # of one method in one decision: a loop makes hundreds


def find_patience(fault: str) -> float:
    """Return the seconds after which a call has no answer any more, few where all wait for it."""
    return 2.0 if fault == "time_out" else 30.0


async def test_decision_stands_and_people_hear_it(data):
    """Each way to fail at each call of a decision, one after another at one running service."""
    async with open_desk(data) as desk:
        anna, bo = await desk.staff("Anna Smit"), await desk.staff("Bo Jansen")
        for number, (method, fault) in enumerate(itertools.product(DECIDING, FAULTS)):
            desk.service.bot.session.timeout = find_patience(fault)
            school = await desk.school(f"12AB{number:02}", f"School {method} {fault}")
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
    desk.api.fail_next(
        method, fault, after=fault in ("server_error", "time_out", "cut", "not_modified")
    )
    anna.press(card, "✅ Approve")
    await desk.reaches(submission, SubmissionStatus.APPLIED)
    assert await Event.filter(kind="plan.approved", submission=submission).count() == 1, wrong
    await wait_for(lambda: _is_told(desk, submission, marijke, (anna, bo)), SECONDS)
    made = desk.api.calls[before:]
    assert max(sum(call.method == each for call in made) for each in DECIDING) < _MOST_CALLS, wrong


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
    from rosterdesk.core.storage.database import wake

    late = Delivery.filter(status=DeliveryStatus.QUEUED, attempts__gt=0, due_at__gt=now())
    for delivery in await late:
        if (delivery.due_at - now()).total_seconds() < 90:  # not one that is being sent
            await Delivery.filter(id=delivery.id).update(due_at=now())
    wake()


async def test_every_other_call_may_fail_in_every_way(data):
    """Each method fails once in each round, in one way: all that people asked for ends well.

    Uploads, papers, a group with topics, late cards, inline queries, commands: a person who
    does not get what they asked for is told, asks once more, and gets it.
    """
    async with open_desk(data) as desk:
        cast = await meet(desk)
        for number, fault in enumerate(FAULTS):
            desk.service.bot.session.timeout = find_patience(fault)
            before = len(desk.api.calls)
            for method in OTHERS:
                desk.api.fail_next(method, fault, migrate_to_chat_id=cast.groups[1].id)
            await play_round(desk, cast, number)
            await desk.api.wait_until(lambda: not desk.api.world.faults._waiting, timeout=SECONDS)
            calls = Counter(call.method for call in desk.api.calls[before:])
            assert max(calls[method] for method in OTHERS) < _MOST_CALLS, (fault, calls)
            await ChatAccount.all().update(reachable=True)
            await StaffGroup.all().update(active=True, chat_id=cast.groups[0].id)
        assert await Event.filter(kind="plan.approved").count() == len(FAULTS)
        await VanishingMessage.all().update(due_at=now())
        await delete_due(desk.service.bot)
        left = [m for m in cast.eve.messages if "ABCD-EFGH" in m.words and not m.deleted]
        assert len(left) <= len(FOR_GOOD)  # what failed otherwise is deleted later


@dataclass(frozen=True, slots=True)
class Cast:
    """The people in a round; the second group is what the first one becomes in a migration."""

    school: School
    anna: Person
    bo: Person
    cas: Person
    marijke: Person
    eve: Person
    groups: list[Group]


async def meet(desk) -> Cast:
    anna, bo = await desk.staff("Anna Smit"), await desk.staff("Bo Jansen")
    cas = await desk.staff("Cas Mulder", StaffRole.DESK)
    school = await desk.school("10AA00", "De Regenboog")
    marijke = await desk.sender(await desk.teacher(school))
    groups = [desk.api.group(-1_000_000_000_777 - n, "Team", topics=True) for n in range(2)]
    for group in groups:
        group.add(anna)
        group.promote_bot()
    anna.send("/here topics", chat=groups[0])
    await anna.expect("Cards of rosters come here", chat=groups[0], timeout=SECONDS)
    return Cast(school, anna, bo, cas, marijke, desk.api.person(4000, "Eve"), groups)


async def play_round(desk, cast, number: int) -> None:
    await GroupTopic.all().delete()  # a topic is to be made once more
    guest = await desk.staff(f"Guest {number}", StaffRole.DESK, 3000 + number)
    await asyncio.gather(
        send_and_decide(desk, cast, number),
        ask_small_things(desk, cast, number),
        leave(guest),
    )


async def send_and_decide(desk, cast, number: int) -> None:
    anna, bo, marijke = cast.anna, cast.bo, cast.marijke
    data = write_workbook(sample_pupils(4 + number))
    await insist(desk, marijke, lambda: marijke.send_document("lijst.xlsx", data), "Received")
    submission = await Submission.all().order_by("-id").first()
    await card_of(anna, "✅ Approve", submission.reference)
    moved = await card_of(bo, "✅ Approve", submission.reference)
    card = await unfold(desk, anna, submission.reference)
    await insist(desk, anna, lambda: anna.press(card, "📊"), lambda m: m.photo)
    await insist(desk, anna, lambda: anna.press(card, "📑"), lambda m: m.document)
    bo.send("/pending")  # the card comes below, the one above loses its buttons
    await bo.expect(has("✅ Approve", submission.reference), timeout=SECONDS)
    await desk.api.wait_until(lambda: latest_card(bo, submission.reference) != moved, timeout=90)
    anna.press(latest_card(anna, submission.reference), "✅ Approve")
    await desk.reaches(submission, SubmissionStatus.APPLIED)
    await marijke.expect("Approved and applied", timeout=SECONDS)


async def unfold(desk, person, reference: str):
    """Press More until the card shows what is behind it; who is told so presses once more."""

    def find_open():
        card = latest_card(person, reference)
        return card if any("📊" in each for each in card.buttons) else None

    for _ in range(3):
        if found := find_open():
            return found
        seen = {message.id for message in person.messages}
        pressed = person.press(latest_card(person, reference), "➕")

        def is_over(seen=seen, pressed=pressed):
            fresh = [m for m in person.messages if m.id not in seen and m.sender.id != person.id]
            return find_open() or pressed.answered or fresh or None

        await desk.api.wait_until(is_over, timeout=SECONDS)
    raise AssertionError(latest_card(person, reference).buttons)


async def ask_small_things(desk, cast, number: int) -> None:
    cast.eve.send("/start ABCD-EFGH")
    await cast.eve.expect(
        lambda m: "werkt niet" in m.words or "Te veel" in m.words, timeout=SECONDS
    )
    cast.cas.ask_inline("Wit")
    cast.cas.send("/status")
    await cast.cas.expect("Chat", timeout=SECONDS)
    role = (StaffRole.ADMINISTRATOR, StaffRole.DESK)[number % 2]
    await Staff.filter(name="Cas Mulder").update(role=role)
    await offer_to_staff(desk.service.bot, Language.EN)


async def leave(guest) -> None:
    guest.send("/unlink")
    await press(guest, await guest.expect(has("unlink"), timeout=SECONDS), "unlink")
    await guest.expect("This chat is unlinked", timeout=SECONDS)


async def insist(desk, person, ask, wanted) -> None:
    """Ask; who is told that it did not work asks once more, and gets it."""
    fits = (lambda m: wanted in m.words) if isinstance(wanted, str) else wanted
    for _ in range(2):
        seen = {message.id for message in person.messages}
        ask()
        got, told = await desk.api.wait_until(partial(look, person, seen, fits), timeout=SECONDS)
        if got:
            return
        assert told
    raise AssertionError([message.words for message in person.messages[-3:]])


def look(person, seen, fits):
    """Return whether it came and whether an excuse came; None while there is neither."""
    fresh = [m for m in person.messages if m.id not in seen and m.sender.id != person.id]
    got = any(fits(message) for message in fresh)
    told = any(
        ("Something went wrong" in message.words or "It was done" in message.words)
        for message in fresh
    )
    return (got, told) if got or told else None


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
    from rosterdesk.bot.chat.home import everyone

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


async def test_who_deleted_what_they_typed_hears_the_answer(desk):
    anna = await desk.staff("Anna Smit")
    submission = await desk.file(await desk.school())
    await press(anna, await card_of(anna), "❌ Reject")
    await anna.expect("Why is", timeout=SECONDS)
    desk.api.world.delete(anna.send("Not the newest one"))
    await confirm(anna, "Yes, reject", "Not the newest one")
    await desk.reaches(submission, SubmissionStatus.REJECTED)
    await anna.expect("Rejected; the sender hears it", timeout=SECONDS)
