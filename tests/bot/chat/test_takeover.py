"""Members taken over in chat: shown first, then all of them or nobody, and undone as a whole."""

from __future__ import annotations

import pytest
from tests.bot.chat.desks import WHO, make_school, press
from tests.core.takeover.making import export_folio, export_koha, make_people

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.core.customers.registering import change_customer
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.models import Customer, School, StaffRole, Submission
from rosterdesk.core.plans.policy import set_policy

PEOPLE = make_people(20, schools=2)  # of 10AB00 and 11AB00
ASKED, ROOM = "Zet de export", 60


@pytest.fixture
async def els(desk):
    """The administrator of a library with two schools."""
    await make_school("10AB00", "De Regenboog")
    await add_school("11AB00", "De Wilg", WHO)
    ids = [school.id for school in await School.all()]
    values = {"loan_number_attribute": "LLNR", "loan_class_attribute": "KLAS"}
    await set_policy(ids, values, WHO)
    return await desk.staff(4001, "Els", StaffRole.ADMINISTRATOR)


async def drop(els, data: bytes, words: str, caption: str = ""):
    """Begin, drop the file, and return the message that says so."""
    els.send("/takeover")
    await els.expect(ASKED, timeout=ROOM)
    els.send_document("leden.csv", data, caption=caption)
    return await els.expect(words, timeout=ROOM)


async def is_there(count: int) -> None:
    async def counted() -> bool:
        return await Customer.all().count() == count

    await wait_for(counted, ROOM)


async def test_all_of_it_is_shown_taken_over_and_undone(desk, els):
    shown = await drop(els, export_koha(PEOPLE), "Er is nog niets overgenomen")
    for line in ("10AB00 De Regenboog: 10 nieuw", "11AB00 De Wilg: 10 nieuw", "Samen: 20 nieuw"):
        assert line in shown.words
    assert await Customer.all().count() == 0
    await press(els, shown, "Neem alles over")
    await is_there(20)
    done = await els.expect("20 personen overgenomen", timeout=ROOM)
    assert (await Submission.get(part_of=None)).sender_name == "Els"
    await press(els, done, "Draai alles terug")
    asked = await els.expect("De hele overname", timeout=ROOM)
    assert await Customer.all().count() == 20
    await press(els, asked, "Ja, terugdraaien")
    await is_there(0)
    await els.expect("20 personen zijn weer zoals ervoor", timeout=ROOM)


async def test_what_is_taken_over_is_what_was_shown(desk, els):
    """Somebody is changed meanwhile: the difference is shown anew, and an old button is dead."""
    first = await drop(els, export_koha(PEOPLE[:6]), "Samen: 6 nieuw")
    await press(els, first, "Neem alles over")
    await is_there(6)
    older = await drop(els, export_koha(PEOPLE), "Samen: 14 nieuw, 6 ongewijzigd")
    await change_customer(await Customer.first(), WHO, phone="010-1234567")
    await press(els, older, "Neem alles over")
    await els.expect("Iemand heeft intussen klanten gewijzigd", timeout=ROOM)
    assert await Customer.all().count() == 6
    newer = await drop(els, export_koha(PEOPLE[:8]), "Samen: 2 nieuw, 6 ongewijzigd")
    assert "werkt niet meer" in await press(els, older, "Neem alles over")
    await press(els, newer, "Stoppen")
    await els.expect("Er is niets veranderd", timeout=ROOM)
    assert await Customer.all().count() == 6


async def test_what_must_be_answered_first(desk, els):
    others = export_koha(PEOPLE).replace(b"11AB00", b"CENTRAAL")
    data = others.replace(b"firstname,", b"Kleur,").replace(b"lost", b"Soort pas")
    asked = await drop(els, data, "Deze kolommen zijn niet bekend: Kleur, Soort pas")
    await press(els, asked, "Laat deze kolommen weg")
    refused = await els.expect("niemand kent de school CENTRAAL", timeout=ROOM)
    await press(els, refused, "Sla regels van andere vestigingen over")
    shown = await els.expect("Overgeslagen: 10 regels van CENTRAAL", timeout=ROOM)
    assert "10AB00 De Regenboog: 10 nieuw" in shown.words
    assert "Niet gebruikt: " in shown.words
    await press(els, shown, "Neem alles over")
    await is_there(10)


async def test_a_file_that_cannot_be_taken_is_answered_and_another_may_follow(desk, els):
    await drop(els, b"geen leden", "minstens")
    els.send("en nu?")
    await els.expect(ASKED, timeout=ROOM)
    wrong = export_koha([*PEOPLE, PEOPLE[0]])
    els.send_document("leden.csv", wrong)
    said = await els.expect("2 regels kunnen niet worden overgenomen", timeout=ROOM)
    assert PEOPLE[0].card in said.words
    assert not said.buttons
    els.send_document("leden.json", export_folio(PEOPLE, "10AB00").replace(b"school10AB00", b""))
    nameless = await els.expect("niemand kent de school ?", timeout=ROOM)
    assert nameless.buttons
    shown = await drop(
        els,
        export_folio(PEOPLE, "10AB00").replace(b"school10AB00", b""),
        "De Regenboog: 10 nieuw",
        caption="10ab00",
    )
    els.send("/cancel")
    await els.expect("Gestopt", timeout=ROOM)
    assert "werkt niet meer" in await press(els, shown, "Neem alles over")
    assert await Customer.all().count() == 0
