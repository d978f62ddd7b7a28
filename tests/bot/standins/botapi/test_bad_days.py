"""Groups, topics and people that Telegram refuses, and what the bot hears of it."""

from __future__ import annotations

import pytest
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
)
from aiogram.types import BufferedInputFile, ReplyParameters
from PIL import Image
from tests.bot.standins.botapi.client import keyboard

from rosterdesk.bot.standins.botapi import limits
from rosterdesk.bot.standins.botapi.errors import ImpossibleError


@pytest.fixture
def crowd(api, an, group):
    group.add(an)
    api.world.updates.clear()
    return group


@pytest.fixture
def paper():
    return BufferedInputFile(b"a;b", "a.csv")


def kinds(updates):
    return [update.event_type for update in updates]


async def test_a_group_may_take_texts_and_no_files(crowd, bot, paper):
    crowd.allow(["can_send_messages"])
    await bot.send_message(crowd.id, "x")
    with pytest.raises(TelegramBadRequest, match="not enough rights to send documents to the chat"):
        await bot.send_document(crowd.id, paper)
    crowd.allow([])
    with pytest.raises(TelegramBadRequest, match="not enough rights to send text messages to the"):
        await bot.send_message(crowd.id, "x")
    crowd.promote_bot()
    await bot.send_document(crowd.id, paper)
    crowd.allow(None)


async def test_a_restricted_bot_hears_of_it_and_may_not_write(crowd, bot):
    crowd.restrict_bot()
    change = (await bot.get_updates())[-1].my_chat_member
    assert change.new_chat_member.status == "restricted"
    assert change.new_chat_member.can_send_messages is False
    with pytest.raises(TelegramBadRequest, match="not enough rights to send text messages"):
        await bot.send_message(crowd.id, "x")
    crowd.restrict_bot(["can_send_messages"])
    await bot.send_message(crowd.id, "x")


async def test_a_muted_bot_does_not_even_type(crowd, bot):
    crowd.restrict_bot()
    with pytest.raises(TelegramBadRequest, match="not enough rights"):
        await bot.send_chat_action(crowd.id, "typing")


async def test_the_message_that_a_topic_began_with_stays(crowd, bot):
    crowd.promote_bot()
    topic = crowd.add_topic("De Regenboog")
    for call in (
        bot.delete_message(crowd.id, topic.id),
        bot.delete_messages(crowd.id, [topic.id]),
    ):
        with pytest.raises(TelegramBadRequest, match="message can't be deleted"):
            await call


async def test_a_bot_that_lost_its_rights_hears_of_it(crowd, bot):
    crowd.promote_bot()
    crowd.demote_bot()
    change = (await bot.get_updates())[-1].my_chat_member
    assert (change.old_chat_member.status, change.new_chat_member.status) == (
        "administrator",
        "member",
    )


async def test_a_restricted_person_may_only_read(an, crowd, bot):
    crowd.restrict(an)
    with pytest.raises(ImpossibleError, match="may not send text messages"):
        an.send("/pending", chat=crowd)
    member = await bot.get_chat_member(crowd.id, an.id)
    assert (member.status, member.is_member, member.can_send_messages) == (
        "restricted",
        True,
        False,
    )
    with pytest.raises(ValueError, match="can_fly"):
        crowd.restrict(an, ["can_fly"])


async def test_in_a_small_group_nobody_is_restricted_alone(api, an):
    group = api.group(-5, "Team")
    group.add(an)
    with pytest.raises(ImpossibleError, match="only in a supergroup"):
        group.restrict(an)


async def test_a_reply_of_a_person_stays_in_its_topic(an, crowd, bot):
    topic = crowd.add_topic("De Regenboog")
    sent = await bot.send_message(crowd.id, "kaart", message_thread_id=topic.id)
    card = crowd.chat.messages[sent.message_id]
    an.send("waarom?", card, chat=crowd)
    heard = (await bot.get_updates())[-1].message
    assert (heard.message_thread_id, heard.is_topic_message) == (topic.id, True)
    crowd.switch_topics(on=False)
    an.send("en nu?", card, chat=crowd)
    heard = (await bot.get_updates())[-1].message
    assert (heard.message_thread_id, heard.is_topic_message) == (card.id, None)


async def test_a_locked_group_refuses_administrators_too(crowd, bot):
    crowd.promote_bot()
    crowd.lock()
    with pytest.raises(TelegramBadRequest, match="CHAT_RESTRICTED"):
        await bot.send_message(crowd.id, "x")
    crowd.lock(locked=False)
    await bot.send_message(crowd.id, "x")


async def test_people_delete_a_topic_and_nobody_tells_the_bot(an, crowd, bot):
    topic = crowd.add_topic("De Regenboog")
    card = await bot.send_message(crowd.id, "kaart", message_thread_id=topic.id)
    await bot.get_updates(offset=-1)
    crowd.delete_topic(topic)
    assert crowd.chat.messages[card.message_id].deleted
    for call in (
        bot.send_message(crowd.id, "x", message_thread_id=topic.id),
        bot.send_chat_action(crowd.id, "typing", message_thread_id=topic.id),
    ):
        with pytest.raises(TelegramBadRequest, match="message thread not found"):
            await call
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("y", chat_id=crowd.id, message_id=card.message_id)
    with pytest.raises(ImpossibleError, match="topic is gone"):
        an.send("x", chat=crowd, topic=topic)
    assert len(await bot.get_updates()) == 1


async def test_people_close_a_topic_and_general(an, crowd, bot):
    topic = crowd.add_topic("De Regenboog")
    card = await bot.send_message(crowd.id, "kaart", message_thread_id=topic.id)
    crowd.close_topic(topic)
    told = (await bot.get_updates())[-1].message
    assert told.forum_topic_closed is not None
    assert told.message_thread_id == topic.id
    with pytest.raises(TelegramBadRequest, match="TOPIC_CLOSED"):
        await bot.send_message(crowd.id, "x", message_thread_id=topic.id)
    reply = ReplyParameters(message_id=card.message_id)
    with pytest.raises(TelegramBadRequest, match="TOPIC_CLOSED"):
        await bot.send_message(crowd.id, "x", reply_parameters=reply)
    with pytest.raises(ImpossibleError, match="closed"):
        an.send("x", chat=crowd, topic=topic)
    await bot.edit_message_text("y", chat_id=crowd.id, message_id=card.message_id)
    await bot.send_message(crowd.id, "in General")
    crowd.close_topic(None)
    with pytest.raises(TelegramBadRequest, match="TOPIC_CLOSED"):
        await bot.send_message(crowd.id, "in General")
    crowd.close_topic(topic, closed=False)
    await bot.send_message(crowd.id, "x", message_thread_id=topic.id)


async def test_without_topics_a_topics_number_is_passed_over(crowd, bot):
    crowd.promote_bot()
    topic = crowd.add_topic("De Regenboog")
    crowd.switch_topics(on=False)
    sent = await bot.send_message(crowd.id, "x", message_thread_id=topic.id)
    assert (sent.message_thread_id, sent.is_topic_message) == (None, None)
    assert sent.chat.is_forum is None
    with pytest.raises(TelegramBadRequest, match="not a forum"):
        await bot.create_forum_topic(crowd.id, "x")


async def test_a_reply_has_a_thread_and_is_no_topic_message(api, an, bot):
    group = api.group(-1001000000009, "Team")
    group.add(an)
    first = an.send("/een", chat=group)
    second = an.send("/twee", reply_to=first, chat=group)
    an.send("/drie", reply_to=second, chat=group)
    heard = [update.message for update in await bot.get_updates()][-3:]
    assert [each.message_thread_id for each in heard] == [None, first.id, first.id]
    assert [each.is_topic_message for each in heard] == [None, None, None]
    sent = await bot.send_message(
        group.id, "x", reply_parameters=ReplyParameters(message_id=second.id)
    )
    assert (sent.message_thread_id, sent.is_topic_message) == (first.id, None)


async def test_the_thread_of_a_reply_in_general_is_no_topic(an, crowd, bot):
    first = an.send("/een", chat=crowd)
    an.send("/twee", reply_to=first, chat=crowd)
    heard = (await bot.get_updates())[-1].message
    assert (heard.message_thread_id, heard.is_topic_message) == (first.id, None)
    with pytest.raises(TelegramBadRequest, match="message thread not found"):
        await bot.send_message(crowd.id, "x", message_thread_id=heard.message_thread_id)


async def test_a_reply_in_a_small_group_has_no_thread(api, an, bot):
    group = api.group(-5, "Team")
    group.add(an)
    an.send("/twee", reply_to=an.send("/een", chat=group), chat=group)
    assert (await bot.get_updates())[-1].message.message_thread_id is None


async def test_a_known_person_may_not_be_found(an, bot):
    an.lose()
    for call in (bot.send_message(101, "x"), bot.get_chat(101), bot.delete_message(101, 1)):
        with pytest.raises(TelegramBadRequest, match="chat not found"):
            await call
    an.lose(lost=False)
    await bot.send_message(101, "x")


async def test_a_deleted_account_is_told_as_such(an, bot):
    an.delete_account()
    with pytest.raises(TelegramForbiddenError, match="user is deactivated"):
        await bot.send_message(101, "x")
    with pytest.raises(ImpossibleError, match="deleted their account"):
        an.send("x")


async def test_a_deleted_group_is_told_in_its_own_words(api, an, bot):
    small = api.group(-5, "Team")
    small.add(an)
    small.delete()
    with pytest.raises(TelegramForbiddenError, match="the group chat was deleted"):
        await bot.send_message(small.id, "x")
    with pytest.raises(ImpossibleError, match="was deleted"):
        an.send("x", chat=small)


async def test_a_deleted_supergroup_takes_the_group_along_that_it_grew_from(api, an, bot):
    grown = api.group(-5, "Team").migrate()
    await bot.get_updates(offset=-1)
    grown.delete()
    left = [update.my_chat_member for update in await bot.get_updates()][-2:]
    assert [each.chat.id for each in left] == [-5, grown.id]
    assert {each.new_chat_member.status for each in left} == {"left"}
    with pytest.raises(TelegramForbiddenError, match="bot was kicked from the supergroup chat"):
        await bot.send_message(grown.id, "x")


async def test_a_migration_that_nobody_fetched_for_a_day_is_seen_on_sending_only(api, an, bot):
    group = api.group(-5, "Team")
    grown = group.migrate()
    api.clock.advance(limits.UPDATE_SECONDS + 60)
    assert await bot.get_updates() == []
    with pytest.raises(TelegramMigrateToChat) as told:
        await bot.send_message(-5, "x")
    assert told.value.migrate_to_chat_id == grown.id


async def test_nothing_can_be_done_with_an_inaccessible_message(an, bot):
    sent = await bot.send_message(101, "kaart", reply_markup=keyboard({"ja": "a:1"}))
    card = an.messages[-1]
    an.press(card, "ja", inaccessible=True)
    query = (await bot.get_updates())[-1].callback_query
    assert type(query.message).__name__ == "InaccessibleMessage"
    where = {"chat_id": 101, "message_id": sent.message_id}
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("x", **where)
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_reply_markup(**where)
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await bot.delete_message(**where)
    with pytest.raises(TelegramBadRequest, match="message to copy not found"):
        await bot.copy_message(101, 101, sent.message_id)
    reply = ReplyParameters(message_id=sent.message_id)
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await bot.send_message(101, "x", reply_parameters=reply)
    assert (card.text, card.deleted, card.edits) == ("kaart", False, [])


@pytest.mark.parametrize("field", ["file_size", "file_name", "mime_type"])
async def test_optional_fields_of_a_file_may_be_left_out(an, bot, field):
    an.send_document("a.csv", b"a;b", untold=[field])
    document = (await bot.get_updates())[-1].message.document
    others = {"file_size", "file_name", "mime_type"} - {field}
    assert getattr(document, field) is None
    assert all(getattr(document, each) for each in others)
    assert ((await bot.get_file(document.file_id)).file_size is None) is (field == "file_size")


async def test_a_file_that_told_no_size_may_be_too_big(an, bot):
    an.send_document("groot.csv", bytes(limits.DOWNLOAD_BYTES + 1), untold=["file_size"])
    document = (await bot.get_updates())[-1].message.document
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await bot.get_file(document.file_id)


async def test_after_a_silent_week_the_numbers_of_updates_begin_anywhere(api, an, bot):
    an.send("voor")
    before = (await bot.get_updates())[-1].update_id
    assert await bot.get_updates(offset=before + 1) == []
    api.clock.advance(limits.UPDATE_IDS_SECONDS)
    an.send("na")
    (found,) = await bot.get_updates(offset=before + 1)
    assert found.update_id < before
    assert found.message.text == "na"
    assert await bot.get_updates(offset=found.update_id + 1) == []


async def test_photographs_have_captions_alone_and_in_albums(an, crowd, bot, tmp_path):
    path = tmp_path / "foto.png"
    Image.new("RGB", (20, 20)).save(path)
    data = path.read_bytes()
    crowd.promote(an)
    crowd.promote_bot()
    topic = crowd.add_topic("De Regenboog")
    an.send_photo(data, "/held", chat=crowd, topic=topic, anonymous=True)
    photo = (await bot.get_updates())[-1].message
    assert (photo.caption, photo.is_topic_message, photo.from_user.is_bot) == ("/held", True, True)
    an.send_photo_album([data, data], "/held")
    first, last = [update.message for update in await bot.get_updates()][-2:]
    assert (first.caption, last.caption) == ("/held", None)
    assert first.media_group_id == last.media_group_id
    an.send_album([("a.csv", b"a"), ("b.csv", b"b")], captions=["/een", "/twee"])
    heard = [update.message.caption for update in (await bot.get_updates())[-2:]]
    assert heard == ["/een", "/twee"]
    with pytest.raises(ImpossibleError, match="2-10"):
        an.send_photo_album([data])


async def test_a_caption_is_short(an):
    with pytest.raises(ImpossibleError, match="several messages"):
        an.send_document("a.csv", b"a", caption="x" * (limits.CAPTION_LENGTH + 1))


async def test_people_correct_only_what_they_wrote_themselves(an, bot):
    await bot.send_message(101, "van de bot")
    forwarded = an.forward(an.messages[-1])
    for message in (an.messages[1], forwarded):
        with pytest.raises(ImpossibleError, match="themselves"):
            an.edit(message, "x")


async def test_the_file_itself_may_be_corrected(an, bot):
    sent = an.send_document("a.csv", b"a", caption="oud")
    an.edit(sent, "nieuw", document=("b.csv", b"b"))
    edited = (await bot.get_updates())[-1].edited_message
    assert (edited.caption, edited.document.file_name) == ("nieuw", "b.csv")


async def test_a_forwarded_message_may_hide_who_wrote_it(api, an, bot):
    cas = api.person(103, "Cas")
    cas.account.hides_origin = True
    an.forward(cas.send("x"))
    origin = (await bot.get_updates())[-1].message.forward_origin
    assert (origin.type, origin.sender_user_name) == ("hidden_user", "Cas")


async def test_a_channel_posts_as_itself(api, bot):
    channel = api.channel(-1002000000001, "Nieuws")
    post = channel.post("/held")
    channel.edit(post, "/schools")
    channel.post_document("a.csv", b"a", "/print")
    joined, first, edited, second = await bot.get_updates()
    assert kinds([joined, first, edited]) == [
        "my_chat_member",
        "channel_post",
        "edited_channel_post",
    ]
    assert first.channel_post.from_user is None
    assert first.channel_post.sender_chat.id == channel.id
    assert first.channel_post.chat.type == "channel"
    assert (edited.edited_channel_post.text, second.channel_post.caption) == (
        "/schools",
        "/print",
    )


async def test_a_bot_posts_in_a_channel_by_right(api, bot):
    channel = api.channel(-1002000000001, "Nieuws")
    sent = await bot.send_message(channel.id, "x")
    assert (sent.from_user, sent.sender_chat.id) == (None, channel.id)
    await bot.edit_message_text("y", chat_id=channel.id, message_id=sent.message_id)
    channel.promote_bot(frozenset({"can_edit_messages"}))
    with pytest.raises(TelegramBadRequest, match="not enough rights to send text messages"):
        await bot.send_message(channel.id, "x")


async def test_a_channels_posts_come_into_its_discussion(api, an, crowd, bot):
    channel = api.channel(-1002000000001, "Nieuws")
    channel.link(crowd)
    crowd.promote_bot()
    await bot.get_updates(offset=-1)
    post = channel.post("/held")
    copy = (await bot.get_updates())[-1].message
    assert (copy.from_user.id, copy.sender_chat.id) == (777000, channel.id)
    assert copy.is_automatic_forward
    assert (copy.forward_origin.type, copy.forward_origin.message_id) == ("channel", post.id)


async def test_somebody_writes_as_a_channel(api, an, crowd, bot):
    channel = api.channel(-1002000000001, "Nieuws")
    an.send("/held", chat=crowd, channel=channel.chat)
    heard = (await bot.get_updates())[-1].message
    assert (heard.from_user.id, heard.sender_chat.id) == (136817688, channel.id)
