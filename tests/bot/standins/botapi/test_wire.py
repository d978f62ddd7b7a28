"""The way a call travels: token, method, parameters, files."""

from __future__ import annotations

import aiohttp
import pytest
from aiogram.exceptions import TelegramEntityTooLarge, TelegramUnauthorizedError
from aiogram.types import BufferedInputFile
from tests.bot.standins.botapi.client import Raw, connect

from rosterdesk.bot.standins.botapi import BotApi, limits
from rosterdesk.bot.standins.botapi.methods import TABLE


async def test_a_wrong_token_is_refused_with_401(api):
    bot = connect(api, "8000000001:another-token")
    with pytest.raises(TelegramUnauthorizedError):
        await bot.get_me()
    await bot.session.close()


async def test_the_token_guards_downloads_too(raw):
    status, _ = await raw.get("/file/bot1:wrong/documents/file_0.csv")
    assert status == 401


async def test_an_unknown_method_is_refused_with_404(raw):
    status, body = await raw("sendTelegram")
    assert (status, body["error_code"]) == (404, 404)


async def test_method_names_are_case_insensitive(raw, api):
    status, body = await raw("GETME")
    assert status == 200
    assert body["result"]["id"] == api.world.bot.id


@pytest.mark.parametrize(
    "send",
    [
        pytest.param({"json": {"chat_id": 101, "text": "hoi"}}, id="JSON body"),
        pytest.param({"data": {"chat_id": "101", "text": "hoi"}}, id="urlencoded form"),
        pytest.param({"params": {"chat_id": "101", "text": "hoi"}}, id="query string"),
    ],
)
async def test_parameters_come_in_each_documented_way(api, an, raw, send):
    status, body = await raw.post(f"/bot{api.token}/sendMessage", **send)
    assert (status, body["result"]["text"]) == (200, "hoi")


async def test_parameters_come_as_multipart(api, an, raw):
    form = aiohttp.FormData({"chat_id": "101", "text": "[1] hoi"}, default_to_multipart=True)
    _, body = await raw.post(f"/bot{api.token}/sendMessage", data=form)
    assert body["result"]["text"] == "[1] hoi", "a text that looks like JSON stays a text"


@pytest.mark.parametrize(
    ("method", "params", "told"),
    [
        ("sendMessage", {"text": "x"}, "Bad Request: chat_id is empty"),
        ("sendMessage", {"chat_id": 101}, "Bad Request: message text is empty"),
        ("sendDocument", {"chat_id": 101}, "Bad Request: there is no document in the request"),
        ("sendPhoto", {"chat_id": 101}, "Bad Request: there is no photo in the request"),
        ("deleteMessage", {"chat_id": 101}, "Bad Request: message identifier is not specified"),
        ("setMyCommands", {}, "Bad Request: parameter commands is required"),
        ("sendMessage", {"chat_id": 101, "text": "x", "tekst": 1}, "sendMessage has no parameter"),
        ("sendMessage", {"chat_id": 101, "text": "x", "entities": "[{"}, "can't parse entities"),
        ("sendMessage", {"chat_id": 101, "text": "x", "message_effect_id": "5"}, "does not know"),
        ("getUpdates", {"limit": "many"}, "Bad Request: can't parse limit"),
        (
            "sendMessage",
            {"chat_id": 101, "text": "x", "reply_markup": {"inline_keyboard": [[{"tekst": "x"}]]}},
            "can't parse reply_markup",
        ),
        (
            "sendMessage",
            {
                "chat_id": 101,
                "text": "x",
                "reply_markup": {
                    "inline_keyboard": [[{"text": "x", "callback_data": "y", "calback": "z"}]]
                },
            },
            "no field calback",
        ),
    ],
)
async def test_wrong_parameters_are_refused(an, raw, method, params, told):
    description = await raw.refuse(method, **params)
    assert told in description


async def test_a_refusal_never_repeats_the_value(an, raw):
    description = await raw.refuse("getUpdates", limit="geheim")
    assert "geheim" not in description


async def test_a_body_that_is_no_json_object_is_refused(api, raw):
    headers = {"Content-Type": "application/json"}
    path = f"/bot{api.token}/getMe"
    for body in ("[1]", "{"):
        status, _ = await raw.post(path, data=body, headers=headers)
        assert status == 400


async def test_unknown_parameters_are_passed_over_when_not_strict():
    """Telegram itself passes them over too."""
    async with BotApi(strict=False) as api, aiohttp.ClientSession() as session:
        api.person(101, "An").open()
        status, _ = await Raw(api, session)("sendMessage", chat_id=101, text="x", tekst="y")
        assert status == 200


async def test_an_upload_that_is_not_in_the_request_is_refused(an, raw):
    description = await raw.refuse("sendDocument", chat_id=101, document="attach://nothing")
    assert description == "Bad Request: file attachment is not found in the request"


@pytest.mark.parametrize("field", ["document", "attachment"])
async def test_a_file_may_be_the_parameter_itself_or_attached(api, an, raw, field):
    form = aiohttp.FormData({"chat_id": "101"})
    if field != "document":
        form.add_field("document", f"attach://{field}")
    form.add_field(field, b"a;b\n", filename="lijst.csv")
    status, body = await raw.post(f"/bot{api.token}/sendDocument", data=form)
    assert (status, body["result"]["document"]["file_name"]) == (200, "lijst.csv")
    assert body["result"]["document"]["mime_type"] == "text/csv"


async def test_a_file_over_50_mb_is_refused_with_413(an, bot):
    file = BufferedInputFile(bytes(limits.UPLOAD_BYTES + 1), "groot.bin")
    with pytest.raises(TelegramEntityTooLarge):
        await bot.send_document(101, file)
    await bot.send_document(101, BufferedInputFile(bytes(limits.UPLOAD_BYTES), "past.bin"))


async def test_every_call_is_remembered_with_its_outcome(api, an, raw):
    await raw("sendMessage", chat_id=101, text="hoi")
    await raw("sendMessage", chat_id=5, text="hoi")
    good, bad = api.calls
    assert (good.method, good.params["text"], good.error) == ("sendMessage", "hoi", "")
    assert good.result["text"] == "hoi"
    assert (bad.result, bad.error) == (None, "Bad Request: chat not found")


def test_the_table_names_each_method_once():
    names = [method.name.casefold() for method in TABLE]
    assert len(names) == len(set(names))
