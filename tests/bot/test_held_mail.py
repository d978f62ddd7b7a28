"""A mail that is not trusted is held and shown, never dropped; a librarian may vouch for it."""

from __future__ import annotations

import pytest
from tests.bot.stages import TEACHER, has_button, labels, press, wait_for_status

from rosterdesk.bot.demo.stage import write_mail
from rosterdesk.core.models import Event, Submission, SubmissionStatus
from rosterdesk.core.roster.samples import sample_pupils, write_workbook


def without_verdict(raw: bytes) -> bytes:
    """The same mail, for which the library's server does not vouch."""
    head, _, rest = raw.partition(b"\n")
    assert head.startswith(b"Authentication-Results")
    while rest[:1] in b" \t":
        _, _, rest = rest.partition(b"\n")
    return rest


async def deliver(cast, sender: str = TEACHER) -> None:
    roster = write_workbook(sample_pupils(5))
    raw = write_mail(sender, cast.stage.mail.user, "leerlingen.xlsx", roster)
    await cast.stage.mail.deliver(without_verdict(raw))


async def test_mail_without_proof_is_held_until_a_librarian_takes_it(cast):
    await deliver(cast)
    held = await cast.anna.expect("Een mail wordt vastgehouden", timeout=30)
    assert TEACHER in held.content.text
    assert await Submission.all().count() == 0
    await press(cast.anna, held, "aannemen voor De Regenboog")
    submission = await wait_for_status(cast.school, SubmissionStatus.WAITING)
    assert submission.trust == "B"
    await cast.anna.expect(has_button("Goedkeuren"), timeout=30)
    assert await Event.filter(kind="mail.released", actor="Anna Smit").count() == 1


async def test_two_librarians_decide_once(cast):
    await deliver(cast)
    for_anna = await cast.anna.expect("Een mail wordt vastgehouden", timeout=30)
    for_bo = await cast.bo.expect("Een mail wordt vastgehouden", timeout=30)
    assert "Weggelegd" in await press(cast.anna, for_anna, "Wegleggen")
    assert "al over deze mail beslist" in await press(cast.bo, for_bo, "aannemen")
    assert await Submission.all().count() == 0


@pytest.mark.parametrize("sender", ["eve@elders.example"])
async def test_stranger_without_proof_is_set_aside_and_shown_when_asked(cast, sender):
    await deliver(cast, sender)

    async def judged() -> bool:
        return await Event.filter(kind="mail.held").exists()

    from rosterdesk.bot.demo.stage import wait_for

    await wait_for(judged)
    cast.anna.send("/held")
    shown = await cast.anna.expect("Een mail is apart gezet", timeout=30)
    assert sender in shown.content.text
    assert not any("aannemen" in label for label in labels(shown))
    assert cast.stage.mail.sent == []
