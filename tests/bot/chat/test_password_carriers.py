"""A text that looks like a card and its password is deleted, whatever carries it."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from tests.bot.chat.desks import WHO

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.core.customers.registering import grant_uploads
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
