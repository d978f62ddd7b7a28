"""A password is nowhere after any dialog: in no message that is left, no log, no database."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from aiogram.types import InlineKeyboardMarkup
from tests.bot.chat.desks import (
    OWN,
    has_button,
    holds,
    make_school,
    open_desk,
    present_text,
    press,
    slip_password,
)

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.bot.models import VanishingMessage
from rosterdesk.bot.standins.botapi import FaultKind
from rosterdesk.core.clock import now
from rosterdesk.core.models import OneTimePassword, StaffRole

if TYPE_CHECKING:
    from pathlib import Path

    from rosterdesk.bot.standins.botapi import Message, Person


def read_files(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def is_spoiler(message: Message) -> bool:
    return any(entity.type == "spoiler" for entity in message.entities)


def read_spoiler(message: Message) -> str:
    entity = next(each for each in message.entities if each.type == "spoiler")
    return entity.extract_from(message.words).replace(" ", "")


async def let_a_minute_pass(person: Person) -> None:
    """The clock of the deletion is a row: it is moved instead of waited for."""
    await VanishingMessage.all().update(due_at=now() - timedelta(seconds=1))

    async def gone() -> bool:
        return not await VanishingMessage.all().exists()

    await wait_for(gone)
    assert not any(is_spoiler(message) for message in person.messages if not message.deleted)


@pytest.fixture
async def logged_in(desk, school, capfd, tmp_path) -> dict[str, Any]:
    """Noor, who got her password shown at the desk, mistyped it, and chose an own one."""
    clerk = await desk.staff(1001, "Dirk", StaffRole.DESK)
    customer, card = await desk.register(school)
    clerk.send(card.number)
    shown = await clerk.expect("Noor Bakker", timeout=90)
    await press(clerk, shown, "Nieuw wachtwoord")
    secret = await clerk.expect(is_spoiler)
    password = read_spoiler(secret)
    noor = desk.person(2001, "Noor")
    noor.send(card.number)
    await noor.expect("eenmalige wachtwoord")
    noor.send("HELEMAALFOUT")
    await noor.expect("horen niet bij elkaar")
    noor.send(f"{password[:4].lower()} {password[4:]}")
    await noor.expect("eigen wachtwoord")
    for typed, said in (
        ("te kort", "kies er minstens 8"),
        ("wachtwoord12345678", "Veel mensen"),
        (OWN, "nog een keer"),
        ("drie kikkers op een stoel", "niet twee keer hetzelfde"),
        (OWN, "nog een keer"),
        (OWN, "ingesteld en actief"),
    ):
        noor.send(typed)
        await noor.expect(said)
    return {
        "clerk": clerk,
        "noor": noor,
        "secret": secret,
        "card": card.number,
        "customer": customer,
        "passwords": (password, OWN, "HELEMAALFOUT", "te kort", "wachtwoord12345678"),
    }


async def test_no_message_that_is_left_holds_a_password(logged_in):
    await let_a_minute_pass(logged_in["clerk"])
    left = present_text(logged_in["clerk"]) + present_text(logged_in["noor"])
    assert "Noor Bakker" in left
    assert not [each for each in logged_in["passwords"] if holds(each, left)]


async def test_a_shown_password_cannot_be_forwarded_and_is_hidden_until_tapped(logged_in):
    secret = logged_in["secret"]
    assert secret.protect_content
    assert is_spoiler(secret)
    assert not holds(logged_in["passwords"][0], secret.edits[0].text)  # the placeholder


async def test_no_log_and_no_file_holds_a_password(logged_in, capfd, tmp_path):
    """The database, its write-ahead log, the stored files; what the service printed."""
    written = read_files(tmp_path / "data")
    printed = "".join(capfd.readouterr())
    assert b"Bakker" in written
    for each in logged_in["passwords"]:
        assert each.encode() not in written
        assert each not in printed


async def test_no_button_holds_a_password(logged_in):
    data = [
        button.callback_data or ""
        for person in (logged_in["clerk"], logged_in["noor"])
        for message in person.messages
        for content in (message.content, *message.edits)
        if isinstance(content.markup, InlineKeyboardMarkup)
        for row in content.markup.inline_keyboard
        for button in row
    ]
    assert data
    assert not [each for each in data for word in logged_in["passwords"] if word in each]


async def test_a_used_password_opens_nothing_more(desk, logged_in):
    other = desk.person(2002, "Noor")
    other.send(f"{logged_in['card']} {logged_in['passwords'][0]}")
    await other.expect("horen niet bij elkaar", timeout=90)
    other.send(OWN)
    await other.expect("Het inloggen is gelukt.")
    assert not await OneTimePassword.filter(customer=logged_in["customer"]).exists()


async def test_a_shown_password_vanishes_also_after_a_restart(data):
    async with open_desk(data) as desk:
        clerk = await desk.staff(1001, "Dirk", StaffRole.DESK)
        _, card = await desk.register(await make_school())
        clerk.send(card.number)
        shown = await clerk.expect("Noor Bakker", timeout=90)
        await press(clerk, shown, "Nieuw wachtwoord")
        secret = await clerk.expect(is_spoiler)
        row = await VanishingMessage.get(message_id=secret.id)
        assert timedelta(seconds=45) < row.due_at - now() <= timedelta(seconds=60)
        await desk.restart()
        assert not secret.deleted
        await let_a_minute_pass(clerk)
        assert secret.deleted


async def test_a_typed_password_that_could_not_be_deleted_is_deleted_later(desk, school):
    _, card = await desk.register(school)
    noor = desk.person(2001, "Noor")
    noor.send(card.number)
    await noor.expect("eenmalige wachtwoord", timeout=90)
    desk.chat.fail_next("deleteMessage", FaultKind.SERVER_ERROR)
    typed = noor.send("3346 GHJK")
    await noor.expect("horen niet bij elkaar")
    await let_a_minute_pass(noor)
    assert typed.deleted


async def test_a_photograph_of_the_slip_is_deleted_too(desk, school):
    _, card = await desk.register(school)
    noor = desk.person(2001, "Noor")
    noor.send(card.number)
    await noor.expect("eenmalige wachtwoord", timeout=90)
    sent = noor.send_document("bon.pdf", b"%PDF-1.4")
    await noor.expect("Typ het wachtwoord")
    assert sent.deleted


async def test_a_new_slip_kills_the_password_before_it(desk, school):
    clerk = await desk.staff(1001, "Dirk", StaffRole.DESK)
    _, card = await desk.register(school)
    clerk.send(card.number)
    shown = await clerk.expect(has_button("Print bon"), timeout=90)
    await press(clerk, shown, "Print bon")
    first = slip_password(await desk.wait_for_slip(1))
    await press(clerk, shown, "Print bon")
    await press(clerk, await clerk.expect(has_button("Kwijt"), timeout=90), "Kwijt")
    second = slip_password(await desk.wait_for_slip(2))
    noor = desk.person(2001, "Noor")
    noor.send(f"{card.number} {first}")
    await noor.expect("horen niet bij elkaar", timeout=90)
    noor.send(second)
    await noor.expect("eigen wachtwoord")
