"""Registering, changing and finding customers; their cards, memberships and rights."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.core.worlds import WHO, World, open_world

from rosterdesk.core.clock import now, today
from rosterdesk.core.customers.cards import (
    CardStateError,
    add_card,
    block_card,
    list_history,
    replace_card,
    unblock_card,
)
from rosterdesk.core.customers.finding.search import find_customers
from rosterdesk.core.customers.memberships import (
    MembershipError,
    begin_membership,
    end_membership,
    renew_membership,
)
from rosterdesk.core.customers.registering import (
    CardTakenError,
    TakenError,
    add_customer,
    change_customer,
    find_by_card,
    grant_uploads,
    list_rights,
    list_uploaders,
    load_customer,
    schools_to_send_for,
    uploaders_at,
    withdraw_uploads,
)
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.customers.staff import (
    LastAdministratorError,
    LastLibrarianError,
    add_staff,
    change_role,
    find_link_code,
    remove_staff,
    warn_of_leaving,
)
from rosterdesk.core.customers.suggestions import list_classes, suggest_user_name
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import Language
from rosterdesk.core.models import (
    Card,
    CardStatus,
    Channel,
    Customer,
    Event,
    Membership,
    MembershipKind,
    Staff,
    StaffRole,
)
from rosterdesk.core.trail.actors import Actor
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

DIRK = Actor("staff:1", "Dirk", Channel.CHAT)
ANNA = Actor("staff:2", "Anna", Channel.CHAT)
PUBLIC = MembershipKind.PUBLIC_LIBRARY


@pytest.fixture
async def world(database, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as made:
        yield made


async def register(world: World, card: str | None = None, **facts):
    facts = {"first_name": "Noor", "surname": "Bakker", **facts}
    return await add_customer(world.school, WHO, world.library.numbering, card, **facts)


async def test_a_generated_card_has_the_shape_of_the_library(world):
    _, card = await register(world)
    assert len(card.number) == 10
    assert card.number.startswith("2")


async def test_a_school_with_check_digits_gets_them(world):
    """Luhn (ISO/IEC 7812-1): doubling every second digit from the right sums to a ten."""
    world.school.policy = {"card_check_digit": "luhn"}
    await world.school.save()
    _, card = await register(world)
    digits = [int(d) for d in reversed(card.number)]
    doubled = [d if i % 2 == 0 else sum(divmod(2 * d, 10)) for i, d in enumerate(digits)]
    assert sum(doubled) % 10 == 0


async def test_two_desks_register_one_card_at_once(world):
    """One gets it; the other is told whose it is and who was first. Nobody is half registered."""
    other = await add_school("34CD00", "De Vlieger", WHO)
    numbering = world.library.numbering
    outcomes = await asyncio.gather(
        add_customer(world.school, DIRK, numbering, "2900000001", surname="Bos", first_name="Bo"),
        add_customer(other, ANNA, numbering, "2900000001", surname="Vis", first_name="Vi"),
        return_exceptions=True,
    )
    (winner,) = [each for each in outcomes if not isinstance(each, BaseException)]
    (loser,) = [each for each in outcomes if isinstance(each, BaseException)]
    customer = winner[0]
    assert isinstance(loser, CardTakenError)
    said = loser.say(Language.NL)
    assert f"{customer.first_name} {customer.surname}" in said
    assert {"Bos": "Dirk", "Vis": "Anna"}[customer.surname] in said
    assert customer.surname not in str(loser)  # what may reach a log
    assert await Customer.all().count() == await Card.all().count() == 1
    assert await Membership.all().count() == 1


@pytest.mark.parametrize("status", [CardStatus.BLOCKED, CardStatus.REPLACED])
async def test_a_used_card_is_not_given_to_somebody_else(world, status):
    _, card = await register(world)
    await Card.filter(id=card.id).update(status=status)
    with pytest.raises(CardTakenError, match="CardTakenError"):
        await register(world, card.number, surname="Vis")


async def test_user_names_and_external_numbers_are_of_one_customer(world):
    await register(world, user_name="noor.bakker", external_number="17")
    with pytest.raises(TakenError, match=r"noor\.bakker"):
        await register(world, user_name="noor.bakker")
    with pytest.raises(TakenError, match="external number"):
        await register(world, external_number="17")
    other, _ = await register(world, user_name="noor.bakker2")
    with pytest.raises(TakenError):
        await change_customer(other, WHO, user_name="noor.bakker")
    assert await Customer.all().count() == 2


async def test_a_suggested_user_name_is_free(world):
    assert await suggest_user_name("Noor", "van den", "Bakker") == "noor.vandenbakker"
    await register(world, user_name="noor.vandenbakker")
    await register(world, user_name="noor.vandenbakker2")
    assert await suggest_user_name("Noor", "van den", "Bakker") == "noor.vandenbakker3"
    assert await suggest_user_name(None, None, "Ö") == "o.lezer"


async def test_what_a_person_changed_is_marked_and_makes_older_plans_stale(world):
    customer, _ = await register(world)
    before = (await load_customer(customer.id)).revision
    changed = await change_customer(customer, WHO, email="noor@school.example", receipts=True)
    assert set(changed.hand_edited) == {"email", "receipts"}
    assert changed.revision > before
    school = await load_customer(customer.id)
    assert school.school.revision > world.school.revision


async def test_a_right_to_send_says_since_when_and_by_whom_and_ends_by_itself(world):
    customer, _ = await register(world, email="noor@school.example")
    assert await schools_to_send_for(customer) == []
    assert await list_uploaders(world.school) == []
    await grant_uploads(customer, world.school, ANNA, now() + timedelta(days=1))
    (right,) = await list_rights(customer)
    assert right.granted_by == "Anna"
    assert await schools_to_send_for(customer) == [world.school]
    assert [c.id for c in await uploaders_at("NOOR@school.example")] == [customer.id]
    right.expires_at = now() - timedelta(seconds=1)
    await right.save()
    assert await schools_to_send_for(customer) == []
    assert await uploaders_at("noor@school.example") == []
    assert await list_uploaders(world.school) == []


async def test_a_withdrawn_right_is_gone_and_written_down(world):
    customer, _ = await register(world)
    await grant_uploads(customer, world.school, ANNA)
    await withdraw_uploads(customer, world.school, ANNA)
    await withdraw_uploads(customer, world.school, ANNA)
    assert await schools_to_send_for(customer) == []
    kinds = [e.kind for e in await Event.filter(actor="Anna").order_by("id")]
    assert kinds == [Kind.UPLOADER_GRANTED, Kind.UPLOADER_WITHDRAWN]


async def test_a_lost_card_is_replaced_and_memberships_follow(world):
    customer, card = await register(world)
    public = await add_card(customer, WHO, world.library.numbering)
    await begin_membership(customer, PUBLIC, WHO, card=public)
    fresh = await replace_card(public, DIRK, world.library.numbering, "2900000009")
    assert (await Membership.get(kind=PUBLIC)).card_id == fresh.id
    assert (await Card.get(id=public.id)).status is CardStatus.REPLACED
    assert (await Card.get(id=card.id)).status is CardStatus.ACTIVE
    assert (await find_by_card("2900000009")).id == customer.id
    with pytest.raises(CardStateError):
        await replace_card(public, DIRK, world.library.numbering)
    history = [(e.actor, e.data.get("status")) for e in await list_history(customer)]
    assert history[0] == ("Dirk", "replaced")


async def test_a_card_is_blocked_and_unblocked_and_never_revived_when_replaced(world):
    _, card = await register(world)
    await block_card(card, WHO)
    with pytest.raises(CardStateError):
        await block_card(card, WHO)
    await unblock_card(card, WHO)
    await replace_card(card, WHO, world.library.numbering)
    with pytest.raises(CardStateError):
        await unblock_card(card, WHO)


async def test_a_public_membership_is_added_ended_and_renewed(world):
    customer, _ = await register(world)
    made = await begin_membership(customer, PUBLIC, WHO, ends_on=today() + timedelta(days=10))
    with pytest.raises(MembershipError):
        await begin_membership(customer, PUBLIC, WHO)
    end = await renew_membership(customer, made, WHO)
    assert end == today() + timedelta(days=10 + 365)
    await end_membership(customer, made, WHO)
    assert (await Membership.get(id=made.id)).ends_on == today()
    again = await begin_membership(customer, PUBLIC, WHO)
    assert again.id != made.id


async def test_the_last_librarian_goes_only_where_it_is_meant(world):
    keys = world.library.keys
    await add_staff("Bea", StaffRole.ADMINISTRATOR, WHO, keys, 1)
    anna, _ = await add_staff("Anna", StaffRole.LIBRARIAN, WHO, keys, 1)
    bo, _ = await add_staff("Bo", StaffRole.LIBRARIAN, WHO, keys, 1)
    assert await warn_of_leaving(anna) is None
    await remove_staff(bo, WHO)
    assert "Anna is the last librarian" in str(await warn_of_leaving(anna))
    for role in (StaffRole.DESK, StaffRole.ADMINISTRATOR):
        with pytest.raises(LastLibrarianError):
            await change_role(anna, role, WHO)
    with pytest.raises(LastLibrarianError):
        await remove_staff(anna, WHO)
    await change_role(anna, StaffRole.LIBRARIAN, WHO)  # she stays what she is
    kept = await Staff.get(id=anna.id)
    assert (kept.active, kept.role) == (True, StaffRole.LIBRARIAN)
    await change_role(kept, StaffRole.DESK, WHO, sure=True)
    clerk = await Staff.get(id=anna.id)
    assert await warn_of_leaving(clerk) is None
    await remove_staff(clerk, WHO)  # nobody asks about a librarian who is none any more


async def test_a_removed_member_of_staff_has_no_way_back(world):
    keys = world.library.keys
    boss, _ = await add_staff("Bea", StaffRole.ADMINISTRATOR, WHO, keys, 1)
    anna, code = await add_staff("Anna", StaffRole.LIBRARIAN, WHO, keys, 1)
    assert await find_link_code(code, keys)
    await remove_staff(anna, WHO, sure=True)
    assert await find_link_code(code, keys) is None
    assert not (await Staff.get(id=anna.id)).active
    with pytest.raises(LastAdministratorError):
        await remove_staff(boss, WHO)
    with pytest.raises(LastAdministratorError):
        await change_role(boss, StaffRole.DESK, WHO)
    assert (await Staff.get(id=boss.id)).role is StaffRole.ADMINISTRATOR


PEOPLE = (
    ("Sanne", "van den", "Berg"),
    ("Bram", None, "de Vries"),  # the prefix left in the surname
    ("Yusuf", None, "Yılmaz"),
    ("Zoë", None, "Jansen"),
    ("Thijs", "ter", "Haar"),
    ("Fatima", "el", "Amrani"),
    ("Anna", None, "Bergman"),
)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Sanne van den Berg", "Sanne"),
        ("sanne berg", "Sanne"),
        ("berg sanne", "Sanne"),
        ("Berg, Sanne van den", "Sanne"),
        ("Sane van de Berg", "Sanne"),
        ("vries bram", "Bram"),
        ("Bram de Vreis", "Bram"),
        ("yilmaz", "Yusuf"),
        ("Zoe Janssen", "Zoë"),
        ("haar", "Thijs"),
        ("Tijs ter Haar", "Thijs"),
        ("amrani", "Fatima"),
        ("El Amrany", "Fatima"),
        ("bergmann", "Anna"),
    ],
)
async def test_a_name_is_found_however_it_is_spelt(world, typed, first):
    for called, prefix, surname in PEOPLE:
        await register(world, first_name=called, prefix=prefix, surname=surname)
    found = await find_customers(typed)
    assert found
    assert found[0].first_name == first


@pytest.mark.parametrize(
    "typed", ["xyzzy", "Pieter Kloosterman", "%", "_", "' OR 1=1 --", "9" * 30]
)
async def test_nobody_is_found_for_what_is_nobodys_name(world, typed):
    for called, prefix, surname in PEOPLE:
        await register(world, first_name=called, prefix=prefix, surname=surname)
    assert await find_customers(typed) == []


async def test_numbers_find_exactly_one(world):
    wanted, card = await register(
        world,
        external_number="1234",
        external_number_2="A-77",
        user_name="noor.b",
        email="noor@school.example",
    )
    await register(world, external_number="12345", surname="Vis")
    for number in (card.number, "1234", "A-77", "noor.b", "NOOR.B", "noor@school.example"):
        assert [c.id for c in await find_customers(number)] == [wanted.id], number


async def test_a_class_and_a_school_narrow_the_search(world):
    other = await add_school("34CD00", "De Vlieger", WHO)
    here, _ = await register(world, class_code="5a", class_name="groep 5a")
    await register(world, class_code="5b", class_name="groep 5b")
    await add_customer(
        other, WHO, world.library.numbering, first_name="Noor", surname="Bakker", class_code="5a"
    )
    assert len(await find_customers("Bakker")) == 3
    found = await find_customers("Bakker", school_code="12AB00", class_name="5a")
    assert [c.id for c in found] == [here.id]
    assert [c.id for c in await find_customers(class_name="groep 5a")] == [here.id]


async def test_classes_are_those_of_the_school_in_their_order(world):
    for code in ("10A", "9B", "9B", "2C"):
        await register(world, class_code=code, class_name=f"klas {code}", year=int(code[:-1]) % 10)
    classes = await list_classes(world.school)
    assert [(c.code, c.customers) for c in classes] == [("2C", 1), ("9B", 2), ("10A", 1)]


async def test_a_customer_without_a_school_is_a_member_of_the_public_library(world):
    customer, _ = await add_customer(
        None, WHO, world.library.numbering, surname="Vis", birth_date=date(1980, 1, 1)
    )
    (membership,) = await Membership.filter(customer=customer)
    assert membership.kind is PUBLIC


async def test_no_error_of_a_customer_is_a_program_error(world):
    """Each mistake is one sentence for the desk, whatever is wrong."""
    await register(world, card="2900000001")
    with pytest.raises(RosterdeskError):
        await register(world, card="2900000001")
