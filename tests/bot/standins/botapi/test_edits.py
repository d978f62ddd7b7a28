"""Editing and deleting."""

from __future__ import annotations

import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import BufferedInputFile, InputMediaDocument, KeyboardButton, ReplyKeyboardMarkup
from tests.bot.standins.botapi.client import keyboard

from rosterdesk.bot.standins.botapi import limits

CARD = keyboard({"Goedkeuren": "a:1", "Afwijzen": "r:1"})
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


@pytest.fixture
async def card(an, bot):
    sent = await bot.send_message(101, "Voorstel 1", reply_markup=CARD)
    return an.chat.messages[sent.message_id]


@pytest.fixture
async def file(an, bot):
    upload = BufferedInputFile(b"a;b", "a.csv")
    sent = await bot.send_document(101, upload, caption="oud", reply_markup=CARD)
    return an.chat.messages[sent.message_id]


async def test_an_edit_replaces_the_text_and_keeps_the_history(bot, card):
    edited = await bot.edit_message_text("Goedgekeurd", chat_id=101, message_id=card.id)
    assert (card.text, [before.text for before in card.edits]) == ("Goedgekeurd", ["Voorstel 1"])
    assert edited.edit_date is not None


async def test_an_edit_without_a_keyboard_takes_it_away(bot, card):
    await bot.edit_message_text("Goedgekeurd", chat_id=101, message_id=card.id)
    assert card.keyboard == []


async def test_an_edit_of_the_keyboard_alone_keeps_the_text_and_its_date(bot, card):
    markup = keyboard({"Later": "l"})
    edited = await bot.edit_message_reply_markup(
        chat_id=101, message_id=card.id, reply_markup=markup
    )
    assert (card.text, card.buttons, edited.edit_date) == ("Voorstel 1", ["Later"], None)


async def test_an_edit_that_changes_nothing_is_refused(bot, card):
    where = {"chat_id": 101, "message_id": card.id, "reply_markup": CARD}
    with pytest.raises(TelegramBadRequest, match=NOT_MODIFIED):
        await bot.edit_message_text("  Voorstel 1 ", **where)
    with pytest.raises(TelegramBadRequest, match=NOT_MODIFIED):
        await bot.edit_message_reply_markup(**where)
    assert card.edits == []


@pytest.mark.parametrize(
    ("message_id", "told"), [(None, "message identifier is not"), (999, "message to edit not")]
)
async def test_an_edit_needs_its_message(an, bot, message_id, told):
    with pytest.raises(TelegramBadRequest, match=told):
        await bot.edit_message_text("x", chat_id=101, message_id=message_id)


async def test_a_deleted_message_is_not_edited(bot, card):
    await bot.delete_message(101, card.id)
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("x", chat_id=101, message_id=card.id)


async def test_a_persons_message_is_not_edited(an, bot):
    theirs = an.send("van mij")
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("x", chat_id=101, message_id=theirs.id)


async def test_a_message_with_a_reply_keyboard_is_not_edited(an, bot):
    markup = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="ja")]])
    sent = await bot.send_message(101, "x", reply_markup=markup)
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("y", chat_id=101, message_id=sent.message_id)


async def test_a_blocked_bot_edits_nothing(an, bot, card):
    an.block()
    with pytest.raises(TelegramForbiddenError):
        await bot.edit_message_text("x", chat_id=101, message_id=card.id)


async def test_texts_and_captions_are_edited_each_in_its_way(bot, card, file):
    with pytest.raises(TelegramBadRequest, match="no text in the message to edit"):
        await bot.edit_message_text("x", chat_id=101, message_id=file.id)
    with pytest.raises(TelegramBadRequest, match="no caption in the message to edit"):
        await bot.edit_message_caption(caption="x", chat_id=101, message_id=card.id)
    await bot.edit_message_caption(caption="nieuw", chat_id=101, message_id=file.id)
    assert (file.caption, file.document.data) == ("nieuw", b"a;b")


async def test_the_file_of_a_message_is_replaced(bot, file):
    media = InputMediaDocument(media=BufferedInputFile(b"c;d", "c.csv"), caption="ander")
    await bot.edit_message_media(media, chat_id=101, message_id=file.id)
    assert (file.document.name, file.document.data, file.caption) == ("c.csv", b"c;d", "ander")


async def test_inline_messages_are_not_there(bot):
    with pytest.raises(TelegramBadRequest, match="MESSAGE_ID_INVALID"):
        await bot.edit_message_text("x", inline_message_id="abc")


async def test_deleting_marks_the_message(bot, card):
    await bot.delete_message(101, card.id)
    assert card.deleted
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await bot.delete_message(101, card.id)


async def test_in_private_what_the_person_sent_can_be_deleted(an, bot):
    theirs = an.send("mijn wachtwoord is …")
    await bot.delete_message(101, theirs.id)
    assert theirs.deleted


async def test_nothing_is_deleted_after_48_hours(api, bot, card):
    api.clock.advance(limits.DELETE_SECONDS - 60)
    await bot.delete_message(101, card.id)
    card.deleted = False
    api.clock.advance(120)
    with pytest.raises(TelegramBadRequest, match="can't be deleted for everyone"):
        await bot.delete_message(101, card.id)
    with pytest.raises(TelegramBadRequest, match="can't be deleted for everyone"):
        await bot.delete_messages(101, [card.id])


async def test_several_are_deleted_at_once_and_absent_ones_passed_over(an, bot, card):
    theirs = an.send("x")
    await bot.delete_messages(101, [card.id, theirs.id, 999])
    assert card.deleted
    assert theirs.deleted
    with pytest.raises(TelegramBadRequest, match="1-100"):
        await bot.delete_messages(101, list(range(101)))


async def test_in_a_group_others_messages_need_an_administrator(api, an, group, bot):
    group.add(an)
    theirs = an.send("x", chat=group)
    with pytest.raises(TelegramBadRequest, match="message can't be deleted"):
        await bot.delete_message(group.id, theirs.id)
    group.promote_bot()
    api.clock.advance(limits.DELETE_SECONDS + 60)
    await bot.delete_message(group.id, theirs.id)
    assert theirs.deleted
