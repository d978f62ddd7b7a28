"""The desk's chat while slips are printed."""

from __future__ import annotations

from tests.bot.printing.jobs import slips_of
from tests.bot.stages import WHO, has_button, labels, link_staff, mail_roster, press

from rosterdesk.bot.demo.stage import PRINTER, wait_for
from rosterdesk.core.models import Slip, SlipStatus, StaffRole
from rosterdesk.core.roster.samples import sample_pupils, write_workbook
from rosterdesk.core.usecases.queue import pause


async def request_paused_job(cast, count: int = 6):
    """Approve a roster and ask for its slips while the printer is paused."""
    await mail_roster(cast.stage, write_workbook(sample_pupils(count)))
    card = await cast.anna.expect(has_button("Goedkeuren"), timeout=30)
    await press(cast.anna, card, "Goedkeuren")
    await pause(PRINTER, WHO)
    card = await cast.anna.expect(has_button(f"Print {count}"), timeout=30)
    await press(cast.anna, card, f"Print {count}")
    return await cast.anna.expect(has_button("Verder"), timeout=30)


async def test_job_waits_skips_and_goes_on(cast):
    job = await request_paused_job(cast)
    assert "Gepauzeerd door tester" in job.content.text
    assert "Overgeslagen: " in await press(cast.anna, job, "Volgende overslaan")
    job = await cast.anna.expect("1 bon geannuleerd", timeout=30)
    await press(cast.anna, job, "Verder")
    done = await cast.anna.expect("5 bonnen geprint", timeout=30)
    assert labels(done) == []
    assert len(slips_of(cast.stage.service.printers[PRINTER])) == 5


async def test_next_slip_is_shown_as_a_picture_without_its_password(cast):
    job = await request_paused_job(cast)
    cast.anna.press(job, "👁 Toon de volgende")
    shown = await cast.anna.expect(lambda m: m.content.photo is not None, timeout=30)
    assert shown.content.photo.data.startswith(b"\x89PNG")
    assert await Slip.filter(status=SlipStatus.QUEUED).count() == 6


async def test_slip_that_nobody_is_sure_of_is_asked_about(cast):
    desk = await link_staff(cast.stage, 1003, "Cas Mulder", StaffRole.DESK)
    await request_paused_job(cast)
    slip = await Slip.filter(status=SlipStatus.QUEUED).order_by("number").first()
    await Slip.filter(id=slip.id).update(status=SlipStatus.SENDING)
    from rosterdesk.core.usecases.slips import find_interrupted

    await find_interrupted(PRINTER)
    question = await desk.expect("helemaal geprint?", timeout=30)
    assert "opnieuw geprint" in await press(desk, question, "Nee")

    async def queued_again() -> bool:
        return await Slip.filter(id=slip.id, status=SlipStatus.QUEUED).exists()

    await wait_for(queued_again)
    other = await cast.anna.expect("helemaal geprint?", timeout=30)
    assert "al beantwoord" in await press(cast.anna, other, "Ja")
