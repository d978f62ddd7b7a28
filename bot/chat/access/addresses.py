"""Reports of chats about themselves: that they moved, blocked the bot, or let it in again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from aiogram import F

from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.telegram.reachability import mark_reachable, mark_unreachable, move_chat
from rosterdesk.bot.models import StaffGroup

if TYPE_CHECKING:
    from aiogram.types import ChatMemberUpdated, Message

_log = structlog.get_logger(__name__)
_GONE = ("kicked", "left")


async def note_membership(change: ChatMemberUpdated) -> None:
    """Somebody stopped or restarted the bot, or a group took it in or threw it out."""
    now = change.new_chat_member
    if now.status in _GONE or getattr(now, "can_send_messages", None) is False:
        await mark_unreachable(change.chat.id)
    elif change.chat.type == "private":
        await mark_reachable(change.chat.id)
    else:
        await StaffGroup.filter(chat_id=change.chat.id).update(active=True)


async def note_move(message: Message) -> None:
    if message.migrate_to_chat_id is not None:
        await move_chat(message.chat.id, message.migrate_to_chat_id)
    elif message.migrate_from_chat_id is not None:
        await move_chat(message.migrate_from_chat_id, message.chat.id)


ROUTES = Routes("addresses")
ROUTES.service("my_chat_member", note_membership)
ROUTES.service("message", note_move, F.migrate_to_chat_id | F.migrate_from_chat_id)
