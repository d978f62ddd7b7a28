"""People with several hats x what lets somebody act as them x the door of the page.

The table of chat and command line is in tests/core/customers/test_power.py. The page changes only
what is one's own: whatever hats somebody has, it is no way to somebody else's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bot.page.places import OWN, WHO, Browser, Place, Visitor

from rosterdesk.bot.chat.access.accounts import link_account
from rosterdesk.bot.models import ChatAccount
from rosterdesk.core.customers.persons import join_person
from rosterdesk.core.customers.staff import Person, add_staff
from rosterdesk.core.login.sessions import begin_session
from rosterdesk.core.models import Delivery, Event, OwnPassword, Session, StaffRole
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from rosterdesk.core.models import Staff

# The hats beside being a customer, and the channels in which such a person hears of a change.
HATS = {
    "customer": (False, False, set()),
    "uploader": (True, False, {"chat", "mail"}),
    "staff": (False, True, {"chat", "mail"}),
    "both": (True, True, {"chat", "mail"}),
}
OTHER = "appel kruiwagen dinsdag"


async def enter(place: Place, number: int, *, uploads: bool, works: bool):
    """Return somebody with these hats, the browser they are logged in with, and a second one."""
    email = f"noor{number}@school.example"
    visitor = await place.add(uploads=uploads, surname=f"Bakker{number}", email=email)
    if works:
        staff, _ = await add_staff(
            f"Noor {number}", StaffRole.ADMINISTRATOR, WHO, place.library.keys, hours=1
        )
        await join_person(staff, visitor.customer, WHO)
    browser = await place.enter(visitor)
    second = await place.browser()
    assert (await second.log_in(visitor.card.number, OWN)).path in {"/account", "/uploads"}
    await link_account(number, number, Person(customer=visitor.customer))
    return visitor, browser


async def find_numbers(visitor: Visitor) -> tuple[int, int]:
    """Return the numbers of a browser and of a chat in which they are logged in."""
    session = await Session.filter(customer=visitor.customer).order_by("-id").first()
    assert session is not None
    chat = await ChatAccount.get(customer=visitor.customer)
    return session.id, chat.id


async def test_the_page_changes_ones_own_and_tells_who_has_rights(place: Place):
    victim, _ = await enter(place, 9000, uploads=True, works=True)
    before = (await OwnPassword.get(customer=victim.customer)).hash
    for number, (hats, (uploads, works, told)) in enumerate(HATS.items(), 9001):
        visitor, browser = await enter(place, number, uploads=uploads, works=works)
        for session, chat in (await find_numbers(victim), await find_numbers(visitor)):
            answers = (
                await browser.post(f"/account/browsers/{session}/end"),
                await browser.post(f"/account/chats/{chat}/unlink"),
            )
            is_own = (session, chat) != await find_numbers(victim)
            assert [each.status for each in answers] == [200 if is_own else 404] * 2, hats
        assert not await ChatAccount.filter(customer=visitor.customer).exists()
        assert await Session.filter(customer=visitor.customer).count() == 1
        typed = {"now": OWN, "new": OTHER, "again": OTHER}
        assert (await browser.post("/password", {**typed, "now": "x"})).status == 422
        assert (await browser.post("/password", typed)).status == 200, hats
        event = await Event.filter(kind=Kind.PASSWORD_CHOSEN).order_by("-id").first()
        assert event is not None
        assert (event.customer_id, event.channel) == (visitor.customer.id, "page")
        heard = await Delivery.filter(event=event).values_list("channel", "recipient")
        assert {channel for channel, _ in heard} == told, hats
        assert {who for _, who in heard} <= {f"customer:{visitor.customer.id}"}
    assert (await OwnPassword.get(customer=victim.customer)).hash == before
    assert await Session.filter(customer=victim.customer).count() == 2
    assert await ChatAccount.filter(customer=victim.customer).exists()


async def test_a_session_of_staff_alone_reaches_nobodys_account(place: Place):
    victim, _ = await enter(place, 9000, uploads=True, works=False)
    session, chat = await find_numbers(victim)
    for role in StaffRole:
        staff, _ = await add_staff(f"Anna {role}", role, WHO, place.library.keys, hours=1)
        browser = await enter_as_staff(place, staff)
        for path in (
            f"/account/browsers/{session}/end",
            f"/account/chats/{chat}/unlink",
            "/password",
        ):
            assert (await browser.post(path, {"new": OTHER, "again": OTHER})).status == 403, path
    assert await Session.filter(customer=victim.customer).count() == 2
    assert await ChatAccount.filter(customer=victim.customer).exists()


async def enter_as_staff(place: Place, staff: Staff) -> Browser:
    browser = await place.browser()
    token = await begin_session(Person(staff=staff), "", place.library.keys)
    browser.client.cookie_jar.update_cookies({"__Host-session": token})
    return browser
