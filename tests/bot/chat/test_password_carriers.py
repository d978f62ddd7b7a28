"""A text that looks like a card and its password is deleted, whatever carries it."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from tests.bot.chat.desks import OWN, WHO

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.core.customers.registering import grant_uploads
from rosterdesk.core.login.own_password import choose_own_password, prepare_own_password
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


async def test_number_alone_and_ordinary_words_stay(desk):
    stranger = desk.person(2001, "Noor")
    kept = [as_caption(stranger, "mijn pas"), as_correction(stranger, "20 leerlingen")]
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
    await stranger.expect("Je bent ingelogd", timeout=90)
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
