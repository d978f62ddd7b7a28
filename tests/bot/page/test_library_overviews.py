"""Printers, what is broken, the register and the trail's tip, as the page shows them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.bot.page.places import WHO
from tests.bot.page.test_cards import enter

from rosterdesk.bot.program.watch.alarm import Alarm
from rosterdesk.bot.words.troubles import Trouble, to_trouble
from rosterdesk.core.clock import now, today
from rosterdesk.core.models import PrinterState, Slip, SlipStatus, Staff, StaffRole
from rosterdesk.core.privacy.audit import verify_trail
from rosterdesk.core.slips.printers import note_heard, note_printers
from rosterdesk.core.slips.queue import note_trouble, pause
from rosterdesk.core.slips.requests import request_slip
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import ServiceTrouble
from rosterdesk.core.trail.standing import AGAIN, list_standing
from rosterdesk.printer.devices.device import Answer, Status

if TYPE_CHECKING:
    from tests.bot.page.places import Place

ADMINISTRATOR, DESK = StaffRole.ADMINISTRATOR, StaffRole.DESK


async def test_each_printer_says_what_keeps_it(place: Place):
    clerk = await enter(place, "Dirk", DESK)
    assert "Er is er nog geen" in (await clerk.get("/library/printers")).words
    names = ["balie", "kelder", "magazijn", "school", "stil", "zolder"]
    await note_printers(names, "machine-7")
    await note_trouble("balie", "paper_out")
    await pause("kelder", WHO)
    open_ = Status(Answer.YES, Answer.YES, Answer.NO, Answer.NO)
    await note_heard("magazijn", open_.pack())
    await note_heard("school", Status(*[Answer.YES] * 4).pack())
    await note_heard("stil", open_.pack())
    await PrinterState.filter(name="stil").update(heard_at=now() - timedelta(hours=1))
    await PrinterState.filter(name="zolder").update(seen_at=now() - timedelta(hours=1))
    words = (await clerk.get("/library/printers")).words
    said = {name: words.split(f" {name} ")[1].split(" op machine-7")[0] for name in names}
    assert "papier" in said["balie"].lower()
    assert said["kelder"] == "Gepauzeerd door tester."
    assert "klep" in said["magazijn"].lower() or "deksel" in said["magazijn"].lower()
    assert "papier is bijna op" in said["school"]
    assert said["stil"] not in ("", said["magazijn"])
    assert "draait de dienst daar wel" in words.split(" zolder ")[1]
    assert words.count("print niet") == 4
    assert words.count("niets van gehoord") == 1
    assert words.count("niets aan de hand") == 1


async def test_what_is_broken_here_and_elsewhere_is_listed_once(place: Place):
    boss = await enter(place, "Cas", ADMINISTRATOR)
    assert "Er is niets stuk" in (await boss.get("/library/troubles")).words
    alarm, moment = Alarm(place.library.locks), now()
    elsewhere = [Trouble("mail", "post"), Trouble("loop", "printer balie (machine-7)")]
    for later in (0, 6):
        await alarm.look(elsewhere, moment + timedelta(minutes=later))
    visitor = await place.add()
    await request_slip(visitor.customer, "weg", WHO)
    await Slip.all().update(requested_at=now() - timedelta(hours=1), status=SlipStatus.QUEUED)
    shown = (await boss.get("/library/troubles")).words
    assert "Er zijn 3 dingen stuk" in shown
    assert "De mailbox post kan niet" in shown
    assert "meestal is een wachtwoord verlopen" in shown
    assert "Er wachten bonnen op de printer weg" in shown
    assert "verplaats de bonnen naar een andere printer. nog niet gemeld" in shown
    await alarm.look(elsewhere[1:], moment + timedelta(minutes=7))
    assert "mailbox post" not in (await boss.get("/library/troubles")).words
    assert [to_trouble(each) for each in await list_standing(now())] == elsewhere[1:]


async def test_what_a_process_told_and_then_died_is_not_broken_for_ever(place: Place):
    async with writing():
        event = await record(ServiceTrouble(code="disk", about="machine-7"), WHO)
    assert [each.id for each in await list_standing(now())] == [event.id]
    assert await list_standing(now() + AGAIN + timedelta(hours=1)) == []
    del place


async def test_the_register_says_who_looked_by_person_and_day_and_names_nobody(place: Place):
    boss = await enter(place, "Cas", ADMINISTRATOR)
    clerk, anna = await enter(place, "Dirk", DESK), await enter(place, "Anna Smit")
    people = [await place.add(surname=name) for name in ("Bos", "Vos")]
    for _ in range(30):
        for visitor in people:
            await clerk.get(f"/customers/{visitor.customer.id}")
    await anna.post("/customers", {"q": "Marijke"})
    first = await boss.get("/library/register")
    assert "Anna Smit zag 2 klanten in een lijst" in first.words
    assert "Bos" not in first.words
    assert first.words.count("Dirk zag de gegevens van een klant") == 49
    older = first.text.split('href="/library/register?before=')[1].split('"')[0]
    second = await boss.get(f"/library/register?before={older}")
    assert second.words.count("Dirk zag de gegevens van een klant") == 11
    assert "before=" not in second.text
    anna_id = (await Staff.get(name="Anna Smit")).id
    hers = (await boss.get(f"/library/register?who={anna_id}&day={today()}")).words
    assert ("zag 2 klanten" in hers, "zag de gegevens" in hers) == (True, False)
    yesterday = today() - timedelta(days=1)
    for asked in (f"who={anna_id}&day={yesterday}", "before=1", "who=987654"):
        assert "Toen keek niemand" in (await boss.get(f"/library/register?{asked}")).words
    for odd in ("who=x&day=soon&before=-1", "day=0001-01-01", "day=9999-12-31"):
        assert (await boss.get(f"/library/register?{odd}")).status == 200
    assert (await clerk.get("/library/register")).status == 403


async def test_the_tip_is_what_verifying_takes(place: Place):
    boss = await enter(place, "Cas", ADMINISTRATOR)
    shown = await boss.get("/library/register")
    tip = shown.text.split("<code>")[1].split("</code>")[0]
    verdict = await verify_trail(tip)
    assert (verdict.findings, verdict.tip) == ([], tip)
