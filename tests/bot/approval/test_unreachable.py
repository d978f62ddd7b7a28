"""Every card reaches a person who may decide, or somebody who can see to that."""

from __future__ import annotations

import pytest
from tests.bot.approval.desk import SECONDS, card_of, has, open_desk
from tests.bot.approval.test_refusing_groups import open_group

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.bot.models import ChatAccount
from rosterdesk.core.approval.caretakers import change_caretaker
from rosterdesk.core.models import Event, Staff, StaffRole
from rosterdesk.core.trail.actors import shell_actor

WHO = shell_actor("tester")
NOBODY = "Nobody has decided on the roster of De Regenboog"


@pytest.fixture
async def desk(data):
    """Nothing waits for the end of quiet hours."""
    async with open_desk(data, quiet_from=0, quiet_until=0) as made:
        yield made


async def wait_until(person, *, reachable: bool) -> None:
    async def is_so() -> bool:
        return (await ChatAccount.get(user_id=person.id)).reachable is reachable

    await wait_for(is_so, SECONDS)


async def lose(person):
    """Telegram does not find the chat for a while; then the person writes."""
    person.lose()
    return lambda: (person.lose(lost=False), person.send("/whoami"))


async def block(person):
    person.block()
    await wait_until(person, reachable=False)
    return person.unblock


@pytest.mark.parametrize("leave", [lose, block])
async def test_who_comes_back_gets_what_waits(desk, leave):
    anna, bo = await desk.staff("Anna Smit"), await desk.staff("Bo Jansen")
    come_back = await leave(bo)
    submission = await desk.file(await desk.school())
    await card_of(anna, "✅ Approve", submission.reference)
    await wait_until(bo, reachable=False)
    come_back()
    await card_of(bo, "✅ Approve", submission.reference)
    await wait_until(bo, reachable=True)


async def test_only_caretaker_who_is_gone_is_told_to_all_others(desk):
    anna, bo = await desk.staff("Anna Smit"), await desk.staff("Bo Jansen")
    els = await desk.staff("Els Baas", StaffRole.ADMINISTRATOR)
    school = await desk.school()
    group = await open_group(desk, anna)
    await change_caretaker(await Staff.get(name="Bo Jansen"), school, WHO, cares=True)
    group.delete()
    bo.lose()
    submission = await desk.file(school)
    for person in (anna, els):
        told = await person.expect(has("Show the card", NOBODY), timeout=SECONDS)
    await change_caretaker(await Staff.get(name="Bo Jansen"), school, WHO, cares=False)
    await card_of(anna, "✅ Approve", submission.reference)
    assert told
    assert await Event.filter(kind="plan.escalated").count() == 1


async def test_only_librarian_who_is_gone_is_told_to_administrators(desk):
    bo = await desk.staff("Bo Jansen")
    els = await desk.staff("Els Baas", StaffRole.ADMINISTRATOR)
    await block(bo)
    await desk.file(await desk.school())
    await els.expect(has("Show the card", NOBODY), timeout=SECONDS)


async def test_card_that_somebody_has_is_told_to_nobody_else(desk):
    anna = await desk.staff("Anna Smit")
    els = await desk.staff("Els Baas", StaffRole.ADMINISTRATOR)
    bo = await desk.staff("Bo Jansen")
    await block(bo)
    submission = await desk.file(await desk.school())
    await card_of(anna, "✅ Approve", submission.reference)
    els.send("/whoami")
    await els.expect(str(els.id), timeout=SECONDS)
    assert not await Event.exists(kind="plan.escalated")


@pytest.mark.parametrize("in_group", [False, True])
async def test_where_no_librarian_is_left_administrators_are_told(desk, in_group):
    """There is nobody to bring a card to then, and a group gets one beside a librarian alone."""
    bo = await desk.staff("Bo Jansen")
    els = await desk.staff("Els Baas", StaffRole.ADMINISTRATOR)
    if in_group:
        await open_group(desk, bo)
    await Staff.filter(name="Bo Jansen").update(role=StaffRole.DESK)
    await desk.file(await desk.school())
    await els.expect(has("Show the card", NOBODY), timeout=SECONDS)


async def test_card_that_its_last_librarian_leaves_waiting_is_told_to_administrators(desk):
    bo = await desk.staff("Bo Jansen")
    els = await desk.staff("Els Baas", StaffRole.ADMINISTRATOR)
    submission = await desk.file(await desk.school())
    await card_of(bo, "✅ Approve", submission.reference)
    await Staff.filter(name="Bo Jansen").update(role=StaffRole.DESK)
    await els.expect(has("Show the card", NOBODY), timeout=SECONDS)
