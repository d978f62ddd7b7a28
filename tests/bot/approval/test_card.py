"""The contents of a card, and what each of its buttons does."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from tests.bot.approval.desk import SECONDS, WHO, card_of, confirm, has, latest_card, press

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.core.approval.verdicts import reject
from rosterdesk.core.models import (
    Customer,
    Event,
    MappingAnswer,
    Plan,
    Question,
    SubmissionStatus,
)
from rosterdesk.core.plans.changes import load_changes
from rosterdesk.core.plans.current import StalePlanError
from rosterdesk.core.roster.samples import sample_pupils, write_workbook
from rosterdesk.core.trail.sightings import list_shown


async def apply_first(desk, anna, school, count=12):
    first = await desk.file(school, count)
    await press(anna, await card_of(anna, "✅ Approve", first.reference), "✅ Approve")
    await desk.reaches(first, SubmissionStatus.APPLIED)
    return first


async def test_card_shows_who_what_and_how_it_was_last_time(desk):
    anna = await desk.staff("Anna Smit")
    school = await desk.school()
    await apply_first(desk, anna, school, 12)
    second = await desk.file(school, 14)
    card = await card_of(anna, "✅ Approve", second.reference)
    lines = card.words.split("\n")
    assert lines[:2] == ["✓ De Regenboog: 2 new, nothing odd", "+2 =12"]
    assert re.match(r"Marijke Wit · by chat · .* \d\d:\d\d · sender verified$", lines[2])
    assert lines[-1] == f"{second.reference} · v1 · leerlingen.xlsx"


async def test_looking_turns_pages_by_kind_class_and_name(desk):
    anna = await desk.staff("Anna Smit")
    await desk.file(await desk.school(), 30)
    card = await card_of(anna)
    await press(anna, card, "👀 Look")
    page = await anna.expect("30 changes · page 1 of 2", timeout=SECONDS)
    assert len(page.words.split("\n")) == 1 + 20
    assert "◀️" not in page.buttons
    await press(anna, page, "▶️")
    page = await anna.expect("page 2 of 2", timeout=SECONDS)
    assert "▶️" not in page.buttons
    await press(anna, page, "🏫 Class")
    menu = await anna.expect(has("All classes"), timeout=SECONDS)
    first_class = next(b for b in menu.buttons if b[0].isdigit())
    await press(anna, menu, first_class)
    await anna.expect(lambda m: f"· {first_class}" in m.words, timeout=SECONDS)
    await press(anna, page, "🔎 Name")
    await anna.expect("Type a part of the name", timeout=SECONDS)
    wanted = sample_pupils(30)[3]
    misspelt = wanted.surname.upper()[:-2] + wanted.surname.upper()[-1] + wanted.surname.upper()[-2]
    anna.send(misspelt)
    found = await anna.expect(f"“{misspelt}”", timeout=SECONDS)
    assert wanted.first_name in found.words


def ends_with(name: str):
    return lambda m: m.document and m.document.name.endswith(name)


async def test_papers_picture_workbook_and_original(desk):
    anna = await desk.staff("Anna Smit")
    submission = await desk.file(await desk.school())
    card = await card_of(anna)
    for label, kind in (("📊", "photo"), ("📑", "xlsx"), ("📎", "leerlingen.xlsx")):
        await press(anna, card, label)
        if kind == "photo":
            await anna.expect(lambda m: m.photo, timeout=SECONDS)
        else:
            sent = await anna.expect(ends_with(kind), timeout=SECONDS)
            assert sent.protect_content is (label == "📎")
    seen = [
        (event.kind, event.actor, event.submission_id, event.data.get("form"))
        for event in reversed(await list_shown(submission.received_at))
    ]
    assert seen == [
        ("changes.shown", "Anna Smit", submission.id, "picture"),
        ("changes.shown", "Anna Smit", submission.id, "workbook"),
        ("original.shown", "Anna Smit", submission.id, None),
    ]


async def test_question_goes_to_the_sender_and_the_answer_comes_back(desk):
    anna = await desk.staff("Anna Smit")
    school = await desk.school()
    teacher = await desk.teacher(school)
    marijke = await desk.sender(teacher)
    submission = await desk.file(school, 12, sender=teacher)
    card = await card_of(anna)
    await press(anna, card, "💬")
    await anna.expect("What do you want to ask", timeout=SECONDS)
    anna.send("Is 8z a new class?")
    await confirm(anna, "Yes, send it", "Is 8z a new class?")
    question = await marijke.expect("Is 8z a new class?", timeout=SECONDS)
    # No person answers in the milliseconds before the message that asks is known.
    await wait_for(Question.filter(message_id__not_isnull=True).exists)
    marijke.send("Yes, since August", reply_to=question)
    await confirm(marijke, "Yes, send it", "Yes, since August")
    await marijke.expect("Thank you", timeout=SECONDS)

    async def on_card() -> bool:
        words = latest_card(anna, submission.reference).words
        return "Anna Smit asked: Is 8z a new class?" in words and "Yes, since August" in words

    await wait_for(on_card)
    assert (await Question.get()).answer == "Yes, since August"
    trail = await Event.filter(kind__startswith="question.").values_list("data", flat=True)
    assert not any("8z" in str(data) for data in trail)


async def test_guard_is_lifted_by_a_second_step_that_names_the_number(desk):
    anna = await desk.staff("Anna Smit")
    school = await desk.school()
    await apply_first(desk, anna, school, 40)
    submission = await desk.file(school, 15)
    card = await card_of(anna, "🔓", submission.reference)
    assert not any("Approve" in each for each in card.buttons)
    await press(anna, card, "🔓")
    step = await anna.expect("Lift only what you have checked", timeout=SECONDS)
    for label in [each for each in step.buttons if each.startswith("🔓")]:
        if "25" in label:
            await press(anna, step, label)
    await anna.expect("Lifted", timeout=SECONDS)
    event = await Event.get(kind="guard.lifted")
    assert event.data["number"] == 25


async def test_import_is_undone_after_asking_once_more(desk):
    anna = await desk.staff("Anna Smit")
    submission = await apply_first(desk, anna, await desk.school())
    card = await card_of(anna, "↩️", submission.reference)
    await press(anna, card, "↩️")
    step = await anna.expect("12 people become what they were", timeout=SECONDS)
    await press(anna, step, "↩️ Yes, undo 12")
    await anna.expect("Undone: 12 people", timeout=SECONDS)
    await desk.reaches(submission, SubmissionStatus.UNDONE)
    assert await Customer.filter(role="pupil").count() == 0


async def test_unclear_columns_are_asked_once_and_offered_to_another_school(desk):
    anna = await desk.staff("Anna Smit")
    school, other = await desk.school(), await desk.school("34CD00", "De Ster")
    data = write_unclear()
    submission = await desk.file(school, data, name="export.csv")
    card = await card_of(anna, "🗂", submission.reference)
    assert await press(anna, card, "🗂") == ""
    while True:
        step = await anna.expect(
            lambda m: "What is this?" in m.words or "Is this right?" in m.words, timeout=SECONDS
        )
        if "Is this right?" in step.words:
            break
        await press(anna, step, "surname" if "Xq1" in step.words else "do not use")
    await press(anna, step, "✅ Right")
    await desk.reaches(submission, SubmissionStatus.WAITING)
    assert await MappingAnswer.filter(school=school).count() == 1
    again = await desk.file(school, data + b"99999,Zoe,Zwart,5a,01-02-2015\n", name="export.csv")
    await desk.reaches(again, SubmissionStatus.WAITING)
    elsewhere = await desk.file(other, data, name="export.csv")
    card = await card_of(anna, "🗂", elsewhere.reference)
    await press(anna, card, "🗂")
    offer = await anna.expect("Another school has a file with the same columns", timeout=SECONDS)
    await press(anna, offer, "The same here")
    await desk.reaches(elsewhere, SubmissionStatus.WAITING)
    await forget_columns(desk, anna, school)
    assert await MappingAnswer.all().values_list("school_id", flat=True) == [other.id]
    asked = await desk.file(school, data + b"99998,Zoe,Zwart,5a,01-02-2015\n", name="export.csv")
    await desk.reaches(asked, SubmissionStatus.NEEDS_MAPPING)


async def test_columns_of_a_waiting_plan_are_changed_and_its_card_is_replaced(desk):
    """Two columns were taken for each other: what one takes from the other is asked next."""
    anna = await desk.staff("Anna Smit")
    school = await desk.school()
    teacher = await desk.teacher(school)
    marijke = await desk.sender(teacher)
    data = (
        b"leerlingnummer,achternaam,voornaam,klas,geboortedatum\n"
        b"1001,Noor,Bakker,5a,21-02-2015\n1002,Daan,Visser,5a,22-03-2015\n"
    )
    submission = await desk.file(school, data, sender=teacher, name="export.csv")
    await desk.reaches(submission, SubmissionStatus.WAITING)
    await marijke.expect("It waits for the library", timeout=SECONDS)
    card = await card_of(anna, "✅ Approve", submission.reference)
    await press(anna, card, "🗂 Change the columns")
    summary = await anna.expect("Is this right?", timeout=SECONDS)
    assert "✏️ achternaam → surname" in summary.buttons
    await press(anna, summary, "✏️ achternaam")
    asked = await anna.expect("Column 2 of 5. What is this?", timeout=SECONDS)
    assert "Daan" in asked.words
    await press(anna, asked, "first name")
    asked = await anna.expect("Column 3 of 5. What is this?", timeout=SECONDS)
    assert "Visser" in asked.words
    await press(anna, asked, "surname")
    summary = await anna.expect(has("✏️ voornaam → surname"), timeout=SECONDS)
    await press(anna, summary, "✅ Right")
    done = await anna.expect("The file is read again", timeout=SECONDS)
    assert "klas" not in done.words
    await card_of(anna, "✅ Approve", f"{submission.reference} · v2")
    plan = await Plan.filter(submission=submission).order_by("-version").first()
    names = [each.fields["surname"][1] for _, each in await load_changes(plan.id)]
    assert sorted(names) == ["Bakker", "Visser"]
    assert len([each for each in marijke.messages if "It waits for the library" in each.words]) == 1


async def test_file_whose_columns_are_not_clear_can_be_rejected(desk):
    anna = await desk.staff("Anna Smit")
    school = await desk.school()
    teacher = await desk.teacher(school)
    marijke = await desk.sender(teacher)
    data = b"leerlingnummer,voornaam,achternaam,klas,geboortedatum\n1,Noor,Berg,5a,02/03/2015\n"
    submission = await desk.file(school, data, sender=teacher, name="export.csv")
    card = await card_of(anna, "🗂", submission.reference)
    assert await press(anna, card, "❌ Reject") == "Please give a reason."
    anna.send("Send the list of Esis, please")
    await confirm(anna, "Yes, reject", "Send the list of Esis, please")
    await anna.expect("Rejected; the sender hears it", timeout=SECONDS)
    await marijke.expect("Send the list of Esis", timeout=SECONDS)
    told = await anna.expect("Rejected by Anna Smit", timeout=SECONDS)
    assert "Send the list of Esis" in told.words
    await submission.refresh_from_db()
    assert submission.status is SubmissionStatus.REJECTED
    with pytest.raises(StalePlanError, match="rejected already"):
        await reject(submission.reference, 0, "once more", WHO)
    assert await Event.filter(kind="plan.rejected").count() == 1


async def test_dates_that_can_be_read_in_two_ways_are_asked_once(desk):
    anna = await desk.staff("Anna Smit")
    school = await desk.school()
    data = b"leerlingnummer,voornaam,achternaam,klas,geboortedatum\n1,Noor,Berg,5a,02/03/2015\n"
    submission = await desk.file(school, data, name="export.csv")
    await press(anna, await card_of(anna, "🗂", submission.reference), "🗂")
    asked = await anna.expect("What comes first in these dates", timeout=SECONDS)
    assert asked.buttons == ["02/03/2015 is 2 March 2015", "02/03/2015 is 3 February 2015"]
    await press(anna, asked, "3 February")
    await desk.reaches(submission, SubmissionStatus.WAITING)
    again = await desk.file(school, data + b"2,Daan,Vos,5a,04/05/2016\n", name="export.csv")
    await desk.reaches(again, SubmissionStatus.WAITING)
    plan = await Plan.get(submission=again)
    born = [change.fields["birth_date"][1] for _, change in await load_changes(plan.id)]
    assert sorted(born) == [date(2015, 2, 3), date(2016, 4, 5)]


async def forget_columns(desk, anna, school):
    """Look at what is remembered from the card of the school; it takes two taps to forget it."""
    anna.send("/schools")
    await press(anna, await anna.expect(has(school.name), timeout=SECONDS), school.name)
    await press(anna, await anna.expect(has("Columns (1)"), timeout=SECONDS), "Columns (1)")
    listed = await anna.expect("What was answered", timeout=SECONDS)
    await press(anna, listed, "Anna Smit · ")
    shown = await anna.expect(has("🗑 Forget"), timeout=SECONDS)
    assert "xq1 → Surname" in shown.words
    await press(anna, shown, "🗑 Forget")
    await press(anna, await anna.expect(has("Yes, forget"), timeout=SECONDS), "Yes, forget")
    await anna.expect("Nothing is remembered", timeout=SECONDS)
    event = await Event.get(kind="columns.forgotten")
    assert (event.actor, event.school_id) == ("Anna Smit", school.id)


def write_unclear() -> bytes:
    rows = ["leerlingnummer,voornaam,Xq1,klas,geboortedatum"]
    rows += [
        f"{p.external_number},{p.first_name},{p.surname},{p.class_code},{p.birth_date:%d-%m-%Y}"
        for p in sample_pupils(12)
    ]
    return ("\n".join(rows) + "\n").encode()


async def test_conflict_is_settled_by_naming_the_person(desk):
    anna = await desk.staff("Anna Smit")
    school = await desk.school()
    await apply_first(desk, anna, school, 12)
    pupils = sample_pupils(12)
    renamed = [replace(pupils[0], external_number="777001"), *pupils[1:]]
    submission = await desk.file(school, write_workbook(renamed))
    await desk.reaches(submission, SubmissionStatus.WAITING, SubmissionStatus.BLOCKED)
    plan = await Plan.get(submission=submission)
    if not plan.counts["conflicts"]:
        pytest.fail(f"the file was meant to ask who somebody is: {plan.counts}")
    card = await card_of(anna, "❓", submission.reference)
    await press(anna, card, "❓")
    step = await anna.expect("1 person to decide", timeout=SECONDS)
    await press(anna, step, "It is")
    await anna.expect("Everybody is clear now", timeout=SECONDS)
    plan = await Plan.filter(submission=submission).order_by("-version").first()
    assert plan.counts["conflicts"] == 0


async def test_rejecting_asks_a_reason_and_the_sender_reads_it(desk):
    anna = await desk.staff("Anna Smit")
    school = await desk.school()
    teacher = await desk.teacher(school)
    marijke = await desk.sender(teacher)
    submission = await desk.file(school, 12, sender=teacher)
    await press(anna, await card_of(anna), "❌")
    await anna.expect("Why is", timeout=SECONDS)
    anna.send("last year's file <b>_x_")
    await confirm(anna, "Yes, reject", "last year's file <b>_x_")
    await desk.reaches(submission, SubmissionStatus.REJECTED)
    await marijke.expect("last year's file <b>_x_", timeout=SECONDS)


async def test_cancel_leaves_the_reason_dialog(desk):
    anna = await desk.staff("Anna Smit")
    submission = await desk.file(await desk.school())
    await press(anna, await card_of(anna), "❌")
    await anna.expect("Why is", timeout=SECONDS)
    anna.send("/cancel")
    await anna.expect("Nothing was changed", timeout=SECONDS)
    await submission.refresh_from_db()
    assert submission.status is SubmissionStatus.WAITING
