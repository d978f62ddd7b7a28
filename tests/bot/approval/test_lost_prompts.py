"""A question that Telegram lost is answered by nothing that a person types afterwards."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from tests.bot.approval.desk import SECONDS, card_of, confirm, has, press

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.bot.models import Dialog
from rosterdesk.core.models import Customer, Question, Staff, StaffRole, SubmissionStatus

WORDS = ("Jansen", "is it Monday?", "no", "2000000002", "Wit", "ok", "5a", "12", "yes", "/x")


async def is_asked(person) -> bool:
    """Return whether what the person types next would be an answer."""
    open_dialogs = Dialog.filter(key__contains=f":{person.id}:", state__not_isnull=True)
    return await open_dialogs.exists()


async def describe_much(person) -> None:
    """Type ordinary words, and wait until the last of them was dealt with."""
    for word in WORDS:
        person.send(word)
    person.send("/whoami")
    await person.expect(str(person.id), timeout=SECONDS)


@pytest.mark.parametrize("fault", ["server_error", "cut", "chat_restricted"])
@pytest.mark.parametrize("button", ["❌ Reject", "💬"])
async def test_words_after_a_lost_prompt_decide_nothing(desk, button, fault):
    anna = await desk.staff("Anna Smit")
    school = await desk.school()
    submission = await desk.file(school, 12, sender=await desk.teacher(school))
    card = await card_of(anna)
    desk.api.fail_next("sendMessage", fault, chat_id=anna.id)
    assert "Something went wrong" in await press(anna, card, button)
    await describe_much(anna)
    assert not any(has("Yes, ")(message) for message in anna.messages)  # none was an answer
    await submission.refresh_from_db()
    assert submission.status is SubmissionStatus.WAITING
    assert not await Question.exists()


async def test_apology_that_comes_too_late_as_an_answer_is_a_message(desk):
    """A press has one answer, soon or not at all; this one is the first to this press."""
    anna = await desk.staff("Anna Smit")
    await desk.file(await desk.school())
    card = await card_of(anna)
    desk.api.fail_next("sendMessage", "server_error", chat_id=anna.id)
    desk.api.fail_next("answerCallbackQuery", "query_too_old")
    anna.press(card, next(each for each in card.buttons if "❌ Reject" in each))
    await anna.expect("Something went wrong", timeout=SECONDS)


async def test_dialog_that_was_open_ends_though_the_next_prompt_is_lost(desk):
    """The reason for one file would otherwise be taken for another's."""
    anna = await desk.staff("Anna Smit")
    first, second = await desk.school("12AB00", "Een"), await desk.school("12AB01", "Twee")
    one, two = await desk.file(first, 5), await desk.file(second, 6)
    shown = next(m for m in await cards(anna, 2) if one.reference in m.words)
    await press(anna, shown, "❌ Reject")
    await anna.expect("Why is", timeout=SECONDS)
    other = next(m for m in await cards(anna, 2) if two.reference in m.words)
    desk.api.fail_next("sendMessage", "server_error", chat_id=anna.id)
    await press(anna, other, "❌ Reject")

    async def is_over() -> bool:
        return not await is_asked(anna)

    await wait_for(is_over, SECONDS)  # it is written when the update is done


async def test_reason_goes_out_only_by_the_tap_below_it(desk):
    anna = await desk.staff("Anna Smit")
    submission = await desk.file(await desk.school())
    await press(anna, await card_of(anna), "❌ Reject")
    await anna.expect("Why is", timeout=SECONDS)
    anna.send("Jansen")
    shown = await anna.expect(has("Yes, reject", "Jansen"), timeout=SECONDS)
    await describe_much(anna)  # looks somebody up, and is no other reason
    late = shown.find_button("❌ Yes, reject")
    await press(anna, shown, "Stop")
    await anna.expect("Nothing was sent", timeout=SECONDS)
    pressed = anna.press_button(shown, late)  # a program can, though it is gone
    await pressed.wait(SECONDS)
    assert "no longer works" in (pressed.text or "")
    await submission.refresh_from_db()
    assert submission.status is SubmissionStatus.WAITING


async def test_older_reason_is_not_sent_for_another_file(desk):
    anna = await desk.staff("Anna Smit")
    first, second = await desk.school("12AB00", "Een"), await desk.school("12AB01", "Twee")
    one, two = await desk.file(first, 5), await desk.file(second, 6)
    shown = []
    for submission in (one, two):
        card = next(m for m in await cards(anna, 2) if submission.reference in m.words)
        await press(anna, card, "❌ Reject")
        await anna.expect("Why is", timeout=SECONDS)
        anna.send(f"because of {submission.reference}")
        shown.append(await anna.expect(has("Yes, reject", submission.reference), timeout=SECONDS))
    assert "no longer works" in await press(anna, shown[0], "Yes, reject")
    await press(anna, shown[1], "Yes, reject")
    await desk.reaches(two, SubmissionStatus.REJECTED)
    await one.refresh_from_db()
    assert one.status is SubmissionStatus.WAITING


async def cards(person, count):
    async def all_there() -> bool:
        return len(find_cards(person)) >= count

    await wait_for(all_there, SECONDS)
    return find_cards(person)


def find_cards(person):
    return [m for m in person.messages if any("❌ Reject" in each for each in m.buttons)]


async def test_photograph_is_no_reason_and_is_answered(desk):
    anna = await desk.staff("Anna Smit")
    submission = await desk.file(await desk.school())
    await press(anna, await card_of(anna), "❌ Reject")
    await anna.expect("Why is", timeout=SECONDS)
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    anna.send_photo(picture.getvalue(), "Jansen")
    await anna.expect("as text", timeout=SECONDS)
    anna.send_document("reason.txt", b"Jansen")
    await anna.expect("as text", timeout=SECONDS)
    anna.send("the wrong year")
    await confirm(anna, "Yes, reject", "the wrong year")
    await desk.reaches(submission, SubmissionStatus.REJECTED)


@pytest.mark.parametrize("command", ["/status", "/find Wit", "/help", "/pending"])
async def test_another_command_ends_the_dialog(desk, command):
    anna = await desk.staff("Anna Smit")
    await desk.file(await desk.school())
    await press(anna, await card_of(anna), "❌ Reject")
    await anna.expect("Why is", timeout=SECONDS)
    anna.send(command)
    anna.send("Jansen")
    anna.send("/whoami")
    await anna.expect(str(anna.id), timeout=SECONDS)
    assert not any("Jansen" in m.words and has("Yes, reject")(m) for m in anna.messages)


async def test_lost_prompts_of_the_desk_change_nobody(desk):
    """Editing a card, inviting staff: the next words are a search."""
    anna = await desk.staff("Anna Smit", StaffRole.ADMINISTRATOR)
    teacher = await desk.teacher(await desk.school())
    before = await Customer.filter(id=teacher.id).values()
    anna.send("/staff")
    listed = await anna.expect(has("Invite: desk"), timeout=SECONDS)
    anna.send("/find Wit")
    shown = await anna.expect(has("✏️ Change", "Wit"), timeout=SECONDS)
    await press(anna, shown, "✏️ Change")
    fields = await anna.expect(has("✏️ Name"), timeout=SECONDS)
    for message, button in ((fields, "✏️ Name"), (fields, "✏️ Remarks"), (listed, "Invite: desk")):
        desk.api.fail_next("editMessageText", "server_error", times=3, chat_id=anna.id)
        anna.press(message, button)
        await anna.expect("Something went wrong", timeout=SECONDS)
        await describe_much(anna)
    assert await Customer.filter(id=teacher.id).values() == before
    assert await Staff.all().count() == 1
