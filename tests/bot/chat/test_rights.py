"""The table of rights, held to the program in both directions."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton
from tests.bot.chat.desks import WHO, make_school

from rosterdesk.bot.chat.dispatcher import make_dispatcher
from rosterdesk.bot.chat.login.words import Choosing
from rosterdesk.bot.chat.rights import NOBODY, RIGHTS, STATES, Role, find_right, is_allowed
from rosterdesk.bot.chat.rights_page import write_page
from rosterdesk.bot.chat.telegram.health import ChatHealth
from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.bot.models import ChatAccount
from rosterdesk.core.clock import now
from rosterdesk.core.events import Kind
from rosterdesk.core.models import Event, Staff, StaffRole
from rosterdesk.core.usecases.customers import grant_uploads
from rosterdesk.core.usecases.staff import remove_staff

if TYPE_CHECKING:
    from rosterdesk.bot.demo.botapi import Person

ROOT = Path(__file__).resolve().parents[3]
DESKS = {Role.DESK, Role.LIBRARIAN, Role.ADMINISTRATOR}
OWN = {Role.CUSTOMER, Role.UPLOADER}
EVERYBODY = set(Role)
# The table once more, written by hand and apart from the program: a row that changes there must
# be changed here too, by somebody who means it.
EXPECTED = {
    "/start": EVERYBODY,
    "/cancel": EVERYBODY,
    "/language": EVERYBODY,
    "/help": EVERYBODY,
    "/whoami": EVERYBODY,
    "/menu": EVERYBODY,
    "/login": EVERYBODY,
    "/logout": {Role.NEWCOMER} | OWN,
    "/card": OWN,
    "/password": OWN,
    "/devices": OWN,
    "/pending": {Role.LIBRARIAN},
    "/new": DESKS,
    "/find": DESKS,
    "/schools": DESKS,
    "/staff": {Role.ADMINISTRATOR},
    "document": {Role.UPLOADER},
    "inline": DESKS,
    "text": EVERYBODY,
    "typed:login": EVERYBODY,
    "typed:plan": {Role.LIBRARIAN, Role.ADMINISTRATOR},
    "/held": {Role.LIBRARIAN},
    "/status": EVERYBODY,
    "/history": {Role.UPLOADER} | DESKS,
    "/quiet": DESKS,
    "/unlink": EVERYBODY,
    "/here": {Role.LIBRARIAN, Role.ADMINISTRATOR},
    "link": EVERYBODY,
    "unlink": EVERYBODY,
    "job": {Role.LIBRARIAN, Role.DESK},
    "slip": {Role.LIBRARIAN, Role.DESK},
    "prt": {Role.LIBRARIAN, Role.DESK},
    "/print": {Role.LIBRARIAN, Role.DESK},
    "typed:job": {Role.LIBRARIAN, Role.DESK},
    "mail": {Role.LIBRARIAN},
    "vouch": {Role.LIBRARIAN},
    "typed:vouch": {Role.LIBRARIAN},
    "mine": {Role.UPLOADER},
    "plan:other": {Role.LIBRARIAN, Role.ADMINISTRATOR},
    "menu:logout": {Role.NEWCOMER} | OWN,
    "menu:language": EVERYBODY,
    "menu:login": EVERYBODY,
    "menu:forgotten": EVERYBODY,
    "menu:home": EVERYBODY,
    "typed:new": DESKS,
    "typed:change": DESKS,
    "typed:card": DESKS,
    "typed:staff": {Role.ADMINISTRATOR},
    "typed:reject": {Role.LIBRARIAN},
    "plan:approve": {Role.LIBRARIAN},
    "plan:reject": {Role.LIBRARIAN},
    "plan:print": {Role.LIBRARIAN, Role.DESK},
    "for": {Role.UPLOADER},
    "rem": {Role.UPLOADER},
    "new": DESKS,
    "cus": DESKS,
    "cls": DESKS,
    "crd": DESKS,
    "mem": DESKS,
    "pwd": DESKS,
    "sch": DESKS,
    "car": {Role.ADMINISTRATOR},
    "map": {Role.LIBRARIAN},
    "upl:list": DESKS,
    "upl:grant": {Role.LIBRARIAN, Role.ADMINISTRATOR},
    "upl:withdraw": {Role.LIBRARIAN, Role.ADMINISTRATOR},
    "team": {Role.ADMINISTRATOR},
    "dev": OWN,
    "menu:upload": {Role.UPLOADER},
    "menu:sent": {Role.UPLOADER},
    "menu:template": {Role.UPLOADER},
    "menu:uploaders": {Role.UPLOADER},
    "menu:card": OWN,
    "menu:details": OWN,
    "menu:password": OWN,
    "menu:devices": OWN,
    "menu:new": DESKS,
    "menu:schools": DESKS,
    "menu:staff": {Role.ADMINISTRATOR},
}


@pytest.mark.parametrize("role", Role)
def test_a_role_may_ask_exactly_what_the_table_says(role):
    allowed = {name for name in EXPECTED if is_allowed(name, frozenset({role}), in_group=False)}
    assert allowed == {name for name, roles in EXPECTED.items() if role in roles}


def test_each_row_is_in_the_table_above():
    """``upl`` and ``plan`` are the rows of all their other actions."""
    assert set(RIGHTS) - {"upl", "plan"} == set(EXPECTED) - {
        "upl:grant",
        "upl:withdraw",
        "plan:other",
    }


def test_the_page_for_people_is_that_of_the_table():
    assert (ROOT / "docs" / "rights.md").read_text(encoding="utf-8") == write_page()


def test_nobody_may_ask_anything():
    """No role: a bot, an anonymous administrator of a group, a blocked member of staff."""
    assert not any(is_allowed(name, frozenset(), in_group=False) for name in RIGHTS)


@pytest.mark.parametrize("request_", ["", "nothing", "pwd2:show", "PLAN:approve", ":", "/unknown"])
def test_what_has_no_row_is_refused(request_):
    assert not is_allowed(request_, frozenset(Role), in_group=False)


def test_nothing_about_customers_works_in_a_group():
    """Not even for those who may ask it in private."""
    prefixes = {
        "new",
        "cus",
        "cls",
        "crd",
        "mem",
        "pwd",
        "sch",
        "map",
        "upl",
        "team",
        "dev",
        "menu",
        "prt",
    }
    about = {name for name in EXPECTED if name.partition(":")[0] in prefixes}
    about |= {"/new", "/find", "/schools", "/staff", "/card", "/devices", "/logout", "inline"}
    assert not [name for name in about if is_allowed(name, frozenset(Role), in_group=True)]


def _read_routers(settings):
    dispatcher = make_dispatcher(None, settings, ChatHealth())
    return dispatcher.sub_routers


def _list_commands(routers) -> set[str]:
    found = set()
    for router in routers:
        for handler in router.message.handlers:
            for each in handler.filters or ():
                if isinstance(each.callback, Command):
                    found |= {f"/{name}" for name in each.callback.commands}
    return found


def _list_prefixes() -> set[str]:
    return {
        each.__prefix__
        for each in CallbackData.__subclasses__()
        if each.__module__.startswith("rosterdesk.")
    }


async def test_every_command_and_button_has_a_row(desk):
    routers = _read_routers(desk.settings)
    assert {name for name in _list_commands(routers) if name not in RIGHTS} == set()
    prefixes = {name.partition(":")[0] for name in RIGHTS}
    assert _list_prefixes() - prefixes == set()


async def test_every_row_of_a_command_has_a_command(desk):
    """A right to ask what nobody answers would promise too much."""
    commands = {name for name in RIGHTS if name.startswith("/")} - {"/start"}
    assert commands - _list_commands(_read_routers(desk.settings)) == set()


def test_every_dialog_has_a_row():
    groups = set()
    for file in (ROOT / "bot" / "chat").rglob("*.py"):
        groups |= set(re.findall(r"^class (\w+)\(StatesGroup\)", file.read_text(), re.MULTILINE))
    assert groups - set(STATES) == set()
    assert all(find_right(row) for row in STATES.values())
    assert Choosing.__name__ in STATES


async def _cast(desk) -> dict[Role, Person]:
    """One person of each role, whose chats are linked."""
    school = await make_school()
    plain, _ = await desk.register(school, first_name="Noor")
    sender, _ = await desk.register(school, first_name="Marijke")
    await grant_uploads(sender, school, WHO)
    fresh, _ = await desk.register(school, first_name="Sam")
    people = {
        Role.STRANGER: desk.person(3001, "Niemand"),
        Role.CUSTOMER: await desk.customer(3002, plain),
        Role.UPLOADER: await desk.customer(3003, sender),
        Role.NEWCOMER: await desk.customer(3004, fresh),
    }
    await ChatAccount.filter(user_id=3004).update(must_choose=True)
    for number, role in enumerate(StaffRole, 3010):
        people[Role(role)] = await desk.staff(number, f"Medewerker {role}", role)
    people[Role.STRANGER].chat.started = True
    return people


def _example(request_: str) -> str:
    """Callback data that asks it, as a client could send it without ever having seen the button."""
    prefix, _, action = request_.partition(":")
    return {
        "for": "for:1",
        "rem": "rem:AAAAAA",
        "link": "link:",
        "unlink": "unlink:yes",
        "job": "job:cancel:AAAAA",
        "slip": "slip:1:yes",
        "prt": "prt:go:99999::e:c:00000000",
        "mail": "mail:release:1",
        "vouch": "vouch:school:99999:0:0",
        "mine": "mine:yes:99999",
        "dev": "dev:unlink:99999",
        "new": "new:set:name:x",
        "cus": "cus:show:99999::",
        "cls": "cls:show:99999::0",
        "crd": "crd:list:99999:0",
        "mem": "mem:list:99999:0",
        "pwd": "pwd:show:99999:",
        "sch": "sch:list:0",
        "car": "car:list:99999:0",
        "map": "map:list:99999:0",
        "team": "team:list:0:",
        "plan": f"plan:{action or 'approve'}:AAAAAA:1",
        "upl": f"upl:{action or 'grant'}:99999:1:0",
        "menu": f"menu:{action}",
    }[prefix]


PRESSED = [
    name
    for name in EXPECTED
    if not name.startswith(("/", "typed:")) and name not in {"document", "inline", "text"}
]


async def _refusals() -> list[tuple[int, str]]:
    events = await Event.filter(kind=Kind.ACCESS_REFUSED).order_by("id")
    return [(event.facts["user"], event.facts["request"]) for event in events]


async def test_each_refused_button_is_refused_and_written_down(desk):
    """Every button x every role that may not press it, through the product itself."""
    people = await _cast(desk)
    cards = {}
    for role, person in people.items():
        person.send("/whoami")
        cards[role] = await person.expect("Je chataccount", timeout=30)
    expected = []
    for role, person in people.items():
        for name in PRESSED:
            if role in EXPECTED[name]:
                continue
            data = _example(name)
            result = person.press_button(cards[role], _button(data))
            await result.wait(20)
            assert result.text == "Je mag dit niet doen.", (role, name)
            expected.append((person.id, ":".join(data.split(":")[:2])))
    assert len(expected) > 100
    assert sorted(await _refusals()) == sorted(expected)


async def _wait_for_refusals(count: int) -> list[tuple[int, str]]:
    async def written() -> bool:
        return len(await _refusals()) >= count

    await wait_for(written)
    return await _refusals()


def _button(data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text="x", callback_data=data)


async def test_each_refused_command_is_refused_and_written_down(desk):
    people = await _cast(desk)
    expected = []
    for role, person in people.items():
        for name in (each for each in EXPECTED if each.startswith("/")):
            if role not in EXPECTED[name]:
                person.send(name)
                expected.append((person.id, name))
    assert len(expected) > 30
    assert sorted(await _wait_for_refusals(len(expected))) == sorted(expected)


async def test_removed_staff_lose_everything_at_once(desk, school):
    await desk.staff(4000, "Bea", StaffRole.ADMINISTRATOR)
    anna = await desk.staff(4001, "Anna", StaffRole.LIBRARIAN)
    anna.send("/schools")
    card = await anna.expect("Scholen", timeout=30)
    await remove_staff(await Staff.get(name="Anna"), WHO)
    result = anna.press(card, card.buttons[0])
    await result.wait(20)
    assert result.text == "Je mag dit niet doen."
    assert [user for user, _ in await _refusals()] == [4001]


async def test_a_forwarded_card_gives_no_right(desk, school):
    """The button of a clerk's card, pressed by a stranger who knows its data."""
    clerk = await desk.staff(4001, "Dirk", StaffRole.DESK)
    customer, card = await desk.register(school)
    clerk.send(card.number)
    shown = await clerk.expect("Noor Bakker", timeout=30)
    stranger = desk.person(4002, "Vreemd")
    stranger.chat.started = True
    forwarded = stranger.send("kijk")
    button = shown.find_button("Toon wachtwoord")
    assert button is not None
    result = stranger.press_button(forwarded, button)
    await result.wait(20)
    assert result.text == "Je mag dit niet doen."
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
    refused = await _wait_for_refusals(3)
    assert [request for _, request in refused] == ["/find", "/new", "/schools"]
    assert [m for m in group.messages if m.sender.is_bot] == []


async def test_a_password_is_not_shown_in_a_group(desk, school):
    """Also not to somebody who may see it in private."""
    clerk = await desk.staff(4001, "Dirk", StaffRole.LIBRARIAN)
    customer, _ = await desk.register(school)
    group = desk.chat.group(-100200, "Balie")
    group.add(clerk)
    spoken = clerk.send("/hallo", chat=group)
    result = clerk.press_button(spoken, _button(f"pwd:show:{customer.id}:"))
    await result.wait(20)
    assert result.text == "Je mag dit niet doen."
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
    assert await _wait_for_refusals(1) == [(anonymous, "/pending")]
    assert [m for m in group.messages if m.sender.is_bot] == []
