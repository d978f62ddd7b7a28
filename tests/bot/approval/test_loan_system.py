"""The loan system on a card: its card numbers, and files to give back."""

from __future__ import annotations

from dataclasses import replace

from tests.bot.approval.desk import SECONDS, WHO, card_of, has, latest_card, press
from tests.core.handover.checking import check_folio, check_koha, check_wise_nl
from tests.core.roster.making import make_pupils, write_csv

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.core.models import Card, Handover, SubmissionStatus
from rosterdesk.core.plans.policy import set_policy
from rosterdesk.core.roster.samples import SAMPLE_HEADERS

PUPILS = make_pupils(8)
WITH_CARDS = [replace(each, card_number=f"77000{each.row:03}") for each in PUPILS]
WITH_CARDS_FILE = write_csv(WITH_CARDS, headers={**SAMPLE_HEADERS, "card_number": "Pasnummer"})
USE, MAKE = "Use the file's card numbers", "Make our own"


async def approve(desk, anna, submission) -> None:
    await press(anna, await card_of(anna, words=submission.reference), "Approve")
    await desk.reaches(submission, SubmissionStatus.APPLIED)


async def apply(desk, school, anna, pupils=PUPILS):
    submission = await desk.file(school, write_csv(pupils))
    await approve(desk, anna, submission)
    return submission


async def says(anna, submission, words: str) -> None:
    """Wait until the card of the file says that, or has a button with it."""

    async def is_so() -> bool:
        card = latest_card(anna, submission.reference)
        return words in card.words or any(words in each for each in card.buttons)

    await wait_for(is_so, SECONDS)


async def ask_for(anna, submission, label: str):
    """Press the button of the applied card, and then that of a form; return the file."""
    await says(anna, submission, "the loan system")
    await press(anna, latest_card(anna, submission.reference), "loan system …")
    question = await anna.expect(has(label, "Which file"), timeout=SECONDS)
    await press(anna, question, label)
    return await anna.expect(lambda m: m.document is not None, timeout=SECONDS)


async def test_card_numbers_of_a_file_are_asked_about_once(desk):
    school = await desk.school()
    anna = await desk.staff("Anna")
    submission = await desk.file(school, WITH_CARDS_FILE)
    card = await card_of(anna, USE, submission.reference)
    assert not any("Approve" in each for each in card.buttons)
    assert any(MAKE in each for each in card.buttons)
    await press(anna, card, USE)
    await approve(desk, anna, submission)
    numbers = await Card.filter(number__startswith="77000").count()
    assert numbers == len(PUPILS)
    more = [*WITH_CARDS, replace(make_pupils(9)[8], card_number="77999999")]
    headers = {**SAMPLE_HEADERS, "card_number": "Pasnummer"}
    second = await desk.file(school, write_csv(more, headers=headers))
    await approve(desk, anna, second)
    assert await Card.filter(number="77999999").exists()


async def test_own_numbers_are_made_where_that_is_the_answer(desk):
    school = await desk.school()
    anna, cas = await desk.staff("Anna"), await desk.staff("Cas")
    submission = await desk.file(school, WITH_CARDS_FILE)
    card = await card_of(anna, MAKE, submission.reference)
    other = await card_of(cas, USE, submission.reference)
    use = other.find_button(f"💳 {USE}")
    await press(anna, card, MAKE)
    await says(anna, submission, "Approve")
    cas.press_button(other, use)  # of the version before: it decides nothing any more
    await cas.expect(lambda m: not m.buttons, timeout=SECONDS)  # why not
    await approve(desk, anna, submission)
    assert await Card.all().count() == len(PUPILS)
    assert not await Card.filter(number__startswith="77000").exists()


async def test_a_file_for_the_loan_system_is_given_and_written_down(desk):
    school = await desk.school()
    values = {"loan_form": "koha", "loan_category": "JEUGD", "loan_number_attribute": "LLNR"}
    await set_policy([school.id], values, WHO)
    anna = await desk.staff("Anna")
    before = await apply(desk, school, anna)
    submission = await apply(desk, school, anna, make_pupils(9))
    await says(anna, submission, "the loan system")
    assert "Not handed to the loan system yet" in latest_card(anna, submission.reference).words
    sent = await ask_for(anna, submission, "Koha: everybody")
    assert len(check_koha(sent.document.data)) == 9
    assert "9 people in the file" in sent.words
    for each in (submission, before):
        await says(anna, each, "Handed to the loan system by Anna")
    handover = await Handover.get()
    assert (handover.made_by, handover.form, handover.version) == ("Anna", "koha", 1)


async def test_a_school_without_a_system_has_all_forms_and_hears_who_is_refused(desk):
    school = await desk.school()
    anna = await desk.staff("Anna")
    pupils = [replace(PUPILS[0], class_code="&&&"), *PUPILS[1:]]
    submission = await apply(desk, school, anna, pupils)
    sent = await ask_for(anna, submission, "Wise (Dutch): everybody")
    rows = check_wise_nl(sent.document.data)
    assert len(rows) == len(PUPILS) - sent.words.count("no class code that Wise takes")
    refused = await ask_for(anna, submission, "FOLIO: everybody")
    assert check_folio(refused.document.data) == []
    assert refused.words.count("the school has no category") == len(PUPILS)
