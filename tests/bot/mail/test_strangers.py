"""However many mails strangers send, the trail grows by a bounded number of events."""

from __future__ import annotations

from datetime import timedelta

from tests.bot.letters import write_letter
from tests.bot.mail.flows import GOOD
from tests.bot.mail.post import open_post
from tests.bot.stages import WHO

from rosterdesk.bot.demo.stage import AUTHSERV
from rosterdesk.core.clock import now
from rosterdesk.core.customers.staff import add_staff
from rosterdesk.core.language import Language
from rosterdesk.core.models import Delivery, Event, Refusals, StaffRole, Submission
from rosterdesk.core.privacy.audit import verify_trail
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.refusals import WINDOW, sum_up_refusals
from rosterdesk.mailbox.models import MailChallenge, MailMessage, MailStatus

ROSTER = {"groep 3.xlsx": GOOD}


async def send(post, sender: str, times: int = 1, **facts) -> list[MailMessage]:
    return [
        await post.deliver(write_letter(f"Nummer {n}", sender=sender, **facts))
        for n in range(times)
    ]


async def count_of_each(mails: list[MailMessage]) -> tuple[int, int]:
    events = await Event.filter(kind=Kind.MAIL_HELD)
    told = {each.facts["mail"] for each in events}
    return sum(mail.id in told for mail in mails), len(events)


async def end_windows() -> list[int]:
    await Refusals.all().update(since=now() - WINDOW - timedelta(seconds=1))
    await sum_up_refusals()
    return [each.facts["more"] for each in await Event.filter(kind=Kind.MAILS_HELD).order_by("id")]


async def test_mails_of_a_stranger_are_summed_up_and_all_wait(tmp_path, sqlite_template):
    """Five are told of, the sixth and later ones once together; a known person is not held up."""
    async with open_post(tmp_path / "post", sqlite_template, Language.NL) as post:
        keys = post.library.keys
        member, _ = await add_staff("Anna", StaffRole.LIBRARIAN, WHO, keys, 1)
        sent = await send(post, "vreemd@elders.example", 24)
        assert await count_of_each(sent) == (5, 5)
        assert {mail.status for mail in sent} == {MailStatus.QUARANTINED}
        assert all(mail.judged_at and mail.subject for mail in sent)
        (other,) = await send(post, "iemand@elders.example", files=ROSTER)
        assert await count_of_each([other]) == (1, 6)
        assert (await MailMessage.get(id=other.id)).sealed, "a librarian may still take it"
        await post.deliver(write_letter(files=ROSTER))
        assert await Submission.all().count() == 1
        assert await end_windows() == [19]
        said = await Delivery.filter(event__kind=Kind.MAILS_HELD)
        assert [each.recipient for each in said] == [f"staff:{member.id}"]
        again = await send(post, "Vreemd@elders.example", 2)
        assert await count_of_each(again) == (2, 8)
        assert not (await verify_trail()).findings


async def test_many_strangers_and_what_nobody_can_open_share_their_sum(tmp_path, sqlite_template):
    async with open_post(tmp_path / "post", sqlite_template, Language.NL) as post:
        torn = [await post.deliver(b"\x00" * (10 + n)) for n in range(8)]
        assert await count_of_each(torn) == (5, 5)
        sent = [mail for n in range(30) for mail in await send(post, f"nummer{n}@elders.example")]
        told, events = await count_of_each(sent)
        assert told == 19 + 5  # twenty with a window of their own, and those of all the others
        assert events == 5 + told
        assert sorted(await end_windows()) == [3, 6]


async def test_who_forges_a_registered_address_asks_its_owner_twenty_times(
    tmp_path, sqlite_template
):
    async with open_post(tmp_path / "post", sqlite_template, Language.NL) as post:
        sent = [
            await post.deliver(
                write_letter(files={"a.csv": GOOD + b"%d" % n}, proved=False, subject=f"Lijst {n}")
            )
            for n in range(24)
        ]
        assert await count_of_each(sent) == (20, 20)
        assert {mail.status for mail in sent} == {MailStatus.HELD}
        assert await MailChallenge.all().count() == 20
        assert await end_windows() == [4]


async def test_forged_mails_and_a_flood_of_strangers_silence_nobodys_own(tmp_path, sqlite_template):
    """Somebody who is known is asked about her mail, whatever others send in her name."""
    async with open_post(tmp_path / "post", sqlite_template, Language.NL) as post:
        for n in range(8):
            await post.deliver(
                write_letter(f"Vals {n}", proved=False).replace(
                    b"From:", f"Authentication-Results: {AUTHSERV}; dmarc=fail\nFrom:".encode(), 1
                )
            )
        for n in range(30):
            await send(post, f"nummer{n}@elders.example")
        mail = await post.deliver(write_letter(files=ROSTER, proved=False))
        assert (await MailMessage.get(id=mail.id)).status is MailStatus.HELD
        assert await MailChallenge.filter(mail_id=mail.id).count() == 1
        assert (await count_of_each([mail]))[0] == 1
