"""A file that comes while Telegram fails: it is kept, or its sender hears that it was not."""

from __future__ import annotations

import pytest
from tests.bot.chat.desks import WHO, make_school, open_desk

from rosterdesk.core.customers.registering import grant_uploads
from rosterdesk.core.models import Submission
from rosterdesk.core.roster.samples import sample_pupils, write_workbook

FILE = write_workbook(sample_pupils(4))
AGAIN = "Er ging bij ons iets mis. Stuur het bestand nog een keer."
MANY = 1000


async def open_sender(desk):
    school = await make_school()
    customer, _ = await desk.register(school)
    await grant_uploads(customer, school, WHO)
    return await desk.customer(2001, customer)


@pytest.mark.parametrize("fault", ["server_error", "bad_gateway", "cut", "flood"])
async def test_apology_comes_when_telegram_is_back(desk, fault):
    """More often than a call is tried again, and than the apology was said before."""
    noor = await open_sender(desk)
    desk.chat.fail_next("getFile", "server_error", times=3)
    desk.chat.fail_next("sendMessage", fault, times=4, chat_id=noor.id)
    noor.send_document("een.xlsx", FILE)
    await noor.expect(AGAIN, timeout=120)
    noor.send_document("een.xlsx", FILE)
    await noor.expect("Ontvangen voor De Regenboog", timeout=90)


async def test_file_comes_again_where_the_service_stops_before_its_sender_was_told(data):
    async with open_desk(data) as desk:
        noor = await open_sender(desk)
        desk.chat.fail_next("getFile", "server_error", times=3)
        desk.chat.fail_next("sendMessage", "server_error", times=MANY, chat_id=noor.id)
        noor.send_document("een.xlsx", FILE)
        await desk.chat.wait_for_call("sendMessage", count=3, timeout=90)
        await desk.stop()
        desk.chat.world.faults.clear()
        await desk.start()
        await noor.expect("Ontvangen voor De Regenboog", timeout=90)
        assert await Submission.all().values_list("file_name", flat=True) == ["een.xlsx"]
