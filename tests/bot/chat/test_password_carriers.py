"""A text that looks like a card and its password is deleted, whatever carries it."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from tests.bot.chat.desks import OWN, WHO, has_button, press

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.core.customers.registering import grant_uploads
from rosterdesk.core.login.own_password import choose_own_password, prepare_own_password
from rosterdesk.core.models import StaffRole
from rosterdesk.core.roster.samples import sample_pupils, write_workbook

SECRETS = ("2000000002 TGXD T3WF", "2000000002-TGXDT3WF")


def draw() -> bytes:
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    return picture.getvalue()


def as_caption(person, words):
    return person.send_photo(draw(), words)


def as_caption_of_a_file(person, words):
    return person.send_document("bon.pdf", b"%PDF-1.4", caption=words)


def as_correction(person, words):
    message = person.send("hoi")
    person.edit(message, words)
    return message


def as_corrected_caption(person, words):
    message = person.send_photo(draw(), "mijn bon")
    person.edit(message, words)
    return message


CARRIERS = (as_caption, as_caption_of_a_file, as_correction, as_corrected_caption)


@pytest.mark.parametrize("carry", CARRIERS)
@pytest.mark.parametrize("words", SECRETS)
async def test_card_and_password_are_deleted(desk, carry, words):
    stranger = desk.person(2001, "Noor")
    message = carry(stranger, words)

    async def is_gone() -> bool:
        return message.deleted

    await wait_for(is_gone)


WRITTEN = (
    "pas 2000000002, wachtwoord TGXDT3WF",
    "mijn pas is\n2000000002\nen TGXD-T3WF",
    "2000 0000 02 tgxd t3wf",
    "TGXD T3WF",
    "mijn wachtwoord is tgxdt3wf",
    "/password TGXDT3WF",
)


@pytest.mark.parametrize("words", WRITTEN)
async def test_one_time_password_is_deleted_in_whatever_words_it_stands(desk, words):
    message = desk.person(2001, "Noor").send(words)

    async def is_gone() -> bool:
        return message.deleted

    await wait_for(is_gone)


async def test_staff_who_show_one_lose_it_too(desk):
    dirk = await desk.staff(7, "Dirk", StaffRole.DESK)
    message = dirk.send("zij heeft 2000000002 TGXD T3WF")

    async def is_gone() -> bool:
        return message.deleted

    await wait_for(is_gone)


@pytest.mark.parametrize(
    "words", ["2000000002 TGXD T3WF", "/login@rosterdesk_bot 2000000002 TGXDT3WF"]
)
async def test_password_in_a_group_is_deleted_and_its_owner_told(desk, words):
    noor = desk.person(2001, "Noor")
    noor.chat.started = True
    group = desk.chat.group(-1_000_000_000_777, "Team")
    group.add(noor)
    group.promote_bot()
    message = noor.send(words, chat=group)
    await noor.expect("In een groep stond een wachtwoord", timeout=90)
    assert message.deleted


async def test_who_writes_both_in_a_sentence_is_logged_in(desk, school):
    customer, card = await desk.register(school)
    dirk = await desk.staff(7, "Dirk", StaffRole.DESK)
    dirk.send(card.number)
    found = await dirk.expect(has_button("Nieuw wachtwoord"), timeout=90)
    await press(dirk, found, "Nieuw wachtwoord")
    shown = await dirk.expect("na 60 seconden is het weg", timeout=90)
    password = shown.words.splitlines()[-1]
    stranger = desk.person(2001, customer.first_name)
    stranger.send(f"hoi, mijn pas is {card.number} en {password}")
    await stranger.expect("Kies nu een eigen wachtwoord", timeout=90)


async def test_number_alone_and_ordinary_words_stay(desk):
    stranger = desk.person(2001, "Noor")
    kept = [as_caption(stranger, "mijn pas"), as_correction(stranger, "20 leerlingen")]
    kept += [stranger.send(words) for words in ("gemeente 20252026", "VERHAGEN", "6A 7C 34679764")]
    stranger.send("/whoami")
    await stranger.expect("2001", timeout=90)
    assert not any(each.deleted for each in kept)


async def test_note_under_a_file_of_a_sender_stays(desk, school):
    customer, _ = await desk.register(school)
    await grant_uploads(customer, school, WHO)
    noor = await desk.customer(2001, customer)
    data = write_workbook(sample_pupils(4))
    sent = noor.send_document("lijst.xlsx", data, caption="20252026 leerlingen")
    await noor.expect("Ontvangen voor De Regenboog", timeout=90)
    assert not sent.deleted


@pytest.mark.parametrize(
    "words", ["{card}\n{password}", "{card}: {password}", "/login {card} {password}"]
)
async def test_card_and_password_log_in_however_they_are_written(desk, school, words):
    customer, card = await desk.register(school)
    hashed = await prepare_own_password(customer, OWN, desk.library)
    await choose_own_password(customer, hashed, OWN)
    stranger = desk.person(2001, "Noor")
    stranger.chat.started = True
    message = stranger.send(words.format(card=card.number, password=OWN))
    await stranger.expect("Het inloggen is gelukt", timeout=90)
    assert message.deleted


@pytest.mark.parametrize("words", [f"/login {OWN}", f"/password {OWN}"])
async def test_what_stands_behind_a_command_is_deleted_where_it_may_be_a_password(
    desk, school, words
):
    customer, _ = await desk.register(school)
    noor = await desk.customer(2001, customer)
    message = noor.send(words)

    async def is_gone() -> bool:
        return message.deleted

    await wait_for(is_gone)
