"""Whatever becomes of a group, before its card comes or while it stands there: somebody has it.

The librarian has the card in the group alone. Where the group goes, administrators hear of it.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.bot.approval.desk import SECONDS, has, open_desk, press
from tests.bot.approval.test_refusing_groups import GROUP, open_group
from tests.bot.approval.test_unreachable import NOBODY, wait_until
from tests.bot.approval.weather import CHANGES, hurry

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.bot.models import StaffGroup
from rosterdesk.core.approval.deadlines import keep_deadlines
from rosterdesk.core.approval.settings import ApprovalSettings
from rosterdesk.core.clock import now
from rosterdesk.core.language import Language
from rosterdesk.core.models import StaffRole, SubmissionStatus
from rosterdesk.core.storage.database import wake


@pytest.fixture
async def desk(data):
    async with open_desk(data, quiet_from=0, quiet_until=0) as made:
        yield made


def grow_unheard(group):
    """It grows into a supergroup, and the news is lost in a day without the service."""
    grown = group.migrate()
    updates = group._world.updates
    for each in [one for one in updates.waiting() if "migrate" in str(one.as_json())]:
        updates.remove(each)
    return grown


def ruin(change, group):
    """Return the group as it is then."""
    return change(group) or group


async def open_half_deaf(desk, *, topics: bool):
    """A group of staff whose librarian has blocked the bot in private, and an administrator."""
    bo = await desk.staff("Bo Jansen")
    els = await desk.staff("Els Baas", StaffRole.ADMINISTRATOR)
    group = await open_group(desk, bo, GROUP if topics else -777, topics=topics)
    group.add(els)
    bo.block()
    await wait_until(bo, reachable=False)
    return bo, els, group


async def wait_for_card(desk, submission, group, els):
    """Return the card that stands in the group, or None where the administrator was told."""

    async def find() -> list[object]:
        wake()
        await hurry()
        shown = [m for m in group.messages if m.sender.is_bot and not m.deleted]
        cards = [m for m in shown if has("✅ Approve", submission.reference)(m)]
        told = [m for m in els.messages if has("Show the card", NOBODY)(m)]
        return [*cards, *([None] if told else [])]

    async def is_there() -> bool:
        return bool(await find())

    await wait_for(is_there, SECONDS)
    return (await find())[0]


async def decide_in(group, bo, card, desk, submission) -> None:
    await press(bo, card, "✅ Approve")
    await desk.reaches(submission, SubmissionStatus.APPLIED)


GONE = {"_kick", "_delete"}
REFUSED = {*GONE, "_restrict", "_lock"}


@pytest.mark.parametrize("change", [*CHANGES, grow_unheard], ids=lambda each: each.__name__)
async def test_card_that_comes_after_it_reaches_somebody(desk, change):
    topics = change is not grow_unheard
    bo, els, group = await open_half_deaf(desk, topics=topics)
    school = await desk.school()
    first = await desk.file(school, 5)  # its topic is made
    await wait_for_card(desk, first, group, els)
    group = ruin(change, group)
    submission = await desk.file(await desk.school("34CD00", "De Ster"), 9)
    second = await desk.file(school, 9)
    for each in (submission, second):
        card = await wait_for_card(desk, each, group, els)
        assert (card is None) == (change.__name__ in REFUSED)
    if card is not None:
        await decide_in(group, bo, card, desk, second)


@pytest.mark.parametrize("change", [*CHANGES, grow_unheard], ids=lambda each: each.__name__)
async def test_card_that_stood_there_is_decided_on_or_told(desk, change):
    bo, els, group = await open_half_deaf(desk, topics=change is not grow_unheard)
    submission = await desk.file(await desk.school(), 5)
    card = await wait_for_card(desk, submission, group, els)
    assert card is not None
    now_in = ruin(change, group)
    if change is grow_unheard:  # nothing of the old group can be pressed any more
        await desk.file(await desk.school("34CD00", "De Ster"), 9)  # that is refused, with news
        card = await wait_for_card(desk, submission, now_in, els)
        assert card is not None
        await decide_in(group, bo, card, desk, submission)
        return
    if change.__name__ not in GONE and not card.deleted:
        await decide_in(group, bo, card, desk, submission)
        return
    if change.__name__ not in GONE:  # Telegram says nothing of a deleted topic: the time does
        moment = now() + timedelta(hours=ApprovalSettings().escalate_hours + 1)
        await keep_deadlines(moment, ApprovalSettings(), Language.EN)
    await els.expect(has("Show the card", NOBODY), timeout=SECONDS)


async def test_group_that_was_switched_off_stays_off(desk):
    """Its bot is given rights, or thrown out and let in again: nobody asked for cards."""
    anna = await desk.staff("Anna Smit")
    group = await open_group(desk, anna)
    anna.send("/here off", chat=group)
    await anna.expect("No more cards here", chat=group, timeout=SECONDS)
    group.demote_bot()
    group.promote_bot()
    group.remove_bot(kick=True)
    group.add_bot(admin=True)
    submission = await desk.file(await desk.school())
    await anna.expect(has("✅ Approve", submission.reference), timeout=SECONDS)
    assert not any(submission.reference in m.words for m in group.messages)


async def test_group_in_which_the_bot_may_only_read_is_told_at_once_and_comes_back(desk):
    anna = await desk.staff("Anna Smit")
    boss = await desk.staff("Els Baas", StaffRole.ADMINISTRATOR)
    group = await open_group(desk, anna)
    group.demote_bot()
    group.restrict_bot()
    await boss.expect("A group of staff no longer takes", timeout=SECONDS)
    group.promote_bot()

    async def is_back() -> bool:
        return await StaffGroup.exists(active=True)

    await wait_for(is_back, SECONDS)
    submission = await desk.file(await desk.school())
    await anna.expect(has("✅ Approve", submission.reference), chat=group, timeout=SECONDS)
