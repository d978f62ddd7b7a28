"""A reset ends what was before: proofs that got in once, and no longer do."""

from __future__ import annotations

import pytest
from tests.bot.chat.desks import OWN, WHO, press
from tests.bot.chat.test_desk import choose, open_card
from tests.bot.chat.test_secrets import is_spoiler, slip_password
from tests.bot.stages import has_button

from rosterdesk.bot.chat.access.accounts import link_account
from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.bot.models import ChatAccount
from rosterdesk.core.clock import now
from rosterdesk.core.customers.cards import block_card, replace_card, unblock_card
from rosterdesk.core.customers.staff import Person, make_link_code
from rosterdesk.core.login.own_password import make_shown_password
from rosterdesk.core.models import Delivery, Event, LinkCode, OneTimePassword, OwnPassword, Refusals
from rosterdesk.core.models import StaffRole as Role
from rosterdesk.core.slips.requests import request_slip
from rosterdesk.core.trail.kinds import Kind

THIEF, PUPIL = 2666, 2001


async def test_the_finder_of_a_lost_slip_chooses_no_password_after_the_reprint(desk, school):
    clerk = await desk.staff(1001, "Dirk", Role.DESK)
    _, card = await desk.register(school)
    shown = await open_card(clerk, card.number)
    await press(clerk, shown, "Print bon")
    found = slip_password(await desk.wait_for_slip(1))
    finder = desk.person(THIEF, "Vinder")
    finder.send(f"{card.number} {found}")
    await finder.expect("Kies nu een eigen wachtwoord", timeout=90)
    finder.send(OWN)
    await finder.expect("nog een keer", timeout=90)
    await press(clerk, shown, "Print bon")
    await press(clerk, await clerk.expect(has_button("Kwijt"), timeout=90), "Kwijt")
    fresh = slip_password(await desk.wait_for_slip(2))
    await finder.expect("heeft deze chat uitgelogd", timeout=90)
    typed = finder.send(OWN)

    async def taken() -> bool:
        return typed.deleted

    await wait_for(taken)
    assert not await OwnPassword.exists()
    assert not await ChatAccount.filter(user_id=THIEF).exists()
    noor = desk.person(PUPIL, "Noor")
    noor.send(f"{card.number} {fresh}")
    await noor.expect("Kies nu een eigen wachtwoord", timeout=90)


async def test_choosing_is_for_the_password_that_let_this_session_in(desk, school):
    """No session ends where the old slip was only unreadable, and the new one counts alone."""
    customer, card = await desk.register(school)
    first = await make_shown_password(customer, WHO, desk.library)
    finder = desk.person(THIEF, "Vinder")
    finder.send(f"{card.number} {first}")
    await finder.expect("Kies nu een eigen wachtwoord", timeout=90)
    finder.send(OWN)
    await finder.expect("nog een keer", timeout=90)
    await request_slip(customer, "balie", WHO, "unreadable")
    fresh = slip_password(await desk.wait_for_slip(1))
    finder.send(OWN)
    await finder.expect("een nieuw wachtwoord voor deze pas", timeout=90)
    assert not await OwnPassword.exists()
    assert not await ChatAccount.filter(user_id=THIEF).exists()
    noor = desk.person(PUPIL, "Noor")
    for typed, said in (
        (f"{card.number} {fresh}", "Kies nu een eigen"),
        (OWN, "nog een keer"),
        (OWN, "ingesteld en actief"),
    ):
        noor.send(typed)
        await noor.expect(said, timeout=90)


@pytest.mark.parametrize("how", ["block", "replace", "lost", "other", "no reason", "shown"])
async def test_a_reset_ends_chats_passwords_and_codes(desk, school, how):
    customer, card = await desk.register(school)
    await request_slip(customer, "balie", WHO)
    await desk.wait_for_slip(1)
    await choose(desk, customer)
    lost = await desk.customer(THIEF, customer)
    await make_link_code(Person(customer=customer), WHO, desk.library.keys, 24)
    if how == "block":
        await block_card(card, WHO)
        await unblock_card(card, WHO)
    elif how == "replace":
        await replace_card(card, WHO, desk.library.numbering)
    elif how == "shown":
        await make_shown_password(customer, WHO, desk.library)
    else:
        await request_slip(customer, "balie", WHO, None if how == "no reason" else how)
    assert not await ChatAccount.filter(customer=customer).exists()
    assert not await OwnPassword.exists()
    assert not await LinkCode.exists()
    assert await OneTimePassword.filter(customer=customer).count() == (how == "shown")
    event = await Event.get(kind=Kind.ACCESS_ENDED)
    assert (event.data["sessions"], event.data["own_password"]) == (1, True)
    await lost.expect("heeft deze chat uitgelogd", timeout=90)
    lost.send("/card")
    await lost.expect("Log eerst in", timeout=90)


@pytest.mark.parametrize("reason", ["unreadable", "not_printed"])
async def test_a_slip_that_nobody_can_have_read_ends_nothing(desk, school, reason):
    customer, _ = await desk.register(school)
    await request_slip(customer, "balie", WHO)
    await desk.wait_for_slip(1)
    await choose(desk, customer)
    await desk.customer(PUPIL, customer)
    await request_slip(customer, "balie", WHO, reason)
    assert await ChatAccount.filter(customer=customer).exists()
    assert await OwnPassword.exists()


async def test_staff_see_and_end_chats_and_an_account_of_staff_stays(desk, school):
    clerk = await desk.staff(1001, "Dirk", Role.ADMINISTRATOR)
    customer, card = await desk.register(school, email="noor@school.example")
    await link_account(1001, 1001, Person(customer=customer))  # Dirk's telephone, which he lent
    lost = await desk.customer(THIEF, customer)
    await desk.customer(PUPIL, customer)
    shown = await open_card(clerk, card.number)
    await press(clerk, shown, "Gekoppelde chats")
    page = await clerk.expect(has_button(f"…{THIEF}"), timeout=90)
    await press(clerk, page, f"…{THIEF}")
    assert not await ChatAccount.filter(user_id=THIEF).exists()
    assert await ChatAccount.filter(customer=customer).count() == 2
    await lost.expect("heeft deze chat uitgelogd", timeout=90)
    # Of the access that ended, and of what somebody with a right is told.
    assert await Delivery.filter(channel="mail", recipient=f"customer:{customer.id}").count() == 2
    page = await clerk.expect(has_button("Alles ontkoppelen"), timeout=90)
    await press(clerk, page, "Alles ontkoppelen")
    assert not await ChatAccount.filter(customer=customer).exists()
    assert await ChatAccount.filter(user_id=1001, staff_id__isnull=False).exists()


async def test_a_slip_that_was_handed_out_dies_only_after_a_question(desk, school):
    clerk = await desk.staff(1001, "Dirk", Role.DESK)
    customer, card = await desk.register(school)
    shown = await open_card(clerk, card.number)
    await press(clerk, shown, "Print bon")
    slip = slip_password(await desk.wait_for_slip(1))
    kept = await OneTimePassword.get(customer=customer)
    await press(clerk, shown, "Nieuw wachtwoord")
    asked = await clerk.expect("nog niet is gebruikt", timeout=90)
    assert (await OneTimePassword.get(customer=customer)).hash == kept.hash
    assert not any(is_spoiler(message) for message in clerk.messages)
    await press(clerk, asked, "Maak een nieuw wachtwoord")
    await clerk.expect(is_spoiler, timeout=90)
    noor = desk.person(PUPIL, "Noor")
    noor.send(f"{card.number} {slip}")
    await noor.expect("horen niet bij elkaar", timeout=90)


async def test_a_password_that_was_used_or_has_expired_is_renewed_without_a_question(desk, school):
    clerk = await desk.staff(1001, "Dirk", Role.DESK)
    customer, card = await desk.register(school)
    for change in ({"used_at": now()}, {"expires_at": now()}):
        await make_shown_password(customer, WHO, desk.library)
        await OneTimePassword.filter(customer=customer).update(**change)
        shown = await open_card(clerk, card.number)
        before = await Event.filter(kind=Kind.PASSWORD_SHOWN).count()
        await press(clerk, shown, "Nieuw wachtwoord")
        assert await Event.filter(kind=Kind.PASSWORD_SHOWN).count() == before + 1


async def test_a_chat_that_guesses_codes_must_wait_and_fills_no_trail(desk, school):
    """Right or wrong: while it waits, a code that works opens nothing either."""
    thief = desk.person(THIEF, "Vinder")
    limit = desk.settings.login_failures_of_chat
    for number in range(limit):
        thief.send(f"/start GEENCODE{number}ABC")
        await thief.expect("Deze code werkt niet", timeout=90)
    customer, _ = await desk.register(school)
    code = await make_link_code(Person(customer=customer), WHO, desk.library.keys, 24)
    for typed in (code, "GEENCODEXABC"):
        thief.send(f"/start {typed}")
        await thief.expect("Te veel pogingen", timeout=90)
    assert await Event.filter(kind=Kind.LOGIN_FAILED).count() == 1
    assert (await Refusals.get()).more == limit - 1
    noor = desk.person(PUPIL, "Noor")
    noor.send(f"/start {code}")
    await noor.expect("Klopt deze naam", timeout=90)
