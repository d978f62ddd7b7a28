"""Somebody who sends for two schools: each question has files of its own, and none vanishes."""

from __future__ import annotations

import pytest
from tests.bot.chat.desks import WHO, has_button, make_school, press

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.core.customers.registering import grant_uploads
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.models import Submission
from rosterdesk.core.roster.samples import sample_pupils, write_workbook

FIRST, SECOND, THIRD = (write_workbook(sample_pupils(n, seed=n)) for n in (4, 5, 6))
ASKED = "Voor welke school"


@pytest.fixture
async def noor(desk):
    school = await make_school()
    other = await add_school("34CD00", "De Linde", WHO)
    customer, _ = await desk.register(school)
    for each in (school, other):
        await grant_uploads(customer, each, WHO)
    return await desk.customer(2001, customer)


async def list_kept() -> list[tuple[str, str]]:
    rows = await Submission.all().order_by("id").values_list("file_name", "school__name")
    return [(name, school) for name, school in rows]


async def ask(noor, name: str, data: bytes):
    noor.send_document(name, data)
    return await noor.expect(ASKED, timeout=90)


async def test_each_question_owns_its_files(desk, noor):
    one = await ask(noor, "een.xlsx", FIRST)
    two = await ask(noor, "twee.xlsx", SECOND)
    await press(noor, two, "De Linde")
    await noor.expect("Ontvangen voor De Linde", timeout=90)
    assert await list_kept() == [("twee.xlsx", "De Linde")]
    await press(noor, one, "De Regenboog")
    await noor.expect("Ontvangen voor De Regenboog", timeout=90)
    assert await list_kept() == [("twee.xlsx", "De Linde"), ("een.xlsx", "De Regenboog")]


async def test_album_is_one_question_beside_another_file(desk, noor):
    one = await ask(noor, "een.xlsx", FIRST)
    noor.send_album([("twee.xlsx", SECOND), ("drie.xlsx", THIRD)])
    album = await noor.expect(ASKED, timeout=90)
    noor.send("/whoami")  # is answered after both files
    await noor.expect("2001", timeout=90)
    await press(noor, album, "De Linde")
    await noor.expect("2 bestanden ontvangen voor De Linde", timeout=90)
    await press(noor, one, "De Linde")
    await noor.expect("Ontvangen voor De Linde", timeout=90)
    assert sorted(name for name, _ in await list_kept()) == ["drie.xlsx", "een.xlsx", "twee.xlsx"]


@pytest.mark.parametrize("fault", ["server_error", "cut"])
async def test_file_that_could_not_be_fetched_waits_for_the_next_press(desk, noor, fault):
    question = await ask(noor, "een.xlsx", FIRST)
    desk.chat.fail_next("getFile", fault, times=3)
    noor.press(question, "De Linde")
    await noor.expect("Er ging bij ons iets mis", timeout=90)
    assert await list_kept() == []
    desk.chat.world.faults.clear()
    noor.press(question, "De Linde")
    await noor.expect("Ontvangen voor De Linde", timeout=90)
    assert await list_kept() == [("een.xlsx", "De Linde")]


async def test_file_whose_size_was_not_told_is_too_large_and_the_next_is_kept(desk, noor):
    noor.send_album([("twee.xlsx", SECOND), ("drie.xlsx", THIRD)])
    album = await noor.expect(ASKED, timeout=90)
    noor.send("/whoami")
    await noor.expect("2001", timeout=90)
    desk.chat.fail_next("getFile", "file_too_big")
    noor.press(album, "De Linde")
    await noor.expect("Dit bestand is groter dan 20 MB", timeout=90)
    await noor.expect("Ontvangen voor De Linde", timeout=90)
    assert await list_kept() == [("drie.xlsx", "De Linde")]
    noor.press(album, "De Linde")  # nothing waits any more
    await noor.expect("nog een keer", timeout=90)


async def test_album_that_fails_halfway_says_what_is_kept(desk, noor):
    noor.send_album([("twee.xlsx", SECOND), ("drie.xlsx", THIRD)])
    album = await noor.expect(ASKED, timeout=90)
    noor.send("/whoami")
    await noor.expect("2001", timeout=90)
    desk.chat.fail_next("getFile", "server_error", times=3, skip=1)
    noor.press(album, "De Linde")
    await noor.expect("Ontvangen voor De Linde", timeout=90)
    await noor.expect("Er ging bij ons iets mis", timeout=90)
    assert await list_kept() == [("twee.xlsx", "De Linde")]
    noor.press(album, "De Linde")

    async def both_are_kept() -> bool:
        return await list_kept() == [("twee.xlsx", "De Linde"), ("drie.xlsx", "De Linde")]

    await wait_for(both_are_kept)


async def test_question_that_was_lost_is_excused_and_asks_again(desk, noor):
    desk.chat.fail_next("sendMessage", "server_error", chat_id=noor.id)
    noor.send_document("een.xlsx", FIRST)
    await noor.expect("Er ging bij ons iets mis", timeout=90)
    question = await ask(noor, "een.xlsx", FIRST)
    assert has_button("De Linde")(question)
    await press(noor, question, "De Linde")
    await noor.expect("Ontvangen voor De Linde", timeout=90)


async def test_apology_arrives_though_the_press_was_answered_late(desk, noor):
    question = await ask(noor, "een.xlsx", FIRST)
    desk.chat.fail_next("answerCallbackQuery", "query_too_old")
    desk.chat.fail_next("getFile", "server_error", times=3)
    desk.chat.fail_next("sendMessage", "server_error", chat_id=noor.id)  # the apology itself
    noor.press(question, "De Linde")
    await noor.expect("Er ging bij ons iets mis", timeout=90)
