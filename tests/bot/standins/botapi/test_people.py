"""The actions of people, and how the bot hears of them."""

from __future__ import annotations

import pytest
from aiogram import Dispatcher, F
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import (
    BufferedInputFile,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
)
from tests.bot.standins.botapi.client import keyboard, polling

from rosterdesk.bot.standins.botapi import limits
from rosterdesk.bot.standins.botapi.errors import ImpossibleError

CARD = keyboard({"Goedkeuren": "a:1", "Afwijzen": "r:1"})
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@pytest.fixture
async def card(an, bot):
    sent = await bot.send_message(101, "Voorstel 1", reply_markup=CARD)
    return an.chat.messages[sent.message_id]


async def fetch(bot):
    return (await bot.get_updates(offset=-1))[0]


async def test_a_bot_of_aiogram_plays_the_whole_round(api, an, bot):
    dispatcher = Dispatcher()

    @dispatcher.message(CommandStart(deep_link=True))
    async def start(message, command: CommandObject):
        await message.answer(f"welkom {command.args}")

    @dispatcher.message(F.document)
    async def send_back(message):
        file = await message.bot.download(message.document)
        upload = BufferedInputFile(file.read(), message.document.file_name)
        await message.answer_document(upload, caption=message.caption, reply_markup=CARD)

    @dispatcher.callback_query()
    async def approve(query):
        await query.answer("genoteerd", show_alert=True)
        await query.message.edit_caption(caption=f"gekozen: {query.data}")

    async with polling(bot, dispatcher):
        an.open("CODE-1")
        await an.expect("welkom CODE-1")
        an.send_document("lijst.csv", b"a;b", caption="van de Regenboog")
        card = await an.expect("van de Regenboog")
        answer = await an.press(card, "Goedkeuren")
        done = await an.expect("gekozen: a:1")
    assert (answer.text, answer.show_alert) == ("genoteerd", True)
    assert done is card
    assert (done.document.name, done.document.data, done.keyboard) == ("lijst.csv", b"a;b", [])


async def test_a_message_tells_who_sent_it(an, bot):
    an.send("hoi")
    user = (await fetch(bot)).message.from_user
    assert (user.id, user.first_name, user.username, user.language_code) == (
        101,
        "An",
        "an_de_vries",
        "nl",
    )


@pytest.mark.parametrize("parameter", ["met spatie", "x" * 65, "é"])
def test_a_deep_link_carries_a_short_plain_parameter(an, parameter):
    with pytest.raises(ImpossibleError, match="start parameter"):
        an.open(parameter)


async def test_a_reply_brings_the_message_along(an, bot, card):
    an.send("waarom?", reply_to=card)
    replied = (await fetch(bot)).message.reply_to_message
    assert (replied.text, replied.from_user.is_bot) == ("Voorstel 1", True)


async def test_an_album_is_several_updates_with_one_mark(an, bot):
    an.send_album([("a.csv", b"a"), ("b.csv", b"b")], "groep 3 en 4")
    messages = [update.message for update in await bot.get_updates()]
    assert len({message.media_group_id for message in messages}) == 1
    assert [message.caption for message in messages] == [None, "groep 3 en 4"]


async def test_a_corrected_message_is_told(an, bot):
    message = an.send("groep 7")
    an.edit(message, "groep 8")
    edited = (await fetch(bot)).edited_message
    assert (edited.message_id, edited.text) == (message.id, "groep 8")


async def test_a_forwarded_message_names_its_sender(api, an, bot):
    theirs = api.person(102, "Bo").send_document("a.csv", b"a")
    an.forward(theirs)
    message = (await fetch(bot)).message
    assert message.forward_origin.sender_user.id == 102
    assert (message.from_user.id, message.document.file_name) == (101, "a.csv")


async def test_protected_messages_cannot_be_forwarded(an, bot):
    await bot.send_message(101, "geheim", protect_content=True)
    with pytest.raises(ImpossibleError, match="protected"):
        an.forward(an.messages[-1])


async def test_a_press_tells_the_button_and_the_message(an, bot, card):
    an.press(card, "Goedkeuren")
    query = (await fetch(bot)).callback_query
    assert (query.data, query.from_user.id) == ("a:1", 101)
    assert query.message.message_id == card.id
    assert query.message.reply_markup.model_dump() == CARD.model_dump()


async def test_a_press_is_answered_once(an, bot, card):
    pressed = an.press(card, "a:1")
    await bot.answer_callback_query(pressed.id, "ja")
    assert (await pressed).text == "ja"
    with pytest.raises(TelegramBadRequest, match=TOO_OLD):
        await bot.answer_callback_query(pressed.id, "nog eens")
    assert pressed.text == "ja"


async def test_an_old_press_cannot_be_answered(api, an, bot, card):
    pressed = an.press(card, "a:1")
    api.clock.advance(limits.QUERY_SECONDS + 1)
    with pytest.raises(TelegramBadRequest, match=TOO_OLD):
        await bot.answer_callback_query(pressed.id)
    assert not pressed.answered


@pytest.mark.parametrize(
    ("answer", "told"),
    [({"text": "x" * 201}, "MESSAGE_TOO_LONG"), ({"url": "https://example.org"}, "URL_INVALID")],
)
async def test_an_answer_is_short_and_opens_nothing(an, bot, card, answer, told):
    pressed = an.press(card, "a:1")
    with pytest.raises(TelegramBadRequest, match=told):
        await bot.answer_callback_query(pressed.id, **answer)
    await bot.answer_callback_query(pressed.id, "x" * 200)


async def test_an_unknown_press_cannot_be_answered(bot):
    with pytest.raises(TelegramBadRequest, match=TOO_OLD):
        await bot.answer_callback_query("12345")


async def test_an_unanswered_press_times_out(an, card):
    with pytest.raises(TimeoutError):
        await an.press(card, "a:1").wait(timeout=0.01)


async def test_a_late_click_on_a_vanished_button_still_arrives(an, bot, card):
    button = card.find_button("Goedkeuren")
    await bot.edit_message_text("klaar", chat_id=101, message_id=card.id)
    an.press_button(card, button)
    query = (await fetch(bot)).callback_query
    assert (query.data, query.message.text) == ("a:1", "klaar")


async def test_a_press_under_a_deleted_message_hides_its_content(an, bot, card):
    await bot.delete_message(101, card.id)
    an.press(card, "a:1")
    message = (await fetch(bot)).callback_query.message
    assert type(message).__name__ == "InaccessibleMessage"


async def test_buttons_that_tell_the_bot_nothing_cannot_be_pressed(an, bot):
    copied = InlineKeyboardButton(text="Kopieer", copy_text=CopyTextButton(text="123"))
    markup = InlineKeyboardMarkup(inline_keyboard=[[copied]])
    await bot.send_message(101, "x", reply_markup=markup)
    with pytest.raises(ImpossibleError, match="callback data"):
        an.press(an.messages[-1], "Kopieer")
    with pytest.raises(ImpossibleError, match="no button"):
        an.press(an.messages[-1], "Goedkeuren")


async def test_blocking_is_told_to_the_bot(an, bot):
    an.block()
    change = (await fetch(bot)).my_chat_member
    assert (change.old_chat_member.status, change.new_chat_member.status) == ("member", "kicked")
    with pytest.raises(ImpossibleError, match="blocked the bot"):
        an.send("hoi")


async def test_an_inline_query_is_answered_with_results(an, bot):
    asked = an.ask_inline("regenboog")
    query = (await fetch(bot)).inline_query
    assert (query.query, query.from_user.id) == ("regenboog", 101)
    content = InputTextMessageContent(message_text="x")
    result = InlineQueryResultArticle(id="1", title="De Regenboog", input_message_content=content)
    with pytest.raises(TelegramBadRequest, match="RESULT_ID_DUPLICATE"):
        await bot.answer_inline_query(asked.id, [result, result])
    await bot.answer_inline_query(asked.id, [result])
    assert (await asked).results[0]["title"] == "De Regenboog"


def article(**changes):
    words = changes.pop("words", "x")
    facts = {"id": "1", "title": "De Regenboog"} | changes
    return {
        "type": "article",
        **facts,
        "input_message_content": {"message_text": words},
    }


@pytest.mark.parametrize(
    ("results", "more", "told"),
    [
        ([article(id="")], {}, "RESULT_ID_INVALID"),
        ([article(id="é" * 33)], {}, "RESULT_ID_INVALID"),
        ([article(id="a"), article(id="a")], {}, "RESULT_ID_DUPLICATE"),
        ([article(id=str(n)) for n in range(51)], {}, "RESULTS_TOO_MUCH"),
        ([article(title=" ")], {}, "title must be non-empty"),
        ([article(words=" ")], {}, "text must be non-empty"),
        ([article(words="x" * 4097)], {}, "message is too long"),
        ([article(url_of="x")], {}, "no field url_of"),
        (
            [{"type": "contact", "id": "1", "phone_number": "1", "first_name": "An"}],
            {},
            "articles of text",
        ),
        (
            [article(reply_markup={"inline_keyboard": [[{"text": "x", "callback_data": ""}]]})],
            {},
            "BUTTON_DATA_INVALID",
        ),
        ([], {"next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
        ([], {"cache_time": -1}, "CACHE_TIME_INVALID"),
        ([], {"button": {"text": "x", "start_parameter": "met spatie"}}, "START_PARAM_INVALID"),
    ],
)
async def test_wrong_inline_results_are_refused(an, raw, results, more, told):
    asked = an.ask_inline("regenboog")
    call = {"inline_query_id": asked.id, "results": results, **more}
    assert told in await raw.refuse("answerInlineQuery", **call)
    assert not asked.answered


async def test_fifty_inline_results_are_taken(an, raw):
    asked = an.ask_inline("regenboog")
    results = [article(id="x" * 62 + f"{n:02}") for n in range(50)]
    await raw("answerInlineQuery", inline_query_id=asked.id, results=results)
    assert len((await asked).results) == 50


async def test_each_state_of_a_message_is_expected_once(an, bot, card):
    assert await an.expect("Voorstel") is card
    with pytest.raises(TimeoutError, match="Voorstel 1"):
        await an.expect("Voorstel", timeout=0.01)
    await bot.edit_message_text("Voorstel 2", chat_id=101, message_id=card.id)
    assert await an.expect(lambda message: message.text.endswith("2")) is card


async def test_waiting_for_a_chat_sees_everybodys_messages(api, an):
    an.send("van mij")
    assert (await api.wait_for(an, "van mij")).sender.id == 101
    assert (await api.wait_for(101, lambda message: message.id == 1)).text == "/start"


def test_a_text_that_a_chat_program_would_cut_is_not_sent_whole(an):
    with pytest.raises(ImpossibleError, match="several messages"):
        an.send("x" * 4097)


def test_nobody_is_made_twice(api, an):
    with pytest.raises(ValueError, match="already"):
        api.person(101, "Bo")
