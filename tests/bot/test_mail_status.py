"""Staff and the doctor see whether the mailboxes are watched, and what waits in them."""

from __future__ import annotations

from datetime import timedelta

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.bot.program.doctor import examine
from rosterdesk.core.clock import now
from rosterdesk.mailbox.models import MailWatch


async def test_status_and_doctor_say_how_the_mailbox_is_watched(cast):
    async def seen() -> bool:
        return await MailWatch.filter(last_seen__not_isnull=True).exists()

    await wait_for(seen, seconds=40)
    cast.anna.send("/status")
    said = (await cast.anna.expect("mail: verbonden sinds", timeout=90)).content.text
    assert "laatst bekeken" in said
    (watcher,) = cast.stage.service.watchers
    assert watcher.health.is_well

    findings = {each.name: each for each in await examine(cast.stage.service.settings)}
    assert findings["mail in: mail"].trouble is None
    assert "verbonden sinds" in findings["mail in: mail"].facts

    await MailWatch.all().update(written_at=now() - timedelta(hours=1))
    cast.anna.send("/status")
    await cast.anna.expect("kijkt niemand in deze mailbox", timeout=90)


async def test_status_says_what_is_wrong_with_the_mailbox(cast):
    await cast.stage.mail.stop_imap()

    async def lost() -> bool:
        return await MailWatch.filter(last_error__not_isnull=True, connected_since=None).exists()

    await wait_for(lost, seconds=40)
    cast.anna.send("/status")
    await cast.anna.expect("mail: geen verbinding", timeout=90)
    await cast.stage.mail.start_imap()
