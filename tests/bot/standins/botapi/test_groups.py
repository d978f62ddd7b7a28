"""Groups: membership, privacy mode, topics, anonymous administrators, migration."""

from __future__ import annotations

import pytest
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
)
from aiogram.types import ReplyParameters
from tests.bot.standins.botapi.client import connect, keyboard

from rosterdesk.bot.standins.botapi import BotApi
from rosterdesk.bot.standins.botapi.errors import ImpossibleError
from rosterdesk.bot.standins.botapi.groups import ALL_RIGHTS

ANONYMOUS_ADMIN_ID = 1087968824


@pytest.fixture
def crowd(api, an, group):
    """The group with An in it, a bot that heard of that, and a second member."""
    group.add(an, api.person(102, "Bo"))
    api.world.updates.clear()
    return group


async def heard(bot):
    return [update.message.text for update in await bot.get_updates() if update.message]


async def test_in_privacy_mode_the_bot_hears_only_what_is_meant_for_it(an, crowd, bot):
    sent = await bot.send_message(crowd.id, "kaart")
    card = crowd.chat.messages[sent.message_id]
    for text in (
        "gewoon gepraat",
        "/pending@other_bot",
        "een /pending midden in",
        "@rosterdesk_bot",
    ):
        an.send(text, chat=crowd)
    an.send("/pending", chat=crowd)
    an.send("/pending@Rosterdesk_Bot nu", chat=crowd)
    an.send("antwoord", reply_to=card, chat=crowd)
    assert await heard(bot) == ["/pending", "/pending@Rosterdesk_Bot nu", "antwoord"]


async def test_an_administrator_hears_everything(an, crowd, bot):
    crowd.promote_bot()
    an.send("gewoon gepraat", chat=crowd)
    assert (await heard(bot))[-1] == "gewoon gepraat"


async def test_without_privacy_mode_the_bot_hears_everything():
    async with BotApi(privacy=False) as api:
        bot = connect(api)
        assert (await bot.get_me()).can_read_all_group_messages
        group, an = api.group(-5, "Team"), api.person(101, "An")
        group.add(an)
        an.send("gewoon gepraat", chat=group)
        assert "gewoon gepraat" in await heard(bot)
        await bot.session.close()


async def test_joining_and_leaving_is_told(api, bot):
    group = api.group(-5, "Team", bot=False)
    group.add_bot()
    joined, announced = await bot.get_updates()
    assert joined.my_chat_member.new_chat_member.status == "member"
    assert announced.message.new_chat_members[0].id == api.world.bot.id
    group.remove_bot(kick=True)
    kicked = (await bot.get_updates(offset=-1))[0].my_chat_member
    assert kicked.new_chat_member.status == "kicked"


@pytest.mark.parametrize(
    ("leave", "told"),
    [
        (lambda group: group.remove_bot(), "bot is not a member of the supergroup chat"),
        (lambda group: group.remove_bot(kick=True), "bot was kicked from the supergroup chat"),
    ],
)
async def test_outside_the_group_the_bot_can_do_nothing(group, bot, leave, told):
    leave(group)
    for call in (bot.send_message(group.id, "x"), bot.get_chat(group.id)):
        with pytest.raises(TelegramForbiddenError, match=told):
            await call


async def test_the_bot_leaves(group, bot):
    await bot.leave_chat(group.id)
    with pytest.raises(TelegramForbiddenError):
        await bot.send_message(group.id, "x")


async def test_only_members_write_and_press(an, group, bot):
    with pytest.raises(ImpossibleError, match="no member"):
        an.send("hoi", chat=group)
    sent = await bot.send_message(group.id, "x", reply_markup=keyboard({"ja": "y"}))
    with pytest.raises(ImpossibleError, match="no member"):
        an.press(group.chat.messages[sent.message_id], "ja")


async def test_an_anonymous_administrator_writes_as_the_group_but_clicks_as_themselves(
    an, crowd, bot
):
    with pytest.raises(ImpossibleError, match="only an administrator"):
        an.send("/pending", chat=crowd, anonymous=True)
    crowd.promote(an, anonymous=True)
    an.send("/pending", chat=crowd, anonymous=True)
    message = (await bot.get_updates(offset=-1))[0].message
    assert (message.from_user.id, message.sender_chat.id) == (ANONYMOUS_ADMIN_ID, crowd.id)
    sent = await bot.send_message(crowd.id, "x", reply_markup=keyboard({"ja": "y"}))
    an.press(crowd.chat.messages[sent.message_id], "ja")
    assert (await bot.get_updates(offset=-1))[0].callback_query.from_user.id == an.id


async def test_who_is_in_the_group(api, an, crowd, bot):
    assert (await bot.get_chat_member(crowd.id, an.id)).status == "member"
    crowd.promote(an)
    member = await bot.get_chat_member(crowd.id, an.id)
    assert (member.status, member.can_pin_messages) == ("administrator", True)
    stranger = api.person(103, "Cas")
    assert (await bot.get_chat_member(crowd.id, stranger.id)).status == "left"
    with pytest.raises(TelegramBadRequest, match="PARTICIPANT_ID_INVALID"):
        await bot.get_chat_member(crowd.id, 999)
    assert await bot.get_chat_member_count(crowd.id) == 4
    admins = await bot.get_chat_administrators(crowd.id)
    assert [each.status for each in admins] == ["creator", "administrator"]


async def test_what_a_chat_is(api, an, crowd, bot):
    chat = await bot.get_chat(crowd.id)
    assert (chat.type, chat.title, chat.is_forum) == ("supergroup", "Balie", True)
    assert (await bot.get_chat(an.id)).first_name == "An"
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.get_chat(102)


async def test_a_topic_holds_its_messages(an, crowd, bot):
    topic = crowd.add_topic("De Regenboog")
    sent = await bot.send_message(crowd.id, "kaart", message_thread_id=topic.id)
    assert (sent.message_thread_id, sent.is_topic_message) == (topic.id, True)
    card = crowd.chat.messages[sent.message_id]
    an.send("waarom?", reply_to=card, chat=crowd, topic=topic)
    asked = (await bot.get_updates(offset=-1))[0].message
    assert asked.message_thread_id == topic.id


async def test_a_reply_stays_in_its_topic(crowd, bot):
    topic = crowd.add_topic("De Regenboog")
    first = await bot.send_message(crowd.id, "kaart", message_thread_id=topic.id)
    reply = ReplyParameters(message_id=first.message_id)
    again = await bot.send_message(crowd.id, "nog iets", reply_parameters=reply)
    assert again.message_thread_id == topic.id


async def test_an_unknown_topic_is_refused(an, crowd, bot):
    for chat_id in (crowd.id, an.id):
        with pytest.raises(TelegramBadRequest, match="message thread not found"):
            await bot.send_message(chat_id, "x", message_thread_id=999)


async def test_the_bot_keeps_topics_when_it_may(crowd, bot):
    with pytest.raises(TelegramBadRequest, match="not enough rights"):
        await bot.create_forum_topic(crowd.id, "De Regenboog")
    crowd.promote_bot()
    topic = await bot.create_forum_topic(crowd.id, "De Regenboog")
    await bot.edit_forum_topic(crowd.id, topic.message_thread_id, name="De Vlieger")
    assert crowd.chat.topics[topic.message_thread_id].name == "De Vlieger"
    await bot.send_message(crowd.id, "x", message_thread_id=topic.message_thread_id)
    await bot.delete_forum_topic(crowd.id, topic.message_thread_id)
    with pytest.raises(TelegramBadRequest, match="message thread not found"):
        await bot.send_message(crowd.id, "x", message_thread_id=topic.message_thread_id)


async def test_a_closed_topic_takes_messages_of_administrators_only(crowd, bot):
    topic = crowd.add_topic("De Regenboog")
    crowd.promote_bot()
    await bot.close_forum_topic(crowd.id, topic.id)
    with pytest.raises(TelegramBadRequest, match="TOPIC_NOT_MODIFIED"):
        await bot.close_forum_topic(crowd.id, topic.id)
    await bot.send_message(crowd.id, "x", message_thread_id=topic.id)
    crowd.promote_bot(ALL_RIGHTS - {"can_manage_topics"})
    with pytest.raises(TelegramBadRequest, match="TOPIC_CLOSED"):
        await bot.send_message(crowd.id, "x", message_thread_id=topic.id)


@pytest.mark.parametrize(
    ("name", "told"), [("", "TOPIC_TITLE_EMPTY"), ("x" * 129, "topic name is too long")]
)
async def test_a_topics_name_has_1_to_128_characters(crowd, raw, name, told):
    crowd.promote_bot()
    assert told in await raw.refuse("createForumTopic", chat_id=crowd.id, name=name)


async def test_a_chat_without_topics_is_no_forum(api, an, bot):
    plain = api.group(-5, "Team")
    for chat_id in (plain.id, an.id):
        with pytest.raises(TelegramBadRequest, match="not a forum"):
            await bot.create_forum_topic(chat_id, "x")


async def test_a_group_that_grew_answers_with_its_new_id(api, an, bot):
    group = api.group(-5, "Team")
    group.add(an)
    api.world.updates.clear()
    before = await bot.send_message(group.id, "voor")
    grown = group.migrate()
    with pytest.raises(TelegramMigrateToChat) as told:
        await bot.send_message(group.id, "na")
    assert told.value.migrate_to_chat_id == grown.id == -1000000000005
    await bot.send_message(grown.id, "na")
    out, joined, into = [update.event for update in await bot.get_updates()]
    assert (joined.chat.id, joined.new_chat_member.status) == (grown.id, "member")
    assert joined.old_chat_member.status == "left"
    assert (out.chat.id, out.migrate_to_chat_id) == (-5, grown.id)
    assert (into.chat.id, into.migrate_from_chat_id) == (grown.id, -5)
    assert before.chat.type == "group"
    assert api.groups[grown.id].chat is grown.chat
    with pytest.raises(ImpossibleError, match="supergroup"):
        an.send("hier nog", chat=group)
    an.send("/pending", chat=grown)


async def test_supergroups_number_their_own_messages(an, group, bot):
    elsewhere = await bot.send_message(101, "x")
    numbers = [(await bot.send_message(group.id, "x")).message_id for _ in range(2)]
    assert numbers[1] == numbers[0] + 1
    assert (await bot.send_message(101, "y")).message_id == elsewhere.message_id + 1


async def test_pinning_needs_the_right(an, crowd, bot):
    sent = await bot.send_message(crowd.id, "kaart")
    with pytest.raises(TelegramBadRequest, match="not enough rights"):
        await bot.pin_chat_message(crowd.id, sent.message_id)
    crowd.promote_bot()
    await bot.pin_chat_message(crowd.id, sent.message_id)
    assert (await bot.get_chat(crowd.id)).pinned_message.text == "kaart"
    await bot.unpin_chat_message(crowd.id)
    assert crowd.chat.pinned == []
    with pytest.raises(TelegramBadRequest, match="message to unpin not found"):
        await bot.unpin_chat_message(crowd.id)


async def test_the_bots_new_standing_is_told(group, bot):
    group.promote_bot(frozenset({"can_manage_topics"}))
    change = (await bot.get_updates())[0].my_chat_member
    assert (change.old_chat_member.status, change.new_chat_member.status) == (
        "member",
        "administrator",
    )
    assert change.new_chat_member.can_manage_topics
    assert not change.new_chat_member.can_delete_messages
