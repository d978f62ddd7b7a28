"""The right of every handler, held to a table by hand and to the program itself."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, Update
from PIL import Image
from tests.bot.chat.desks import WHO, make_school

from rosterdesk.bot.chat.access.commands import COMMANDS
from rosterdesk.bot.chat.access.rights import NOBODY
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.dispatcher import make_dispatcher
from rosterdesk.bot.chat.rights_page import list_rights, write_page
from rosterdesk.bot.chat.screen.buttons import PasswordAction
from rosterdesk.bot.chat.telegram.health import ChatHealth
from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.bot.models import ChatAccount
from rosterdesk.core.clock import now
from rosterdesk.core.customers.registering import grant_uploads
from rosterdesk.core.customers.staff import remove_staff
from rosterdesk.core.login.roles import Role
from rosterdesk.core.models import Event, Refusals, Staff, StaffRole, Submission
from rosterdesk.core.roster.samples import sample_pupils, write_workbook
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from rosterdesk.bot.standins.botapi import Person


def _draw_picture() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (40, 30)).save(drawn, "PNG")
    return drawn.getvalue()


PICTURE = _draw_picture()
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
    "/printers": DESKS,
    "menu:printers": DESKS,
    "pst": DESKS,
    "typed:printer": DESKS,
    "/staff": {Role.ADMINISTRATOR},
    "/takeover": {Role.ADMINISTRATOR},
    "menu:takeover": {Role.ADMINISTRATOR},
    "file:takeover": {Role.ADMINISTRATOR},
    "typed:takeover": {Role.ADMINISTRATOR},
    "tko": {Role.ADMINISTRATOR},
    "document": {Role.UPLOADER},
    "inline": DESKS,
    "text": EVERYBODY,
    "old button": EVERYBODY,
    "typed:login": EVERYBODY,
    "typed:password": EVERYBODY,
    "typed:card and password": {Role.STRANGER},
    "typed:find": DESKS,
    "typed:plan": {Role.LIBRARIAN, Role.ADMINISTRATOR},
    "/held": {Role.LIBRARIAN},
    "/status": EVERYBODY,
    "/history": {Role.UPLOADER} | DESKS,
    "/quiet": DESKS,
    "/page": DESKS,
    "menu:page": DESKS,
    "/unlink": EVERYBODY,
    "/here": {Role.LIBRARIAN, Role.ADMINISTRATOR},
    "link": EVERYBODY,
    "unlink": EVERYBODY,
    "job": {Role.LIBRARIAN, Role.DESK},
    "slip": {Role.LIBRARIAN, Role.DESK},
    "sheet": {Role.LIBRARIAN, Role.DESK},
    "prt": {Role.LIBRARIAN, Role.DESK},
    "/print": {Role.LIBRARIAN, Role.DESK},
    "typed:job": {Role.LIBRARIAN, Role.DESK},
    "mail": {Role.LIBRARIAN},
    "vouch": {Role.LIBRARIAN},
    "typed:vouch": {Role.LIBRARIAN},
    "reply": {Role.LIBRARIAN},
    "typed:reply": {Role.LIBRARIAN},
    "mine": {Role.UPLOADER},
    "plan": {Role.LIBRARIAN, Role.ADMINISTRATOR},
    "menu:logout": {Role.NEWCOMER} | OWN,
    "menu:language": EVERYBODY,
    "menu:login": EVERYBODY,
    "menu:forgotten": EVERYBODY,
    "menu:home": EVERYBODY,
    "out:reject": {Role.LIBRARIAN},
    "out:ask": {Role.LIBRARIAN, Role.ADMINISTRATOR},
    "out:answer": OWN,
    "out:mail": {Role.LIBRARIAN},
    "out:stop": EVERYBODY,
    "photograph in a dialog": EVERYBODY,
    "typed:new": DESKS,
    "typed:change": DESKS,
    "typed:card": DESKS,
    "typed:staff": {Role.ADMINISTRATOR},
    "typed:reject": {Role.LIBRARIAN},
    "plan:approve": {Role.LIBRARIAN},
    "plan:reject": {Role.LIBRARIAN},
    "plan:because": {Role.LIBRARIAN},
    "plan:print": {Role.LIBRARIAN, Role.DESK},
    "for": {Role.UPLOADER},
    "which": {Role.UPLOADER},
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
    "upl:confirm": {Role.LIBRARIAN, Role.ADMINISTRATOR},
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


RIGHTS = list_rights()


def _expect(name: str) -> set[Role]:
    """Return the row above: of the very action, or of the prefix for all its actions."""
    return EXPECTED[name if name in EXPECTED else name.partition(":")[0]]


@pytest.mark.parametrize("role", Role)
def test_a_role_may_ask_exactly_what_the_table_says(role):
    allowed = {n for n, right in RIGHTS.items() if right.allows(frozenset({role}), in_group=False)}
    assert allowed == {name for name in RIGHTS if role in _expect(name)}


def test_each_row_above_is_of_something_that_can_be_asked():
    asked = set(RIGHTS) | {name.partition(":")[0] for name in RIGHTS}
    assert set(EXPECTED) - asked == set()


def test_the_page_for_people_is_that_of_the_table():
    assert (ROOT / "docs" / "rights.md").read_text(encoding="utf-8") == write_page()


def test_nobody_may_ask_anything():
    """No role: a bot, an anonymous administrator of a group, a blocked member of staff."""
    assert not any(right.allows(frozenset(), in_group=False) for right in RIGHTS.values())


def test_a_handler_without_a_right_cannot_be_listed():
    with pytest.raises(TypeError, match="right"):
        Routes("careless").typed(test_nobody_may_ask_anything, asks="text")
    with pytest.raises(KeyError):
        Routes("careless").command(test_nobody_may_ask_anything, "no such command")


async def test_a_handler_that_was_registered_beside_the_lists_is_refused(desk):
    """Somebody forgets the lists: aiogram takes the handler, and nobody gets through to it."""
    reached = []

    async def careless(message):
        reached.append(message)

    dispatcher = make_dispatcher(desk.library, desk.settings, ChatHealth())
    dispatcher.message.register(careless)
    chat = {"id": 3001, "type": "private"}
    said = {"message_id": 1, "date": 0, "chat": chat, "text": "iets"}
    said["from"] = {"id": 3001, "is_bot": False, "first_name": "Iemand"}
    desk.person(3001).chat.started = True
    api = TelegramAPIServer.from_base(desk.chat.base_url)
    async with Bot(desk.chat.token, session=AiohttpSession(api=api)) as bot:
        await dispatcher.feed_update(bot, Update(update_id=900_000, message=said))
    assert await _refusals() == [(3001, "Message")]
    assert reached == []


def test_nothing_about_customers_works_in_a_group():
    """No exception is made for those who may ask it in private."""
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
    about = {name for name in RIGHTS if name.partition(":")[0] in prefixes}
    about |= {
        "/new",
        "/find",
        "/schools",
        "/staff",
        "/takeover",
        "/card",
        "/devices",
        "/logout",
        "inline",
    }
    assert not [n for n in about if RIGHTS[n].allows(frozenset(Role), in_group=True)]


def test_every_kind_of_button_has_a_handler():
    made = {
        each.__prefix__
        for each in CallbackData.__subclasses__()
        if each.__module__.startswith("rosterdesk.")
    }
    assert made - {name.partition(":")[0] for name in RIGHTS} == set()


def test_every_offered_command_has_a_handler():
    assert {f"/{name}" for name in COMMANDS} == {n for n in RIGHTS if n.startswith("/")}


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


_SAMPLES = {int: 99999, bool: True, str: "x"}


def _list_presses() -> dict[str, tuple[set[Role], str]]:
    """Return the roles and data for each button's name, made without having seen the button."""
    kinds = {each.__prefix__: each for each in CallbackData.__subclasses__()}
    found = {}
    for name in RIGHTS:
        prefix, _, action = name.partition(":")
        if prefix in kinds:
            fields = kinds[prefix].model_fields
            facts = {field: _SAMPLES.get(about.annotation, "x") for field, about in fields.items()}
            facts |= {"action": action} if action else {}
            found[name] = _expect(name), kinds[prefix](**facts).pack()
    return found | {"unlink": (EXPECTED["unlink"], "unlink:yes")}


def _sum_up(asked: list[tuple[Role, int, str]]) -> tuple[list[tuple[int, str]], int]:
    """Return what is written at once, and how many more there are of strangers."""
    known = [(number, request) for role, number, request in asked if role is not Role.STRANGER]
    strange = [(number, request) for role, number, request in asked if role is Role.STRANGER]
    return sorted(known + strange[:1]), len(strange) - 1


async def _count_more() -> int:
    return sum([each.more for each in await Refusals.all()])


async def _refusals() -> list[tuple[int, str]]:
    events = await Event.filter(kind=Kind.ACCESS_REFUSED).order_by("id")
    return [(event.facts["user"], event.facts["request"]) for event in events]


async def test_each_refused_button_is_refused_and_written_down(desk):
    """Every button x every role that may not press it, through the product itself."""
    people = await _cast(desk)
    cards = {}
    for role, person in people.items():
        person.send("/whoami")
        cards[role] = await person.expect("Dit chataccount", timeout=90)
    expected = []
    for role, person in people.items():
        for name, (roles, data) in _list_presses().items():
            if role in roles:
                continue
            result = person.press_button(cards[role], _button(data))
            await result.wait(20)
            assert result.text == "Dit is niet toegestaan.", (role, name)
            expected.append((role, person.id, name))
    assert len(expected) > 100
    assert (sorted(await _refusals()), await _count_more()) == _sum_up(expected)


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
        for name in (each for each in RIGHTS if each.startswith("/")):
            if role not in _expect(name):
                person.send(name)
                expected.append((role, person.id, name))
    assert len(expected) > 30
    at_once, more = _sum_up(expected)
    assert sorted(await _wait_for_refusals(len(at_once))) == at_once

    async def counted() -> bool:
        return await _count_more() == more

    await wait_for(counted)


def _list_answers(person: Person) -> list[str]:
    return [message.words for message in person.messages if message.sender.is_bot]


async def _wait_for_answers(person: Person, count: int) -> list[str]:
    async def answered() -> bool:
        return len(_list_answers(person)) >= count

    await wait_for(answered)
    return _list_answers(person)


@pytest.mark.parametrize(
    "role", [Role.STRANGER, Role.CUSTOMER, Role.DESK, Role.LIBRARIAN, Role.ADMINISTRATOR]
)
async def test_a_caption_is_a_note_and_never_a_command(desk, role):
    """A photograph is answered like one without a caption, whatever stands under it."""
    person = (await _cast(desk))[role]
    person.send_photo(PICTURE)
    (usual,) = await _wait_for_answers(person, 1)
    for name in COMMANDS:
        sent = person.send_photo(PICTURE, caption=f"/{name} Bakker")
        person.edit(sent, f"/{name} Bakker ")
    answers = await _wait_for_answers(person, 1 + len(COMMANDS))
    assert answers == [usual] * (1 + len(COMMANDS))


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.UPLOADER])
async def test_a_document_under_a_command_is_refused_like_any_document(desk, role):
    person = (await _cast(desk))[role]
    for name in COMMANDS:
        person.send_document("leerlingen.csv", b"x", caption=f"/{name}")
    answers = await _wait_for_answers(person, len(COMMANDS))
    assert len(set(answers)) == 1
    assert set(await _refusals()) == {(person.id, "document")}


async def test_a_roster_under_a_command_is_still_a_roster(desk):
    """Its caption stays a note; a file was lost where the words of one happened to be a command."""
    sender = (await _cast(desk))[Role.UPLOADER]
    for name in ("status", "new", "help"):
        roster = write_workbook(sample_pupils(4, seed=len(name)))
        sender.send_document(f"{name}.xlsx", roster, caption=f"/{name}")

    async def received() -> bool:
        return await Submission.all().count() == 3

    await wait_for(received)
    notes = await Submission.all().order_by("file_name").values_list("note", flat=True)
    assert list(notes) == ["/help", "/new", "/status"]


async def test_an_edited_message_asks_nothing(desk):
    """Neither a command nor words to look for, from anybody."""
    people = await _cast(desk)
    for person in people.values():
        said = person.send("/whoami")
        await person.expect("Dit chataccount", timeout=90)
        for name in COMMANDS:
            person.edit(said, f"/{name} Bakker")
        person.edit(said, "Bakker")
        person.send("/whoami")
    for person in people.values():
        answers = await _wait_for_answers(person, 2)
        assert [words.partition(":")[0] for words in answers] == ["Dit chataccount"] * 2
    assert await _refusals() == []


async def test_removed_staff_lose_everything_at_once(desk, school):
    await desk.staff(4000, "Bea", StaffRole.ADMINISTRATOR)
    anna = await desk.staff(4001, "Anna", StaffRole.LIBRARIAN)
    anna.send("/schools")
    card = await anna.expect("Scholen", timeout=90)
    await remove_staff(await Staff.get(name="Anna"), WHO)
    result = anna.press(card, card.buttons[0])
    await result.wait(20)
    assert result.text == "Dit is niet toegestaan."
    assert [user for user, _ in await _refusals()] == [4001]


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
    refused = await _wait_for_refusals(3)
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
        spoken, _button(PasswordAction(action="show", id=customer.id).pack())
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
    assert await _wait_for_refusals(1) == [(anonymous, "/pending")]
    assert [m for m in group.messages if m.sender.is_bot] == []
