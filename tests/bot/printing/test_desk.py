"""The desk's chat while slips are printed."""

from __future__ import annotations

from datetime import timedelta

from tests.bot.chat.desks import PRINTER, WHO, has_button, make_school, open_desk, press
from tests.bot.printing.jobs import slips_of

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.core.clock import LOCAL, now
from rosterdesk.core.models import Event, OneTimePassword, Slip, SlipStatus, StaffRole
from rosterdesk.core.protection.passwords import verify_password
from rosterdesk.core.slips.printing import find_interrupted
from rosterdesk.core.slips.queue import pause
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.printer.reading.text import read_password

NAMES = ("Sanne", "Ali", "Zoë", "Bram", "Noor", "Daan")


async def open_class(desk, names=NAMES):
    """A school with a class of that many pupils, and the clerk's list of what can be printed."""
    school = await make_school()
    for name in names:
        await desk.register(school, first_name=name, surname="Bakker", class_code="2B")
    clerk = await desk.staff(1001, "Dirk", StaffRole.DESK)
    clerk.send("/print")
    listed = await clerk.expect("voor welke school", timeout=90)
    return clerk, listed


async def request_class(clerk, listed, count: int):
    await press(clerk, listed, "De Regenboog")
    shown = await clerk.expect(has_button("op naam"), timeout=90)
    await press(clerk, shown, "2B")
    shown = await clerk.expect("De Regenboog · 2B", timeout=90)
    assert f"Bonnen mogelijk voor {count}, van wie {count} nog zonder" in shown.words
    assert "worden geprint" in await press(clerk, shown, f"Print {count} bonnen")
    return await clerk.expect(has_button("Vanaf bon"), timeout=90)


async def test_class_is_printed_skipped_and_printed_again_from_a_slip(data):
    """One job through all that a desk does with it."""
    async with open_desk(data) as desk:
        clerk, listed = await open_class(desk)
        await pause(PRINTER, WHO)
        job = await request_class(clerk, listed, 6)
        assert "Gepauzeerd door tester" in job.words
        clerk.press(job, "👁 Toon de volgende")
        shown = await clerk.expect(lambda m: m.content.photo is not None, timeout=90)
        assert shown.content.photo.data.startswith(b"\x89PNG")
        assert await Slip.filter(status=SlipStatus.QUEUED).count() == 6, "looking prints nothing"

        assert "Overgeslagen: " in await press(clerk, job, "Volgende overslaan")
        job = await clerk.expect("1 bon geannuleerd", timeout=90)
        await press(clerk, job, "▶️ Verder")
        done = await clerk.expect("5 bonnen geprint", timeout=90)
        assert done.buttons == ["↪️ Vanaf bon …"]

        await press(clerk, done, "Vanaf bon")
        await clerk.expect("moet het printen verdergaan, 1 tot en met 6", timeout=90)
        clerk.send("bij de vijfde")
        await clerk.expect("Typ het nummer van een bon", timeout=90)
        clerk.send("7")
        await clerk.expect("bon 7 is er niet", timeout=90)
        clerk.send("5")
        asked = await clerk.expect(
            "2 bonnen vanaf nummer 5 zijn misschien al op papier", timeout=90
        )
        assert "2 klanten krijgen een nieuw wachtwoord" in await press(clerk, asked, "vanaf bon 5")
        printer = desk.service.printers[PRINTER]

        async def printed_again() -> bool:
            return (
                len(slips_of(printer)) == 7
                and not await Slip.filter(
                    status__in=(SlipStatus.QUEUED, SlipStatus.SENDING)
                ).exists()
            )

        await wait_for(printed_again)
        passwords = [read_password(each) for each in slips_of(printer)]
        works = []
        for slip in await Slip.exclude(status=SlipStatus.CANCELLED).order_by("number"):
            kept = await OneTimePassword.get(customer_id=slip.customer_id)
            (index,) = [i for i, each in enumerate(passwords) if verify_password(kept.hash, each)]
            works.append(index)
        assert works == [0, 1, 2, 5, 6], "the first slips of 5 and 6 are dead"


async def test_slip_is_printed_again_for_a_reason(data):
    async with open_desk(data) as desk:
        school = await make_school()
        clerk = await desk.staff(1001, "Dirk", StaffRole.DESK)
        customer, card = await desk.register(school)
        clerk.send(card.number)
        shown = await clerk.expect(has_button("🖨"), timeout=90)
        assert "De bon komt uit" in await press(clerk, shown, "🖨")
        await desk.wait_for_slip(1)

        await press(clerk, shown, "🖨")
        asked = await clerk.expect("Waarom wordt de bon opnieuw geprint", timeout=90)
        said = await press(clerk, asked, "Kwijt")
        assert "nieuw wachtwoord" in said
        assert "de oude bon werkt dan niet meer" in said
        await clerk.expect("Opnieuw geprint: kwijt", timeout=90)
        newest = read_password(await desk.wait_for_slip(2))
        kept = await OneTimePassword.get(customer=customer)
        assert verify_password(kept.hash, newest)
        events = await Event.filter(kind=Kind.SLIPS_REQUESTED).order_by("id")
        assert [event.facts.get("reason") for event in events] == [None, "lost"]


async def test_slips_wait_in_the_quiet_hours_until_somebody_says_now(data):
    start, end = (
        f"{(now() + timedelta(minutes=minutes)).astimezone(LOCAL):%H:%M}" for minutes in (-60, 60)
    )
    async with open_desk(data, quiet={PRINTER: f"{start}-{end}"}) as desk:
        clerk, listed = await open_class(desk, NAMES[:2])
        await request_class(clerk, listed, 2)
        await clerk.expect(f"2 bonnen wachten tot {end}", timeout=90)

        async def offered() -> bool:
            return any(map(has_button("Nu printen"), clerk.messages))

        await wait_for(offered)
        job = next(filter(has_button("Nu printen"), clerk.messages))
        assert f"wacht tot {end}" in job.words
        assert "nu geprint" in await press(clerk, job, "Nu printen")
        await clerk.expect("2 bonnen geprint", timeout=90)


async def test_message_of_a_job_whose_people_are_gone_says_so(data):
    """They were taken back by an undo while the printer waited; here as erasing them does it."""
    async with open_desk(data) as desk:
        clerk, listed = await open_class(desk, NAMES[:2])
        await pause(PRINTER, WHO)
        await request_class(clerk, listed, 2)
        job = next(filter(has_button("Rest annuleren"), clerk.messages))
        await Slip.all().delete()
        await clerk.expect("Deze printopdracht is er niet meer", timeout=90)
        assert job.buttons == []


async def test_slip_that_nobody_is_sure_of_is_asked_about(data):
    async with open_desk(data) as desk:
        clerk, listed = await open_class(desk, NAMES[:2])
        anna = await desk.staff(1002, "Anna", StaffRole.LIBRARIAN)
        await pause(PRINTER, WHO)
        await request_class(clerk, listed, 2)
        slip = await Slip.filter(status=SlipStatus.QUEUED).order_by("number").first()
        await Slip.filter(id=slip.id).update(status=SlipStatus.SENDING)
        await find_interrupted(PRINTER)
        question = await clerk.expect("helemaal geprint?", timeout=90)
        other = await anna.expect("helemaal geprint?", timeout=90)
        assert "opnieuw geprint" in await press(clerk, question, "Nee")

        async def queued_again() -> bool:
            return await Slip.filter(id=slip.id, status=SlipStatus.QUEUED).exists()

        await wait_for(queued_again)
        assert "al beantwoord" in await press(anna, other, "Ja")
