"""A printer of another process: staff choose it in the chat, and are told where nobody prints."""

from __future__ import annotations

from datetime import timedelta

from rosterdesk.bot.settings import Settings
from rosterdesk.bot.words.printers import find_printers
from rosterdesk.core.clock import now
from rosterdesk.core.customers.card_numbers import CardNumbering
from rosterdesk.core.customers.registering import add_customer
from rosterdesk.core.models import PrinterState, Slip
from rosterdesk.core.slips.printers import list_deserted, note_printers
from rosterdesk.core.slips.requests import request_slip
from rosterdesk.core.trail.actors import shell_actor
from rosterdesk.printer.settings import PrinterSettings

WHO = shell_actor("tester")


async def test_printers_of_all_processes_can_be_chosen_ours_first(database, tmp_path):
    none, one = Settings(data=tmp_path), _settings(tmp_path, "balie")
    assert await find_printers(none) == [], "nobody prints yet"
    await note_printers(["zuid", "noord"], "desk-computer")
    assert await find_printers(none) == ["noord", "zuid"]
    assert await find_printers(one) == ["balie", "noord", "zuid"]
    await note_printers(["noord"], "desk-computer")
    assert await find_printers(one) == ["balie", "noord"], "it has another name since"


def _settings(data, *printers):
    return Settings(data=data, printing=PrinterSettings(printers=dict.fromkeys(printers, "dummy:")))


async def test_slips_that_wait_where_no_process_is_are_told_of(database):
    customer, _ = await add_customer(
        None, WHO, CardNumbering("2", 10), first_name="Noor", surname="Bakker"
    )
    await note_printers(["zuid"], "desk-computer")
    await request_slip(customer, "zuid", WHO)
    earlier = now() - timedelta(minutes=6)
    assert await list_deserted() == []
    await Slip.all().update(requested_at=earlier)
    assert await list_deserted() == [], "the process is there"
    await PrinterState.filter(name="zuid").update(seen_at=earlier)
    assert await list_deserted() == ["zuid"]
