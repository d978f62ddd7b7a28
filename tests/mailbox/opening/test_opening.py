"""Mail is opened in another process, and comes back as it would here."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.mailbox.forgeries import evil, mail, school
from tests.mailbox.torture import ATTACHED, CSV, HEADER, NAMED, attached, mixed
from tests.mailbox.torture_broken import BROKEN
from tests.mailbox.torture_told import TOLD

from rosterdesk.mailbox.opening.packing import dump_opened, load_opened
from rosterdesk.mailbox.opening.process import MailOpener
from rosterdesk.mailbox.opening.work import OpenerHere, open_mail

ALL = [*ATTACHED, *NAMED, *TOLD, *BROKEN]


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_an_opened_mail_survives_packing(case):
    """The mail is the same between the processes and in a sealed file."""
    opened = open_mail(case.raw)
    packed = load_opened(dump_opened(opened))

    assert packed.head == opened.head
    assert packed.parsed.attachments == opened.parsed.attachments
    assert packed.parsed.findings == opened.parsed.findings
    assert replace(packed.parsed, subject="", sender_name="", text="") == replace(
        opened.parsed, subject="", sender_name="", text=""
    )


async def test_another_process_says_the_same():
    """A mail is opened and verified there as here, one after another."""
    raw = school().sign(mixed(attached(CSV), header=mail().partition(b"Content-Type")[0]))
    keys = {school().key_name: [school().record], evil().key_name: None}
    async with MailOpener() as opener:
        for each in (raw, evil().sign(mail()), raw + b"x", HEADER):
            there, here = await opener.open(each), await OpenerHere().open(each)
            assert there == here
            if there.head is not None:
                signatures, now = there.head.signatures, datetime.now(UTC)
                assert await opener.verify(
                    each, signatures, keys, now
                ) == await OpenerHere().verify(each, signatures, keys, now)


async def test_a_mail_that_is_too_much_is_set_aside_and_the_next_is_read():
    """The process is replaced; the mail gets a reason, and its signature is not believed."""
    async with MailOpener(seconds=0.000_001) as opener:
        assert (await opener.open(mail())).parsed.quarantine == "unreadable"
        signatures = open_mail(school().sign(mail())).head.signatures
        (verdict,) = await opener.verify(mail(), signatures, {}, datetime.now(UTC))
        assert verdict.code == "dkim_too_large"
    async with MailOpener() as opener:
        assert (await opener.open(mail())).parsed.sender == "jan@school.example"
        assert opener.confined.process is not None
        opener.confined.process.kill()
        await opener.confined.process.wait()
        assert (await opener.open(mail())).parsed.sender == "jan@school.example"


async def test_a_cancelled_caller_does_not_get_the_next_ones_answer():
    """An answer that was asked for and not waited for goes to nobody."""
    async with MailOpener() as opener:
        await opener.open(mail())
        task = asyncio.create_task(opener.open(mixed(attached(CSV * 100_000))))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await opener.open(mail(subject="de tweede"))).parsed.subject == "de tweede"
