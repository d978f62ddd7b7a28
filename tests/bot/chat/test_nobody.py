"""No right comes of a group, a forwarded card, an anonymous administrator, a lost role."""

from __future__ import annotations

from tests.bot.chat.desks import WHO
from tests.bot.chat.refused import list_refusals, make_button, wait_for_refusals

from rosterdesk.bot.chat.access.rights import NOBODY
from rosterdesk.bot.chat.screen.buttons import PasswordAction
from rosterdesk.bot.models import ChatAccount
from rosterdesk.core.clock import now
from rosterdesk.core.customers.staff import remove_staff
from rosterdesk.core.models import Event, Staff, StaffRole
from rosterdesk.core.trail.kinds import Kind


async def test_removed_staff_lose_everything_at_once(desk, school):
    await desk.staff(4000, "Bea", StaffRole.ADMINISTRATOR)
    anna = await desk.staff(4001, "Anna", StaffRole.LIBRARIAN)
    anna.send("/schools")
    card = await anna.expect("Scholen", timeout=90)
    await remove_staff(await Staff.get(name="Anna"), WHO, sure=True)
    result = anna.press(card, card.buttons[0])
    await result.wait(20)
    assert result.text == "Dit is niet toegestaan."
    assert [user for user, _ in await list_refusals()] == [4001]


async def test_a_forwarded_card_gives_no_right(desk, school):
    """The button of a clerk's card, pressed by a stranger who knows its data."""
    clerk = await desk.staff(4001, "Dirk", StaffRole.DESK)
    customer, card = await desk.register(school)
    clerk.send(card.number)
    shown = await clerk.expect("Noor Bakker", timeout=90)
    stranger = desk.person(4002, "Vreemd")
    stranger.chat.started = True
    forwarded = stranger.send("kijk")
    button = shown.find_button("Nieuw wachtwoord")
    assert button is not None
    result = stranger.press_button(forwarded, button)
    await result.wait(20)
    assert result.text == "Dit is niet toegestaan."
    assert not await Event.exists(kind=Kind.PASSWORD_SHOWN, customer_id=customer.id)


async def test_a_group_of_staff_is_no_place_for_customers(desk, school):
    clerk = await desk.staff(4001, "Dirk", StaffRole.LIBRARIAN)
    _, card = await desk.register(school)
    group = desk.chat.group(-100200, "Balie")
    group.add(clerk)
    clerk.send("/find Bakker", chat=group)
    clerk.send("/new", chat=group)
    clerk.send(card.number, chat=group)
    clerk.send("/schools", chat=group)
    refused = await wait_for_refusals(3)
    assert [request for _, request in refused] == ["/find", "/new", "/schools"]
    assert [m for m in group.messages if m.sender.is_bot] == []


async def test_a_password_is_not_shown_in_a_group(desk, school):
    """No exception is made for somebody who may see it in private."""
    clerk = await desk.staff(4001, "Dirk", StaffRole.LIBRARIAN)
    customer, _ = await desk.register(school)
    group = desk.chat.group(-100200, "Balie")
    group.add(clerk)
    spoken = clerk.send("/hallo", chat=group)
    result = clerk.press_button(
        spoken, make_button(PasswordAction(action="show", id=customer.id).pack())
    )
    await result.wait(20)
    assert result.text == "Dit is niet toegestaan."
    assert not await Event.exists(kind=Kind.PASSWORD_SHOWN)


async def test_an_anonymous_administrator_of_a_group_is_nobody(desk, school):
    """All of them write with one and the same id; were it ever linked, it still is nobody."""
    clerk = await desk.staff(4001, "Dirk", StaffRole.LIBRARIAN)
    anonymous = min(NOBODY & {1087968824})
    account = await ChatAccount.get(user_id=4001).prefetch_related("staff")
    await ChatAccount.create(
        user_id=anonymous, chat_id=-100200, staff=account.staff, linked_at=now()
    )
    group = desk.chat.group(-100200, "Balie")
    group.add(clerk)
    group.promote(clerk, anonymous=True)
    clerk.send("/pending", chat=group, anonymous=True)
    assert await wait_for_refusals(1) == [(anonymous, "/pending")]
    assert [m for m in group.messages if m.sender.is_bot] == []
