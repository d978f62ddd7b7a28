"""Calls, results and updates against the published names, types and lengths."""

from __future__ import annotations

import pytest
from tests.bot.standins.botapi.client import connect, keyboard

from rosterdesk.bot.standins.botapi import BotApi
from rosterdesk.bot.standins.botapi.methods import TABLE
from rosterdesk.bot.standins.botapi.published.check import find_call_breaches, find_update_breaches
from rosterdesk.bot.standins.botapi.published.extract import extract
from rosterdesk.bot.standins.botapi.published.names import Length, read_names
from rosterdesk.bot.standins.botapi.server import BreachError

HELLO = {"chat_id": 101, "text": "hoi"}
COMMAND = {"command": "help", "description": "hulp"}
BUTTON = {"text": "ja", "callback_data": "a:1"}
ARTICLE = {
    "type": "article",
    "id": "1",
    "title": "De Regenboog",
    "input_message_content": {"message_text": "123"},
}


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("sendMessage", HELLO),
        ("sendMessage", {"chat_id": "101", "text": "[1] hoi", "disable_notification": "True"}),
        ("sendMessage", HELLO | {"reply_markup": '{"inline_keyboard": [[{"text": "ja"}]]}'}),
        ("sendMessage", HELLO | {"text": "x" * 4096}),
        ("sendMessage", HELLO | {"text": " " * 9 + "🦊" * 2048}),
        ("sendDocument", {"chat_id": 101, "document": "attach://file"}),
        ("answerInlineQuery", {"inline_query_id": "1", "results": [ARTICLE]}),
        ("setMyCommands", {"commands": [], "scope": {"type": "chat", "chat_id": 101}}),
    ],
)
def test_good_calls_pass(method, params):
    assert find_call_breaches(method, params) == []


@pytest.mark.parametrize(
    ("method", "params", "told"),
    [
        ("sendMessage", {"text": "hoi"}, "chat_id is missing"),
        ("sendMessage", HELLO | {"tekst": 1}, "tekst is unknown"),
        ("sendMessage", HELLO | {"allow_sending_without_reply": "true"}, "is unknown"),
        ("sendMessage", HELLO | {"text": 5}, "text is no String"),
        ("sendMessage", HELLO | {"text": "x" * 4097}, "text must have 1-4096 characters"),
        ("sendMessage", HELLO | {"text": "🦊" * 2049}, "text must have 1-4096 characters"),
        ("sendMessage", HELLO | {"text": "  "}, "text must have 1-4096 characters"),
        ("sendMessage", HELLO | {"message_thread_id": "drie"}, "message_thread_id is no Integer"),
        ("sendMessage", HELLO | {"protect_content": "misschien"}, "protect_content is no Boolean"),
        ("sendMessage", HELLO | {"protect_content": 1}, "protect_content is no Boolean"),
        (
            "sendMessage",
            HELLO | {"reply_markup": {"inline_keyboard": [[BUTTON | {"callback_data": "é" * 33}]]}},
            "reply_markup.inline_keyboard.callback_data must have 1-64 bytes",
        ),
        (
            "sendMessage",
            HELLO | {"reply_markup": {"inline_keyboard": [[BUTTON | {"calback": "x"}]]}},
            "reply_markup.inline_keyboard.calback is unknown",
        ),
        ("sendMessage", HELLO | {"reply_markup": {"inline_keyboard": [BUTTON]}}, "is no list"),
        ("sendMediaGroup", {"chat_id": 101, "media": "[]"}, "media must have 2-10 items"),
        (
            "answerInlineQuery",
            {"inline_query_id": "1", "results": [ARTICLE | {"type": "photo"}]},
            "results.type is not article",
        ),
        (
            "answerInlineQuery",
            {"inline_query_id": "1", "results": [ARTICLE | {"id": "x" * 65}]},
            "results.id must have 1-64 bytes",
        ),
        ("setMyCommands", {"commands": [COMMAND] * 101}, "commands must have 0-100 items"),
    ],
)
def test_each_breach_is_named_without_its_value(method, params, told):
    found = find_call_breaches(method, params)
    assert any(told in each for each in found), found
    assert not any("misschien" in each or "drie" in each for each in found)


def test_an_update_is_held_against_it_too():
    assert find_update_breaches("inline_query", {"id": "1"})
    assert find_update_breaches("telegram", {})


@pytest.mark.parametrize("strict", [True, False])
async def test_a_breach_is_told_when_the_stand_in_stops(strict):
    """The breach is told whatever the bot made of the refusal."""

    async def misbehave() -> None:
        async with BotApi(strict=strict) as api:
            api.person(101, "An").open()
            bot = connect(api)
            await bot.send_message(101, "hoi", reply_markup=keyboard({"ja": "a:1"}))
            await bot.session.close()
            api.world.breaches += find_call_breaches("sendMessage", {}) if strict else []

    if strict:
        with pytest.raises(BreachError, match="sendMessage: chat_id is missing"):
            await misbehave()
    else:
        await misbehave()


async def test_a_refused_call_is_a_breach_as_well(api, an, raw):
    assert "has no parameter" in await raw.refuse("sendMessage", **HELLO, tekst="x")
    assert api.world.breaches == ["sendMessage: tekst is unknown"]


def test_every_method_of_the_table_is_described():
    names = read_names()
    assert all(method.name in names for method in TABLE)
    assert names["sendMessage"].fields["text"].length == Length(1, 4096, "characters")


def test_the_list_is_made_of_names_types_and_lengths_alone():
    """The list is made from a description like the published one, and leaves out all but facts."""
    field = {"name": "text", "types": ["String"], "required": True, "description": "1-9 bytes"}
    boxes = {"name": "boxes", "types": ["Array of Box"], "required": False, "description": "Long."}
    kind = field | {"name": "type", "description": "Type of the box, must be red"}
    methods = {method.name: {"fields": [], "returns": ["Array of Box"]} for method in TABLE}
    methods["sendMessage"] = {"fields": [field, boxes], "returns": ["Message"]}
    types = {name: {"fields": []} for name in read_names()} | {"Box": {"fields": [kind]}}
    lines = extract({"version": "X", "methods": methods, "types": types})
    start = lines.index("sendMessage -> Message")
    assert lines[start + 1 : start + 3] == ["  text! String 1-9 bytes", "  boxes []Box"]
    assert lines[lines.index("Box") + 1] == "  type! String =red"
    assert "getUpdates -> []Box" in lines
