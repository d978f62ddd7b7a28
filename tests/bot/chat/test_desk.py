"""The work of a desk with one customer at a time, all day, and what customers do themselves."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import PIPE
from datetime import timedelta
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from tests.bot.chat.desks import OWN, WHO, has_button, make_school, press
from tests.programs import need_program

from rosterdesk.bot.models import ChatAccount
from rosterdesk.core.clock import now
from rosterdesk.core.customers.registering import grant_uploads
from rosterdesk.core.login.own_password import choose_own_password, prepare_own_password
from rosterdesk.core.models import (
    Card,
    CardStatus,
    Customer,
    Event,
    LoginFailures,
    Membership,
    MembershipKind,
    Staff,
    StaffRole,
    Uploader,
)
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from pathlib import Path

    from rosterdesk.bot.standins.botapi import Message, Person


@pytest.fixture
async def clerk(desk, school) -> Person:
    return await desk.staff(1001, "Dirk", StaffRole.DESK)


async def open_card(person: Person, number: str) -> Message:
    person.send(number)
    return await person.expect(has_button("Wijzigen"), timeout=90)


async def choose(desk, customer: Customer, password: str = OWN) -> None:
    hashed = await prepare_own_password(customer, password, desk.library)
    await choose_own_password(customer, hashed, password)


def shows_field(value: str, message: Message) -> bool:
    return value in message.words and has_button("Melding")(message)


async def test_every_property_of_a_customer_can_be_changed(desk, school, clerk):
    customer, card = await desk.register(school)
    shown = await open_card(clerk, card.number)
    await press(clerk, shown, "Wijzigen")
    typed = {
        "Naam": ("Sanne van den Berg", "Sanne van den Berg"),
        "Geboren": ("1-2-2014", "1 feb 2014"),
        "Adres": ("Laan 3, 2345 cd Dam", "Laan 3, 2345 CD Dam"),
        "E-mail": ("sanne@school.example", "sanne@school.example"),
        "Telefoon": ("06-12345678", "06-12345678"),
        "Gebruikersnaam": ("sanneke", "sanneke"),
        "Klas": ("3c", "3c"),
        "Leerjaar": ("3", "3c · 3"),
        "Schoolsoort": ("havo", "havo"),
        "Leerlingnummer": ("A17", "A17"),
        "Leerlingnummer 2": ("B18", "B18"),
        "Melding": ("Boek ligt klaar", "Boek ligt klaar"),
        "Opmerkingen": ("Houdt van draken", "Houdt van draken"),
    }
    fields = await clerk.expect(has_button("✏️ Melding"), timeout=90)
    for label, (text, seen) in typed.items():
        await press(clerk, fields, f"✏️ {label}")
        await clerk.expect("➡️", timeout=90)
        answer = clerk.send(text)
        await clerk.expect(partial(shows_field, seen), timeout=90)
        assert answer.deleted
    await press(clerk, fields, "✏️ Soort")
    question = await clerk.expect("Leerling, docent", timeout=90)
    await press(clerk, question, "docent")
    await clerk.expect(partial(shows_field, "docent"), timeout=90)
    await press(clerk, fields, "Klantbonnen")
    await clerk.expect("Klantbonnen: ja", timeout=90)
    await press(clerk, fields, "Reserveringsberichten")
    await clerk.expect("Reserveringsberichten: nee", timeout=90)
    kept = await Customer.get(id=customer.id)
    assert (kept.prefix, kept.surname, kept.role) == ("van den", "Berg", "teacher")
    assert (kept.external_number, kept.external_number_2) == ("A17", "B18")
    assert (kept.notice, kept.remarks) == ("Boek ligt klaar", "Houdt van draken")
    assert (kept.receipts, kept.reservation_notices) == (True, False)
    assert {"surname", "email", "receipts"} <= set(kept.hand_edited)


async def test_what_cannot_be_read_is_said_and_asked_again(desk, school, clerk):
    _, card = await desk.register(school)
    await desk.register(school, surname="Vis", user_name="bezet")
    shown = await open_card(clerk, card.number)
    await press(clerk, shown, "Wijzigen")
    for label, text, said in (
        ("Geboren", "31-31-2015", "Een datum als"),
        ("E-mail", "geen adres", "geen e-mailadres"),
        ("Adres", "ergens in Dam", "Straat, nummer, postcode"),
        ("Leerjaar", "twaalf", "cijfer van 0 tot 9"),
        ("Gebruikersnaam", "bezet", "al bezet"),
    ):
        fields = await clerk.expect(has_button("✏️ Melding"))
        await press(clerk, fields, f"✏️ {label}")
        await clerk.expect("➡️")
        clerk.send(text)
        again = await clerk.expect(said)
        await press(clerk, again, "Terug")


async def test_a_lost_card_is_replaced_by_one_that_is_scanned(desk, school, clerk):
    customer, card = await desk.register(school)
    shown = await open_card(clerk, card.number)
    await press(clerk, shown, "Passen")
    cards = await clerk.expect(has_button("Vervang"))
    await press(clerk, cards, "Vervang")
    await clerk.expect("Scan de nieuwe pas")
    clerk.send("2900000077")
    done = await clerk.expect("De pas is nu 2900000077")
    assert "vervangen" in done.words
    assert (await Card.get(id=card.id)).status is CardStatus.REPLACED
    await press(clerk, done, "Blokkeer")
    await clerk.expect(has_button("Deblokkeer"))
    assert (await Card.get(number="2900000077")).status is CardStatus.BLOCKED
    assert [c.number for c in await Card.filter(customer=customer)] == [card.number, "2900000077"]


async def test_a_school_customer_gets_a_public_membership_on_an_own_card(desk, school, clerk):
    customer, card = await desk.register(school)
    shown = await open_card(clerk, card.number)
    await press(clerk, shown, "Abonnementen")
    page = await clerk.expect(has_button("Openbare bibliotheek, eigen pas"))
    await press(clerk, page, "Openbare bibliotheek, eigen pas")
    page = await clerk.expect(has_button("Beëindig: Openbare bibliotheek"))
    public = await Membership.get(kind=MembershipKind.PUBLIC_LIBRARY).prefetch_related("card")
    assert public.customer_id == customer.id
    assert public.card is not None
    assert public.card.number != card.number
    assert public.card.number in page.words
    await press(clerk, page, "Beëindig: Openbare bibliotheek")
    page = await clerk.expect(has_button("Verleng: Openbare bibliotheek"))
    await press(clerk, page, "Verleng: Openbare bibliotheek")
    await clerk.expect(has_button("Beëindig: Openbare bibliotheek"))


async def test_a_desk_sees_who_may_send_and_cannot_change_it(desk, school, clerk):
    customer, card = await desk.register(school)
    shown = await open_card(clerk, card.number)
    await press(clerk, shown, "Mag sturen")
    page = await clerk.expect("geen enkele school")
    assert page.buttons == ["⬅️ Terug"]
    data = f"upl:grant:{customer.id}:{school.id}:0"
    from aiogram.types import InlineKeyboardButton

    button = InlineKeyboardButton(text="x", callback_data=data)
    result = clerk.press_button(page, button)
    await result.wait(20)
    assert result.text == "Dit is niet toegestaan."
    assert not await Uploader.all().exists()


async def test_a_librarian_grants_a_right_until_the_summer_and_withdraws_it(desk, school):
    anna = await desk.staff(1002, "Anna", StaffRole.LIBRARIAN)
    customer, card = await desk.register(school)
    other = await make_school("34CD00", "De Vlieger")
    shown = await open_card(anna, card.number)
    await press(anna, shown, "Mag sturen")
    page = await anna.expect("geen enkele school")
    assert page.buttons[0] == "➕ De Regenboog"  # the own school first
    anna.press_button(page, page.keyboard[0][1])
    page = await anna.expect("tot en met 31 jul")
    right = await Uploader.get(customer=customer)
    assert (right.school_id, right.granted_by) == (school.id, "Anna")
    assert right.expires_at is not None
    await press(anna, page, "➕ De Vlieger")
    page = await anna.expect("voor De Vlieger")
    await press(anna, page, "✅ De Regenboog ✖️")
    await anna.expect(lambda m: "voor De Regenboog" not in m.words and "De Vlieger" in m.words)
    assert [r.school_id for r in await Uploader.all()] == [other.id]


async def test_a_school_says_who_may_send_and_warns_when_nobody_may(desk, school, clerk):
    clerk.send("/schools")
    page = await clerk.expect("Scholen", timeout=90)
    assert page.buttons == ["⚠️ De Regenboog"]
    await press(clerk, page, "De Regenboog")
    await clerk.expect("Niemand mag leerlingbestanden sturen")
    customer, _ = await desk.register(school, class_code="5a", class_name="groep 5a")
    await grant_uploads(customer, school, WHO)
    clerk.send("/schools")
    page = await clerk.expect(lambda m: m.buttons == ["De Regenboog"])
    await press(clerk, page, "De Regenboog")
    page = await clerk.expect("Noor Bakker · sinds")
    await press(clerk, page, "groep 5a")
    page = await clerk.expect(has_button("Noor Bakker"))
    await press(clerk, page, "Noor Bakker")
    await clerk.expect(has_button("Wijzigen"))


async def test_a_misspelt_name_is_found_by_typing_it(desk, school, clerk):
    await desk.register(school, first_name="Sanne", prefix="van den", surname="Berg")
    await desk.register(school, first_name="Sanna", surname="Berg")
    clerk.send("sanne bergh")
    page = await clerk.expect("2 gevonden", timeout=90)
    await press(clerk, page, "Sanne van den Berg")
    await clerk.expect(has_button("Wijzigen"))
    clerk.send("Xqzy")
    await clerk.expect("Niemand gevonden")


async def test_staff_find_in_any_chat_and_others_find_nothing(desk, school, clerk):
    """The text that is put into the chat is a number, and never a name."""
    customer, card = await desk.register(school)
    result = await clerk.ask_inline("bakker")
    (found,) = result.results
    assert found["title"] == "Noor Bakker"
    assert found["input_message_content"]["message_text"] == card.number
    noor = await desk.customer(2001, customer)
    assert (await noor.ask_inline("bakker")).results == []
    refused = await Event.get(kind=Kind.ACCESS_REFUSED)
    assert refused.facts["request"] == "inline"


async def test_the_desk_hears_of_many_guesses_and_ends_the_pause(desk, school, clerk):
    customer, card = await desk.register(school)
    await choose(desk, customer)
    await LoginFailures.create(subject=f"customer:{customer.id}", failures=9, since=now())
    noor = desk.person(2001, "Noor")
    noor.send(f"{card.number} niet het wachtwoord")
    await noor.expect("horen niet bij elkaar", timeout=90)
    told = await clerk.expect("Veel verkeerde wachtwoorden voor Noor Bakker", timeout=90)
    noor.send(OWN)
    await noor.expect("Te veel pogingen")
    await press(clerk, told, "Toon klant")
    shown = await clerk.expect(has_button("Wachttijd opheffen"))
    await press(clerk, shown, "Wachttijd opheffen")
    noor.send(f"{card.number} {OWN}")
    await noor.expect("Het inloggen is gelukt.")


async def test_a_customer_changes_the_password_and_must_know_the_old_one(desk, school):
    customer, card = await desk.register(school)
    await choose(desk, customer)
    noor = await desk.customer(2001, customer)
    fresh = "vier ganzen op een rij"
    noor.send("/password")
    await noor.expect("Wat is het huidige wachtwoord?", timeout=90)
    noor.send("weet ik niet meer hoor")
    await noor.expect("niet het huidige wachtwoord")
    noor.send(OWN)
    await noor.expect("Kies nu een eigen wachtwoord")
    for text, said in ((fresh, "nog een keer"), (fresh, "ingesteld en actief")):
        noor.send(text)
        await noor.expect(said)
    noor.send("/logout")
    await noor.expect("uitgelogd")
    assert not await ChatAccount.filter(user_id=2001).exists()
    noor.send(f"{card.number} {OWN}")
    await noor.expect("horen niet bij elkaar")
    noor.send(fresh)
    await noor.expect("Het inloggen is gelukt.")


async def test_a_newcomer_can_do_nothing_before_choosing_a_password(desk, school):
    """A /cancel changes nothing; what is typed then is taken for the password, and deleted."""
    customer, _ = await desk.register(school)
    noor = await desk.customer(2001, customer)
    await ChatAccount.filter(user_id=2001).update(must_choose=True)
    noor.send("/card")
    await noor.expect("Kies eerst een eigen wachtwoord", timeout=90)
    noor.send("/cancel")
    await noor.expect("Gestopt")
    typed = noor.send("misschien een geheim")
    await noor.expect("Kies nu een eigen wachtwoord")
    assert typed.deleted


async def test_a_customer_unlinks_another_chat_and_only_an_own_one(desk, school):
    customer, _ = await desk.register(school)
    other, _ = await desk.register(school, surname="Vis")
    noor = await desk.customer(2001, customer)
    await desk.customer(2002, customer)
    await desk.customer(2003, other)
    noor.send("/devices")
    page = await noor.expect("Gekoppelde chats", timeout=90)
    assert "2001" in page.words
    assert "2003" not in page.words
    assert len(page.buttons) == 1
    strange = await ChatAccount.get(user_id=2003)
    data = page.keyboard[0][0].model_copy(update={"callback_data": f"dev:unlink:{strange.id}"})
    await noor.press_button(page, data).wait(20)
    assert await ChatAccount.filter(user_id=2003, customer=other).exists()
    await press(noor, page, "2002")
    assert not await ChatAccount.filter(user_id=2002).exists()


async def test_an_uploader_sees_the_menu_of_uploaders_and_gets_a_template(desk, school):
    customer, _ = await desk.register(school)
    await grant_uploads(customer, school, WHO, now() + timedelta(days=3))
    noor = await desk.customer(2001, customer)
    noor.send("/menu")
    menu = await noor.expect(has_button("Upload leerlingbestand"), timeout=90)
    await press(noor, menu, "Leeg sjabloon")
    sent = await noor.expect(lambda m: m.document is not None)
    assert sent.document.name == "leerlingbestand-leeg.xlsx"
    await noor.expect(lambda m: m.document and m.document.name == "leerlingbestand-leeg.ods")
    await press(noor, menu, "Eerder verzonden")
    await noor.expect("Er is nog niets gestuurd.")
    await press(noor, menu, "Wie mag sturen")
    await noor.expect("· Noor Bakker")
    await press(noor, menu, "Mijn gegevens")
    await noor.expect("Mag leerlingbestanden sturen voor De Regenboog")


async def test_a_card_is_shown_as_a_picture_that_a_scanner_reads(desk, school, tmp_path: Path):
    customer, card = await desk.register(school)
    noor = await desk.customer(2001, customer)
    noor.send("/card")
    sent = await noor.expect(lambda m: m.photo is not None, timeout=90)
    picture = tmp_path / "card.png"
    picture.write_bytes(sent.photo.data)
    assert Image.open(BytesIO(sent.photo.data)).width > 300
    zbarimg = need_program("zbarimg")
    reading = await asyncio.create_subprocess_exec(zbarimg, "--quiet", picture, stdout=PIPE)
    read, _ = await reading.communicate()
    assert read.decode().strip() == f"CODE-128:{card.number}"


async def test_an_administrator_invites_and_removes_staff(desk):
    boss = await desk.staff(1000, "Bea", StaffRole.ADMINISTRATOR)
    boss.send("/staff")
    page = await boss.expect("Medewerkers", timeout=90)
    await press(boss, page, "Uitnodigen: balie")
    await boss.expect("Hoe heet")
    boss.send("Dirk de Wit")
    code = await boss.expect("/start ")
    assert code.protect_content
    dirk = desk.person(1005, "Dirk")
    dirk.send(code.words.splitlines()[-1])
    question = await dirk.expect("Klopt deze naam: Dirk de Wit?")
    await press(dirk, question, "Ja")
    await dirk.expect(has_button("Nieuwe klant"))
    boss.send("/staff")
    page = await boss.expect(has_button("Dirk de Wit"))
    await press(boss, page, "Dirk de Wit")
    page = await boss.expect(has_button("Verwijderen"))
    await press(boss, page, "Verwijderen")
    page = await boss.expect("Dit gaat meteen in")
    await press(boss, page, "Verwijderen")
    await boss.expect(lambda m: has_button("Uitnodigen")(m) and "Dirk" not in m.words)
    assert not (await Staff.get(name="Dirk de Wit")).active
    dirk.send("/new")
    await dirk.expect("Log eerst in")
