"""The old way of working, end to end, in chat: from a new customer to a file that is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bot.chat.desks import OWN, WHO, has_button, make_school, press, slip_password

from rosterdesk.bot.demo.stage import set_stage, wait_for, write_mail
from rosterdesk.core.customers.registering import add_customer
from rosterdesk.core.models import (
    Customer,
    Event,
    StaffRole,
    Submission,
)
from rosterdesk.core.roster.samples import sample_pupils, write_workbook
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from rosterdesk.bot.standins.botapi import Person


async def register_teacher(desk_clerk: Person) -> None:
    """Register a teacher as a clerk does: three lines typed, the rest tapped."""
    desk_clerk.send("/new")
    card = await desk_clerk.expect("Welke school", timeout=90)
    await press(desk_clerk, card, "De Regenboog")
    card = await desk_clerk.expect("Scan de pas")
    await press(desk_clerk, card, "Genereer")
    card = await desk_clerk.expect("Leerling, docent of anders")
    await press(desk_clerk, card, "docent")
    await desk_clerk.expect("Hoe is de naam")
    desk_clerk.send("Marijke de Wit")
    card = await desk_clerk.expect("Geslacht?")
    await press(desk_clerk, card, "vrouw")
    card = await desk_clerk.expect("Geboren op?")
    await press(desk_clerk, card, "Overslaan")
    card = await desk_clerk.expect("Adres?")
    await press(desk_clerk, card, "Schoolstraat 1")
    await desk_clerk.expect("E-mailadres?")
    desk_clerk.send("marijke@regenboog.example")
    card = await desk_clerk.expect("Gebruikersnaam?")
    await press(desk_clerk, card, "marijke.dewit")
    card = await desk_clerk.expect("Welke klas?")
    await press(desk_clerk, card, "groep 5a")
    card = await desk_clerk.expect("Sla het op")
    await press(desk_clerk, card, "Opslaan, verder")


async def test_a_teacher_becomes_an_uploader_and_sends_a_file(desk):
    school = await make_school()
    await desk.register(school, class_code="5a", class_name="groep 5a", year=5)
    clerk = await desk.staff(1001, "Dirk", StaffRole.DESK)
    librarian = await desk.staff(1002, "Anna Smit", StaffRole.LIBRARIAN)

    await register_teacher(clerk)
    card = await clerk.expect("Ingeschreven")
    teacher = await Customer.get(surname="Wit").prefetch_related("cards", "memberships")
    assert (teacher.first_name, teacher.prefix, teacher.role) == ("Marijke", "de", "teacher")
    assert (teacher.street, teacher.postcode) == ("Schoolstraat", "1234 AB")
    assert (teacher.class_code, teacher.year, teacher.sex) == ("5a", 5, "F")
    assert (teacher.email, teacher.user_name) == ("marijke@regenboog.example", "marijke.dewit")
    number = teacher.cards[0].number

    assert "balie" in await press(clerk, card, "Print bon")
    password = slip_password(await desk.wait_for_slip())

    marijke = desk.person(2001, "Marijke")
    marijke.send_document("leerlingen.xlsx", write_workbook(sample_pupils(12)))
    await marijke.expect("Alleen mensen die")

    librarian.send(number)
    card = await librarian.expect("Marijke de Wit")
    await press(librarian, card, "Mag sturen")
    card = await librarian.expect("geen enkele school")
    await press(librarian, card, "De Regenboog")
    await librarian.expect("Mag leerlingbestanden sturen voor De Regenboog")

    marijke.open(number)  # the QR code of the slip
    await marijke.expect("eenmalige wachtwoord van de bon")
    typed = marijke.send(password)
    await marijke.expect("eigen wachtwoord", timeout=90)
    assert typed.deleted
    first = marijke.send(OWN)
    await marijke.expect("nog een keer")
    again = marijke.send(OWN)
    await marijke.expect("Nieuw wachtwoord is ingesteld en actief.")
    assert first.deleted
    assert again.deleted
    menu = await marijke.expect(has_button("Upload leerlingbestand"))
    await press(marijke, menu, "Upload leerlingbestand")
    await marijke.expect(".csv .ods .xls .xlsx .zip .xml")

    marijke.send_document("leerlingen.xlsx", write_workbook(sample_pupils(12)))
    await marijke.expect("Ontvangen voor De Regenboog", timeout=90)
    submission = await Submission.all().first()
    assert submission is not None
    assert submission.sender_id == teacher.id


async def test_a_customer_without_the_right_sees_no_upload_and_is_refused(desk, school):
    customer, _ = await desk.register(school)
    noor = await desk.customer(2002, customer)
    noor.send("/start")
    menu = await noor.expect("Noor Bakker", timeout=90)
    assert not has_button("Upload")(menu)
    noor.send_document("leerlingen.xlsx", write_workbook(sample_pupils(3)))
    await noor.expect("Alleen mensen die")
    assert await Submission.all().count() == 0
    refused = await Event.get(kind="access.refused")
    assert refused.actor_reference == f"customer:{customer.id}"
    assert refused.facts["request"] == "document"


async def test_a_customer_without_the_right_is_refused_by_mail_too(tmp_path):
    """The address is a customer's and the mail is really theirs; that gives no right."""
    async with set_stage(tmp_path / "data") as stage:
        school = await make_school()
        await add_customer(
            school, WHO, stage.service.library.numbering, surname="Vis", email="vis@school.example"
        )
        raw = write_mail("vis@school.example", stage.mail.user, "lijst.csv", b"Naam\nSanne\n")
        await stage.mail.deliver(raw)

        async def held() -> bool:
            return await Event.filter(kind=Kind.MAIL_HELD).exists()

        await wait_for(held)
        assert not await Submission.all().exists()
