"""Sending texts, documents, photos and albums; to whom the bot may write."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramRetryAfter,
)
from aiogram.types import (
    BufferedInputFile,
    InputMediaDocument,
    InputMediaPhoto,
    ReplyParameters,
)
from aiogram.utils.formatting import Bold, Text
from PIL import Image
from tests.bot.standins.botapi.client import connect

from rosterdesk.bot.standins.botapi import BotApi
from rosterdesk.bot.standins.botapi.errors import ApiError
from rosterdesk.bot.standins.botapi.flood import FloodGate
from rosterdesk.bot.standins.botapi.state.clock import Clock


def picture(width: int = 40, height: int = 30, kind: str = "PNG") -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(stream, kind)
    return stream.getvalue()


def weigh(path: Path) -> int | None:
    """Return the size of the file at that absolute path; None where there is none."""
    return path.stat().st_size if path.is_absolute() and path.exists() else None


def document(name: str = "lijst.csv", data: bytes = b"a;b\n") -> BufferedInputFile:
    return BufferedInputFile(data, name)


async def test_a_text_arrives_with_its_entities(an, bot):
    sent = await bot.send_message(101, **Text("Dag ", Bold("An <b> _x_")).as_kwargs())
    seen = an.messages[-1]
    assert (seen.id, seen.text) == (sent.message_id, "Dag An <b> _x_")
    assert [(each.type, each.offset, each.length) for each in seen.entities] == [("bold", 4, 10)]
    assert sent.from_user.is_bot
    assert sent.chat.type == "private"


async def test_a_parse_mode_is_refused(an, bot):
    """The product builds messages from entities; a parse mode would be a slip."""
    with pytest.raises(TelegramBadRequest, match="no parse_mode"):
        await bot.send_message(101, "<b>x</b>", parse_mode=ParseMode.HTML)


async def test_the_bot_writes_to_nobody_who_did_not_write_first(api, bot):
    person = api.person(102, "Bo")
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(102, "dag")
    api.group(-5, "Team").add(person)  # the bot sees them there
    with pytest.raises(TelegramForbiddenError, match="can't initiate conversation"):
        await bot.send_message(102, "dag")
    person.send("hoi")
    await bot.send_message(102, "dag")


async def test_the_bot_writes_to_nobody_who_blocked_it(an, bot):
    an.block()
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(101, "dag")
    an.open()
    await bot.send_message(101, "dag")


@pytest.mark.parametrize("chat_id", [999, "@somebody"])
async def test_an_unknown_chat_is_refused(bot, chat_id):
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(chat_id, "dag")


async def test_the_bot_does_not_write_to_itself(api, bot):
    with pytest.raises(TelegramForbiddenError, match="bots can't send messages to bots"):
        await bot.send_message(api.world.bot.id, "dag")


async def test_replies_and_protection_are_kept(an, bot):
    asked = an.send("vraag")
    sent = await bot.send_message(
        101, "antwoord", reply_parameters=ReplyParameters(message_id=asked.id), protect_content=True
    )
    assert sent.reply_to_message.text == "vraag"
    assert sent.has_protected_content
    assert an.messages[-1].protect_content
    assert an.messages[-1].reply_to is asked


async def test_a_reply_to_nothing_is_refused_unless_that_is_allowed(an, bot):
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await bot.send_message(101, "x", reply_parameters=ReplyParameters(message_id=999))
    tolerant = ReplyParameters(message_id=999, allow_sending_without_reply=True)
    assert (await bot.send_message(101, "x", reply_parameters=tolerant)).reply_to_message is None


async def test_quotes_are_refused_rather_than_lost(an, bot):
    quoting = ReplyParameters(message_id=1, quote="start")
    with pytest.raises(TelegramBadRequest, match="does not know quotes"):
        await bot.send_message(101, "x", reply_parameters=quoting)


async def test_a_document_arrives_byte_for_byte(an, bot):
    data = bytes(range(256))
    sent = await bot.send_document(101, document("rooster één.xlsx", data), caption="Klaar")
    seen = an.messages[-1]
    assert (seen.document.name, seen.document.data, seen.caption) == (
        "rooster één.xlsx",
        data,
        "Klaar",
    )
    assert seen.text == ""
    assert sent.document.mime_type == (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )


async def test_a_document_can_be_sent_again_by_its_id(an, bot):
    first = await bot.send_document(101, document())
    again = await bot.send_document(101, first.document.file_id)
    assert again.document.file_unique_id == first.document.file_unique_id


@pytest.mark.parametrize("source", ["no-such-id", "https://example.org/lijst.csv"])
async def test_other_strings_name_no_document(an, bot, source):
    with pytest.raises(TelegramBadRequest, match="wrong file identifier"):
        await bot.send_document(101, source)


async def test_an_empty_file_is_refused(an, bot):
    with pytest.raises(TelegramBadRequest, match="file must be non-empty"):
        await bot.send_document(101, document(data=b""))


async def test_a_photo_tells_its_size(an, bot):
    sent = await bot.send_photo(101, document("x.png", picture(40, 30)), caption="Groep 5")
    assert [(each.width, each.height) for each in sent.photo] == [(40, 30)]
    assert (sent.caption, an.messages[-1].photo.data) == ("Groep 5", picture(40, 30))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        pytest.param(b"a;b\n", "IMAGE_PROCESS_FAILED", id="no picture"),
        pytest.param(picture()[:60], "IMAGE_PROCESS_FAILED", id="a broken picture"),
        pytest.param(picture(10, 201), "PHOTO_INVALID_DIMENSIONS", id="too narrow"),
        pytest.param(picture(9990, 500), "PHOTO_INVALID_DIMENSIONS", id="too large"),
        pytest.param(picture() + bytes(10 * 1024 * 1024), "too big", id="over 10 MB"),
    ],
)
async def test_what_is_no_sensible_photo_is_refused(an, bot, data, told):
    with pytest.raises(TelegramBadRequest, match=told):
        await bot.send_photo(101, document("x.png", data))


async def test_a_document_is_no_photo(an, bot):
    sent = await bot.send_document(101, document())
    with pytest.raises(TelegramBadRequest, match="can't use file of type Document"):
        await bot.send_photo(101, sent.document.file_id)


async def test_an_album_is_several_messages_with_one_mark(an, bot):
    files = [InputMediaDocument(media=document(f"{each}.csv")) for each in "ab"]
    sent = await bot.send_media_group(101, files)
    assert len({message.media_group_id for message in sent}) == 1
    assert [message.document.name for message in an.messages[-2:]] == ["a.csv", "b.csv"]


@pytest.mark.parametrize(
    ("media", "told"),
    [
        ([InputMediaDocument(media=document())], "wrong number of media"),
        ([InputMediaDocument(media=document())] * 11, "wrong number of media"),
        (
            [InputMediaDocument(media=document()), InputMediaPhoto(media=document("x", picture()))],
            "can't be mixed",
        ),
    ],
)
async def test_an_impossible_album_is_refused_whole(an, bot, media, told):
    with pytest.raises(TelegramBadRequest, match=told):
        await bot.send_media_group(101, media)
    assert len(an.messages) == 1


async def test_what_the_bot_does_is_shown(an, bot):
    await bot.send_chat_action(101, "upload_document")
    assert [action.name for action in an.chat.actions] == ["upload_document"]
    with pytest.raises(TelegramBadRequest, match="wrong parameter action"):
        await bot.send_chat_action(101, "juggling")


async def test_forwarding_names_the_first_sender_and_drops_the_keyboard(api, an, bot):
    message = an.send("van An")
    api.person(102, "Bo").open()
    sent = await bot.forward_message(102, 101, message.id)
    assert sent.forward_origin.sender_user.id == 101
    assert api.messages(102)[-1].text == "van An"


async def test_copying_takes_a_new_caption(api, an, bot):
    message = an.send_document("a.csv", b"a;b", caption="oud")
    copied = await bot.copy_message(101, 101, message.id, caption="nieuw")
    assert an.chat.messages[copied.message_id].caption == "nieuw"
    assert an.chat.messages[copied.message_id].document.data == b"a;b"
    with pytest.raises(TelegramBadRequest, match="message to copy not found"):
        await bot.copy_message(101, 101, 999)


async def test_protected_messages_are_not_forwarded(an, bot):
    sent = await bot.send_message(101, "geheim", protect_content=True)
    with pytest.raises(TelegramBadRequest, match="can't be forwarded"):
        await bot.forward_message(101, 101, sent.message_id)


async def test_flood_limits_hold_when_switched_on(api, an, bot):
    api.person(102, "Bo").open()
    api.flood_limits = True
    await bot.send_message(101, "een")
    with pytest.raises(TelegramRetryAfter) as refused:
        await bot.send_message(101, "twee")
    assert refused.value.retry_after == 1
    await bot.send_message(102, "een")
    await bot.send_chat_action(101, "typing")
    api.clock.advance(1)
    await bot.send_message(101, "twee")


async def test_a_group_hears_at_most_20_messages_a_minute(api, group, bot):
    api.flood_limits = True
    for number in range(20):
        await bot.send_message(group.id, f"{number}")
        api.clock.advance(1)
    with pytest.raises(TelegramRetryAfter) as refused:
        await bot.send_message(group.id, "te veel")
    assert 30 < refused.value.retry_after <= 40
    api.clock.advance(refused.value.retry_after)
    await bot.send_message(group.id, "nu wel")


def test_all_chats_together_hear_at_most_30_messages_a_second():
    """The wire is left out: thirty calls over HTTP may well take longer than that second."""
    gate = FloodGate(Clock())
    gate.is_on = True
    for number in range(30):
        gate.check("sendMessage", str(number))
    with pytest.raises(ApiError, match="retry after 1"):
        gate.check("sendMessage", "31")


async def test_a_server_of_ones_own_takes_large_files():
    async with BotApi(local=True) as api:
        bot = connect(api)
        an = api.person(101, "An")
        an.open()
        large = an.send_document("groot.bin", bytes(21 * 1024 * 1024))
        file = await bot.get_file(large.document.id)
        assert weigh(Path(file.file_path)) == 21 * 1024 * 1024
        assert len((await bot.download(file.file_id)).read()) == 21 * 1024 * 1024
        await bot.session.close()
    assert weigh(Path(file.file_path)) is None
