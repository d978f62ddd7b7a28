"""A file that is replaced by correcting its message: the sender says which one counts."""

from __future__ import annotations

import pytest
from tests.bot.chat.desks import WHO, has_button, press

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.core.approval.verdicts import approve, reject
from rosterdesk.core.customers.registering import grant_uploads, withdraw_uploads
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.models import Plan, Question, StaffRole, Submission, SubmissionStatus
from rosterdesk.core.plans.replacing import ReplacedFileError
from rosterdesk.core.roster.samples import sample_pupils, write_workbook

FIRST, SECOND, THIRD = (write_workbook(sample_pupils(n, seed=n)) for n in (4, 5, 6))
WHICH = has_button("Het nieuwe bestand")
SECONDS = 90


@pytest.fixture
async def marijke(desk, school):
    customer, _ = await desk.register(school)
    await grant_uploads(customer, school, WHO)
    return await desk.customer(2001, customer)


async def reach(name: str, status: SubmissionStatus) -> Submission:
    async def reached() -> bool:
        return await Submission.filter(file_name=name, status=status).exists()

    await wait_for(reached)
    return await Submission.get(file_name=name)


async def send(marijke, name: str, data: bytes):
    message = marijke.send_document(name, data)
    return message, await reach(name, SubmissionStatus.WAITING)


async def replace(marijke, message, name: str, data: bytes):
    marijke.edit(message, "", document=(name, data))
    return await marijke.expect(WHICH, timeout=SECONDS)


async def refuses_approval(submission: Submission) -> bool:
    plan = await Plan.filter(submission=submission).order_by("-version").first()
    try:
        await approve(submission.reference, plan.version, WHO)
    except ReplacedFileError:
        return True
    return False


async def test_replaced_file_waits_for_the_sender_and_the_new_one_counts(desk, marijke):
    anna = await desk.staff(4001, "Anna", StaffRole.LIBRARIAN)
    message, first = await send(marijke, "een.xlsx", FIRST)
    asked = await replace(marijke, message, "twee.xlsx", SECOND)
    assert await refuses_approval(first)
    card = await anna.expect(
        lambda m: "Welk" in m.words and has_button("Goedkeuren")(m), timeout=SECONDS
    )
    assert "nog niet gezegd" in await press(anna, card, "Goedkeuren")
    await press(marijke, asked, "Het nieuwe bestand")
    second = await reach("twee.xlsx", SubmissionStatus.WAITING)
    await reach("een.xlsx", SubmissionStatus.SUPERSEDED)
    await marijke.expect(f"Het nieuwe bestand telt: {second.reference}", timeout=SECONDS)
    assert not await refuses_approval(second)
    assert (await Question.get()).answer == "Het nieuwe bestand."


async def test_first_file_counts_where_the_sender_says_so(desk, marijke):
    message, first = await send(marijke, "een.xlsx", FIRST)
    asked = await replace(marijke, message, "twee.xlsx", SECOND)
    await press(marijke, asked, "Het eerste bestand")
    await marijke.expect(f"Het eerste bestand telt: {first.reference}", timeout=SECONDS)
    assert await Submission.all().count() == 1
    assert not await refuses_approval(first)


async def test_file_replaced_twice_is_one_question_about_the_newest(desk, marijke):
    message, _ = await send(marijke, "een.xlsx", FIRST)
    asked = await replace(marijke, message, "twee.xlsx", SECOND)
    again = await replace(marijke, message, "drie.xlsx", THIRD)
    assert again.id > asked.id
    await press(marijke, asked, "Het nieuwe bestand")
    await reach("drie.xlsx", SubmissionStatus.WAITING)
    assert await Question.all().count() == 1
    assert await Submission.all().count() == 2


async def test_replaced_back_to_the_same_content_is_that_file(desk, marijke):
    message, first = await send(marijke, "een.xlsx", FIRST)
    asked = await replace(marijke, message, "nogeens.xlsx", FIRST)
    await press(marijke, asked, "Het nieuwe bestand")
    await marijke.expect(f"Het eerste bestand telt: {first.reference}", timeout=SECONDS)
    assert await Submission.all().count() == 1
    assert not await refuses_approval(first)


async def test_corrected_caption_asks_nothing(desk, marijke):
    message, first = await send(marijke, "een.xlsx", FIRST)
    marijke.edit(message, "van dit jaar")
    marijke.send("/whoami")
    await marijke.expect("2001", timeout=SECONDS)
    assert not await Question.exists()
    assert not await refuses_approval(first)


async def test_file_replaced_before_its_school_is_chosen_is_the_one_that_is_kept(desk, marijke):
    other = await add_school("34CD00", "De Linde", WHO)
    await grant_uploads(await marijke_of(marijke), other, WHO)
    message = marijke.send_document("een.xlsx", FIRST)
    question = await marijke.expect("Voor welke school", timeout=SECONDS)
    marijke.edit(message, "", document=("twee.xlsx", SECOND))
    await press(marijke, question, "De Linde")
    await reach("twee.xlsx", SubmissionStatus.WAITING)
    assert await Submission.all().count() == 1


async def marijke_of(person):
    from rosterdesk.bot.models import ChatAccount

    account = await ChatAccount.get(user_id=person.id).prefetch_related("customer")
    return account.customer


async def test_file_replaced_after_the_decision_can_still_be_sent(desk, marijke):
    message, first = await send(marijke, "een.xlsx", FIRST)
    await reject(first.reference, 1, "een ander jaar", WHO)
    asked = await replace(marijke, message, "twee.xlsx", SECOND)
    assert "al afgehandeld" in asked.words
    await press(marijke, asked, "Het nieuwe bestand")
    await reach("twee.xlsx", SubmissionStatus.WAITING)
    await first.refresh_from_db()
    assert first.status is SubmissionStatus.REJECTED


async def test_new_file_that_cannot_be_fetched_waits_for_the_next_press(desk, marijke):
    message, first = await send(marijke, "een.xlsx", FIRST)
    asked = await replace(marijke, message, "twee.xlsx", SECOND)
    desk.chat.fail_next("getFile", "server_error", times=3)
    marijke.press(asked, "📄 Het nieuwe bestand")
    await marijke.expect("Er ging bij ons iets mis", timeout=SECONDS)
    assert await refuses_approval(first)
    await press(marijke, asked, "Het nieuwe bestand")
    await reach("twee.xlsx", SubmissionStatus.WAITING)
    await reach("een.xlsx", SubmissionStatus.SUPERSEDED)


async def test_typed_words_do_not_answer_which_file_counts(desk, marijke):
    message, first = await send(marijke, "een.xlsx", FIRST)
    asked = await replace(marijke, message, "twee.xlsx", SECOND)
    for words in ("de nieuwe", "ja", "Jansen"):
        marijke.send(words, reply_to=asked)
    marijke.send("/whoami")
    await marijke.expect("2001", timeout=SECONDS)
    assert (await Question.get()).answer is None
    assert await refuses_approval(first)


async def test_nobody_else_may_say_which_file_counts(desk, marijke, school):
    message, first = await send(marijke, "een.xlsx", FIRST)
    asked = await replace(marijke, message, "twee.xlsx", SECOND)
    other, _ = await desk.register(school, first_name="Sam")
    await grant_uploads(other, school, WHO)
    sam = await desk.customer(2002, other)
    button = asked.find_button("📄 Het nieuwe bestand")
    said = sam.send("hoi")
    result = sam.press_button(said, button)
    await result.wait(SECONDS)
    assert "werkt niet meer" in result.text
    await withdraw_uploads(await marijke_of(marijke), school, WHO)
    assert "niet toegestaan" in await press(marijke, asked, "Het nieuwe bestand")
    assert await refuses_approval(first)


async def test_file_that_was_not_taken_before_is_asked_for_once_more(desk, marijke):
    """Its first message was refused, or was sent to somebody who could not take it."""
    message = marijke.send("hoi")
    await marijke.expect("bestand", timeout=SECONDS)
    marijke.edit(message, "", document=("een.xlsx", FIRST))
    await marijke.expect("Stuur het bestand nog een keer", timeout=SECONDS)
    assert not await Submission.exists()
