"""The rules that decide if a message in a group reaches the bot.

Source: https://core.telegram.org/bots/features#privacy-mode
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rosterdesk.bot.standins.botapi.state.chats import Channel, GroupChat, PrivateChat

if TYPE_CHECKING:
    from rosterdesk.bot.standins.botapi.state.messages import Message
    from rosterdesk.bot.standins.botapi.state.world import World

COMMAND = re.compile(r"/[A-Za-z0-9_]{1,32}(?:@(?P<bot>\w+))?(?:\s|$)")


def reaches_bot(world: World, message: Message) -> bool:
    chat = message.chat
    if isinstance(chat, PrivateChat):
        return not chat.blocked
    assert isinstance(chat, GroupChat)
    bot = chat.members.get(world.bot.id)
    if bot is None or not bot.is_present:
        return False
    if isinstance(chat, Channel):
        return bot.is_admin
    open_to_bot = not world.privacy or bot.is_admin or bool(message.service)
    return open_to_bot or _replies_to_bot(world, message) or _is_command(world, message)


def _replies_to_bot(world: World, message: Message) -> bool:
    return message.reply_to is not None and message.reply_to.sender is world.bot


def _is_command(world: World, message: Message) -> bool:
    """A command that names no bot is for the bot that wrote last: here, for the only one."""
    match = COMMAND.match(message.words)
    return match is not None and _is_named(world, match["bot"])


def _is_named(world: World, name: str | None) -> bool:
    return name is None or name.casefold() == (world.bot.username or "").casefold()
