"""The right of every handler, held to a table by hand and to the program itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters.callback_data import CallbackData
from aiogram.types import Update
from tests.bot.chat.expected_rights import EXPECTED, RIGHTS, expect
from tests.bot.chat.refused import list_refusals

from rosterdesk.bot.chat.access.commands import COMMANDS
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.dispatcher import make_dispatcher
from rosterdesk.bot.chat.rights_page import write_page
from rosterdesk.bot.chat.telegram.health import ChatHealth
from rosterdesk.core.login.roles import Role

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("role", Role)
def test_a_role_may_ask_exactly_what_the_table_says(role):
    allowed = {n for n, right in RIGHTS.items() if right.allows(frozenset({role}), in_group=False)}
    assert allowed == {name for name in RIGHTS if role in expect(name)}


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
    assert await list_refusals() == [(3001, "Message")]
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
