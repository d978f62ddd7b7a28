"""Words that go out to somebody: exactly those that were shown before the tap."""

from __future__ import annotations

import pytest
from tests.bot.approval.desk import SECONDS, has, open_desk, press

from rosterdesk.core.clock import now
from rosterdesk.core.models import Event, SubmissionStatus
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.events import librarians, record
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads.mails import MailMessageTaken, MailReplied
from rosterdesk.core.trail.payloads.plans import PlanRejected
from rosterdesk.mailbox.models import MailMessage, MailStatus

LENGTHS = (10, 1_500, 4_000)  # a chat message holds 4,096


@pytest.fixture
async def desk(data):
    async with open_desk(data) as made:
        yield made


async def take_mail() -> None:
    """A mail with words and no roster reaches the librarians."""
    facts = {"account": "mail", "folder": "INBOX", "uidvalidity": 1, "uid": 1, "size": 1}
    times = dict.fromkeys(("arrived_at", "due_at", "judged_at"), now())
    mail = await MailMessage.create(
        stored="0" * 64,
        raw_gone=True,
        address="sam@elders.example",
        status=MailStatus.PROCESSED,
        words="When is it printed?",
        **facts,
        **times,
    )
    async with writing():
        taken = MailMessageTaken(mail=mail.id, thanks=False, findings=())
        await record(taken, SYSTEM, to=await librarians())


def find_shown(message) -> str:
    return message.words.split("\n", 1)[1]


@pytest.mark.parametrize("length", LENGTHS)
async def test_answer_by_mail_goes_out_as_it_was_shown(desk, length):
    anna = await desk.staff("Anna Smit")
    await take_mail()
    card = await anna.expect(has("Answer by mail"), timeout=SECONDS)
    await press(anna, card, "Answer by mail")
    await anna.expect("What do you want to answer", timeout=SECONDS)
    anna.send("x" * length)
    shown = await anna.expect(has("Yes, send it"), timeout=SECONDS)
    words = find_shown(shown)
    await press(anna, shown, "Yes, send it")
    await anna.expect("Your answer goes out by mail", timeout=SECONDS)
    assert MailReplied.read(await Event.get(kind=Kind.MAIL_REPLIED)).words == words


@pytest.mark.parametrize("length", LENGTHS)
async def test_reason_goes_out_as_it_was_shown(desk, length):
    anna = await desk.staff("Anna Smit")
    made = await desk.file(await desk.school())
    card = await anna.expect(has("❌ Reject", made.reference), timeout=SECONDS)
    await press(anna, card, "❌ Reject")
    await anna.expect("Why is", timeout=SECONDS)
    anna.send("x" * length)
    shown = await anna.expect(has("Yes, reject"), timeout=SECONDS)
    words = find_shown(shown)
    await press(anna, shown, "Yes, reject")
    await desk.reaches(made, SubmissionStatus.REJECTED)
    assert PlanRejected.read(await Event.get(kind=Kind.PLAN_REJECTED)).reason == words
