"""The methods by which the bot reads about a chat, and the few by which it changes one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.standins.botapi.errors import bad_request
from rosterdesk.bot.standins.botapi.membership import show_bot_change, show_member
from rosterdesk.bot.standins.botapi.methods.places import find_chat, find_message, open_chat
from rosterdesk.bot.standins.botapi.render import show_message
from rosterdesk.bot.standins.botapi.state.chats import GroupChat, Member, PrivateChat

if TYPE_CHECKING:
    from aiogram.methods import (
        GetChat,
        GetChatAdministrators,
        GetChatMember,
        GetChatMemberCount,
        LeaveChat,
        PinChatMessage,
        UnpinChatMessage,
    )

    from rosterdesk.bot.standins.botapi.state.chats import Chat
    from rosterdesk.bot.standins.botapi.state.world import World

GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


def get_chat(world: World, call: GetChat) -> object:
    chat = find_chat(world, call.chat_id)
    _check_known(chat)
    shown: dict[str, object] = {
        **chat.as_json(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(GIFTS, False),
    }
    if chat.pinned:
        shown["pinned_message"] = show_message(chat.messages[chat.pinned[-1]], with_reply=False)
    return shown


def get_chat_member(world: World, call: GetChatMember) -> object:
    chat = find_chat(world, call.chat_id)
    _check_known(chat)
    account = world.accounts.get(call.user_id)
    if account is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return show_member(_members(world, chat).get(account.id, Member(account, "left")))


def get_chat_member_count(world: World, call: GetChatMemberCount) -> object:
    members = _members(world, find_chat(world, call.chat_id)).values()
    return sum(member.is_present for member in members)


def get_chat_administrators(world: World, call: GetChatAdministrators) -> object:
    """Other bots are left out, this one too, unless asked for (documentation of return_bots)."""
    chat = _find_group(world, call.chat_id)
    return [
        show_member(member)
        for member in chat.members.values()
        if member.is_admin and (call.return_bots or not member.account.is_bot)
    ]


def leave_chat(world: World, call: LeaveChat) -> object:
    chat = _find_group(world, call.chat_id)
    before = chat.members[world.bot.id].status
    chat.members[world.bot.id] = Member(world.bot, "left")
    world.notify("my_chat_member", show_bot_change(world, chat, world.bot, before, "left"))
    return True


def pin_chat_message(world: World, call: PinChatMessage) -> object:
    chat = _open_pins(world, call.chat_id)
    message = find_message(chat, call.message_id, "message to pin not found")
    chat.pinned = [each for each in chat.pinned if each != message.id] + [message.id]
    world.bell.ring()
    return True


def unpin_chat_message(world: World, call: UnpinChatMessage) -> object:
    """Unpin the message; without a message id, the one pinned last."""
    chat = _open_pins(world, call.chat_id)
    wanted = call.message_id or next(reversed(chat.pinned), None)
    if wanted not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(wanted)
    world.bell.ring()
    return True


def _open_pins(world: World, chat_id: int | str) -> Chat:
    chat = open_chat(world, chat_id)
    if isinstance(chat, GroupChat) and not chat.members[world.bot.id].may("can_pin_messages"):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat


def _find_group(world: World, chat_id: int | str) -> GroupChat:
    chat = find_chat(world, chat_id)
    if not isinstance(chat, GroupChat):
        raise bad_request("method is available only for group, supergroup and channel chats")
    return chat


def _check_known(chat: Chat) -> None:
    """A person who never wrote to the bot is nobody to it."""
    if isinstance(chat, PrivateChat) and not chat.started:
        raise bad_request("chat not found")


def _members(world: World, chat: Chat) -> dict[int, Member]:
    if isinstance(chat, GroupChat):
        return chat.members
    assert isinstance(chat, PrivateChat)
    both = (chat.person, world.bot)
    return {account.id: Member(account) for account in both}
