"""The way from a school's mail or chat to slips and answer; nothing is replaced but the world."""

from __future__ import annotations

from dataclasses import replace

from tests.bot.printing.jobs import find_card, slips_of
from tests.bot.stages import (
    WHO,
    has_button,
    labels,
    link_customer,
    mail_roster,
    press,
    read_reply,
    subject_has,
    wait_for_status,
)

from rosterdesk.bot.demo.stage import PRINTER, wait_for
from rosterdesk.core.customers.registering import change_customer
from rosterdesk.core.login.login import log_in
from rosterdesk.core.models import Customer, Event, OneTimePassword, SubmissionStatus
from rosterdesk.core.roster.samples import sample_pupils, write_workbook
from rosterdesk.printer.reading.text import read_password


async def print_all(cast, count: int) -> list[bytes]:
    """Approve the waiting roster and print its slips."""
    card = await cast.anna.expect(has_button("Goedkeuren"), timeout=90)
    await press(cast.anna, card, "Goedkeuren")
    card = await cast.anna.expect(has_button(f"Print {count}"), timeout=90)
    await press(cast.anna, card, f"Print {count}")
    printer = cast.stage.service.printers[PRINTER]

    async def printed() -> bool:
        return len(slips_of(printer)) >= count

    await wait_for(printed)
    return slips_of(printer)


async def test_mailed_roster_reaches_paper_and_sender(cast):
    await mail_roster(cast.stage, write_workbook(sample_pupils(30)))
    slips = await print_all(cast, 30)
    assert len(slips) == 30
    received = await cast.stage.mail.wait_for_sent(subject_has("wacht op goedkeuring"), 90)
    applied = await cast.stage.mail.wait_for_sent(subject_has("verwerkt"), 90)
    for raw in (received, applied):
        reply = read_reply(raw)
        assert reply["To"] == "marijke@regenboog.example"
        assert reply["Auto-Submitted"] == "auto-replied"
        assert not any(p.surname in raw.decode() for p in sample_pupils(30) if len(p.surname) > 4)


async def test_each_slip_opens_its_own_customer_once(cast):
    await mail_roster(cast.stage, write_workbook(sample_pupils(5)))
    slips = await print_all(cast, 5)
    for slip in slips:
        card, password = find_card(slip), read_password(slip)
        chat, library = f"chat:{card}", cast.stage.service.library
        login = await log_in(card, password.lower(), chat, library)
        assert login is not None
        assert login.must_choose
        assert await log_in(card, password, chat, library) is None
    assert await OneTimePassword.filter(used_at=None).count() == 0


async def test_no_printed_password_is_on_disk(cast, tmp_path):
    await mail_roster(cast.stage, write_workbook(sample_pupils(30)))
    slips = await print_all(cast, 30)
    passwords = [read_password(slip) for slip in slips]
    assert len(set(passwords)) == 30
    wanted = [p for each in passwords for p in (each.encode(), _grouped(each))]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.suffix == ".sqlite3-wal" or path.name.endswith("-wal") for path in files)
    kept = {path.name: path.read_bytes() for path in files}
    found = [name for name, data in kept.items() for each in wanted if each in data]
    assert found == []


def _grouped(password: str) -> bytes:
    return f"{password[:4]} {password[4:]}".encode()


async def test_no_pupil_is_in_a_stored_file_in_the_clear(cast, tmp_path):
    pupils = sample_pupils(30)
    await mail_roster(cast.stage, write_workbook(pupils))
    await wait_for_status(cast.school, SubmissionStatus.WAITING)
    stored = [
        path.read_bytes() for path in (tmp_path / "data" / "files").rglob("*") if path.is_file()
    ]
    assert stored
    assert not any(p.external_number.encode() in each for p in pupils for each in stored)


async def test_uploader_drops_a_file_in_chat_and_hears_the_outcome(cast):
    marijke = await link_customer(cast.stage, 2001, cast.teacher)
    marijke.send_document("leerlingen.xlsx", write_workbook(sample_pupils(12)))
    await marijke.expect("Ontvangen voor De Regenboog. Kenmerk", timeout=90)
    await marijke.expect("Gelezen: 12 leerlingen", timeout=90)
    card = await cast.bo.expect(has_button("Goedkeuren"), timeout=90)
    assert "via de chat" in card.content.text
    await press(cast.bo, card, "Goedkeuren")
    await marijke.expect("Goedgekeurd en verwerkt: 12 nieuw", timeout=90)


async def test_rejecting_asks_for_a_reason_that_the_sender_reads(cast):
    await mail_roster(cast.stage, write_workbook(sample_pupils(12)))
    card = await cast.anna.expect(has_button("Afwijzen"), timeout=90)
    await press(cast.anna, card, "Afwijzen")
    await cast.anna.expect("Waarom wijs je", timeout=90)
    cast.anna.send("Dit is het bestand van vorig jaar")
    await press(
        cast.anna, await cast.anna.expect(has_button("Ja, afwijzen"), timeout=90), "Ja, afw"
    )
    reply = read_reply(await cast.stage.mail.wait_for_sent(subject_has("niet gebruikt"), 90))
    assert "Dit is het bestand van vorig jaar" in reply.get_body(("plain",)).get_content()
    assert await Customer.filter(role="pupil").count() == 0


async def test_second_librarian_sees_who_decided(cast):
    await mail_roster(cast.stage, write_workbook(sample_pupils(12)))
    first = await cast.anna.expect(has_button("Goedkeuren"), timeout=90)
    second = await cast.bo.expect(has_button("Goedkeuren"), timeout=90)
    assert "Goedgekeurd" in await press(cast.anna, first, "Goedkeuren")
    said = cast.bo.press(second, "✅ Goedkeuren")
    await said.wait(30)
    assert "Anna Smit heeft dit al goedgekeurd" in (said.text or "")
    await wait_for_status(cast.school, SubmissionStatus.APPLIED)
    assert await Event.filter(kind="plan.approved").count() == 1

    async def both_say_so() -> bool:
        cards = [person.messages[-1] for person in (cast.anna, cast.bo)]
        return all("Goedgekeurd door Anna Smit" in c.content.text for c in cards) and not any(
            "Goedkeuren" in label for c in cards for label in labels(c)
        )

    await wait_for(both_say_so)


async def test_card_of_an_older_version_is_refused_and_the_fresh_one_shown(cast):
    pupils = sample_pupils(12)
    await mail_roster(cast.stage, write_workbook(pupils))
    await print_all(cast, 12)
    renamed = [replace(pupils[0], class_code="8z", class_name="8z"), *pupils[1:]]
    await mail_roster(cast.stage, write_workbook(renamed))
    old = await cast.bo.expect(
        lambda m: has_button("Goedkeuren")(m) and "1 gewijzigd" in m.content.text, timeout=90
    )
    customer = await Customer.get(external_number=pupils[5].external_number)
    await change_customer(customer, WHO, phone="0612345678")
    said = await press(cast.bo, old, "Goedkeuren")
    assert "De klanten van De Regenboog zijn veranderd nadat versie 1 werd getoond" in said
    fresh = await cast.bo.expect(lambda m: "· v2" in m.content.text, timeout=90)
    assert fresh.id != old.id
    await press(cast.bo, fresh, "Goedkeuren")

    async def changed() -> bool:
        return await Customer.filter(
            external_number=pupils[0].external_number, class_code="8z"
        ).exists()

    await wait_for(changed)


async def test_stranger_in_chat_can_neither_send_nor_decide(cast):
    await mail_roster(cast.stage, write_workbook(sample_pupils(12)))
    await wait_for_status(cast.school, SubmissionStatus.WAITING)
    eve = cast.stage.chat.person(666, "Eve")
    eve.send_document("leerlingen.xlsx", write_workbook(sample_pupils(3)))
    await eve.expect("Alleen mensen die de bibliotheek", timeout=90)
    assert await Event.filter(kind="submission.received").count() == 1


async def test_code_links_only_once(cast):
    from tests.bot.stages import link_staff

    from rosterdesk.core.models import StaffRole

    used = cast.anna.messages[0]
    assert used.deleted, "a message with a code is deleted"
    await link_staff(cast.stage, 1003, "Cas Mulder", StaffRole.DESK)
    eve = cast.stage.chat.person(666, "Eve")
    eve.send("/start ACDEFGHJKMNP")
    await eve.expect("Deze code werkt niet", timeout=90)
