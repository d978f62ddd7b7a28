"""The rules for buttons, through the wire."""

from __future__ import annotations

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    WebAppInfo,
)
from tests.bot.standins.botapi.client import keyboard


def inline(*rows: list[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=list(rows))


def button(**facts: object) -> InlineKeyboardButton:
    return InlineKeyboardButton(**{"text": "x", **facts})


def reply(*rows: list[str], **facts: object) -> ReplyKeyboardMarkup:
    buttons = [[KeyboardButton(text=text) for text in row] for row in rows]
    return ReplyKeyboardMarkup(keyboard=buttons, **facts)


@pytest.mark.parametrize(
    ("markup", "told"),
    [
        (inline([button(callback_data="x" * 65)]), "BUTTON_DATA_INVALID"),
        (inline([button(callback_data="é" * 33)]), "BUTTON_DATA_INVALID"),
        (inline([button(callback_data="")]), "BUTTON_DATA_INVALID"),
        (inline([button(text=" ", callback_data="x")]), "text must be non-empty"),
        (inline([button()]), "text buttons are unallowed"),
        (inline([button(callback_data="x", url="https://example.org")]), "exactly one"),
        (inline([button(copy_text=CopyTextButton(text="x" * 257))]), "COPY_TEXT_INVALID"),
        (inline([button(copy_text=CopyTextButton(text=""))]), "COPY_TEXT_INVALID"),
        (inline([button(url="javascript:alert(1)")]), "is invalid"),
        (inline([button(web_app=WebAppInfo(url="http://example.org"))]), "only HTTPS"),
        (inline([button(callback_data="x", style="loud")]), "invalid button style"),
        (inline([button(callback_data="x")] * 9), "too many buttons in a row"),
        (inline(*[[button(callback_data="x")] * 8] * 13), "reply markup is too long"),
        (reply(), "no buttons"),
        (reply(["ja", ""]), "text must be non-empty"),
        (reply(["ja"] * 13), "too many buttons in a row"),
        (reply(["ja"], input_field_placeholder="x" * 65), "placeholder"),
        (ForceReply(input_field_placeholder="x" * 65), "placeholder"),
    ],
)
async def test_forbidden_keyboards_are_refused(an, bot, markup, told):
    with pytest.raises(TelegramBadRequest, match=told):
        await bot.send_message(101, "x", reply_markup=markup)
    assert not [message for message in an.messages if message.sender.is_bot]


@pytest.mark.parametrize(
    "markup",
    [
        inline([button(callback_data="x" * 64)]),
        inline([button(callback_data="é" * 32)]),
        inline([button(copy_text=CopyTextButton(text="x" * 256))]),
        inline([button(web_app=WebAppInfo(url="https://example.org"))]),
        inline([button(url="https://example.org", style="success")] * 8),
        reply(["ja", "nee"], one_time_keyboard=True),
        ReplyKeyboardRemove(),
        ForceReply(),
    ],
)
async def test_allowed_keyboards_stand_as_they_were_sent(api, an, bot, markup):
    sent = await bot.send_message(101, "x", reply_markup=markup)
    assert an.chat.messages[sent.message_id].markup == markup


async def test_a_web_app_button_is_for_private_chats(group, bot):
    markup = inline([button(web_app=WebAppInfo(url="https://example.org"))])
    with pytest.raises(TelegramBadRequest, match="BUTTON_TYPE_INVALID"):
        await bot.send_message(group.id, "x", reply_markup=markup)


async def test_a_keyboard_without_buttons_is_none(an, bot):
    sent = await bot.send_message(101, "x", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[]]))
    assert sent.reply_markup is None
    assert an.messages[-1].keyboard == []


async def test_buttons_are_read_by_text_and_data(an, bot):
    await bot.send_message(101, "x", reply_markup=keyboard({"Ja": "y", "Nee": "n"}, {"Later": "l"}))
    message = an.messages[-1]
    assert message.buttons == ["Ja", "Nee", "Later"]
    assert message.find_button("n").text == "Nee"
    assert message.find_button("lat").callback_data == "l"
    assert message.find_button("a") is None, "two buttons hold that letter"
