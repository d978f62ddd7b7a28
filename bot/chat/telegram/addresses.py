"""What chats say of themselves: that they moved, that they no longer want us, that they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from aiogram import F

from rosterdesk.bot.chat.routes import Routes
from rosterdesk.bot.models import ApprovalCard, ChatAccount, StaffGroup

if TYPE_CHECKING:
    from aiogram.types import ChatMemberUpdated, Message

_log = structlog.get_logger(__name__)
_GONE = ("kicked", "left")


async def move_chat(old: int, new: int) -> None:
    """A group became a supergroup: same people, another id, and none of its old messages."""
    if new in (0, old):
        return
    _log.info("chat.moved")
    await StaffGroup.filter(chat_id=old).update(chat_id=new)
    await ApprovalCard.filter(chat_id=old).delete()


async def mark_unreachable(chat_id: int | str) -> None:
    """Write to this chat no more until it shows a sign of life."""
    if isinstance(chat_id, int) and chat_id > 0:
        await ChatAccount.filter(chat_id=chat_id).update(reachable=False)
    else:
        await StaffGroup.filter(chat_id=chat_id).update(active=False)


async def mark_reachable(chat_id: int) -> None:
    await ChatAccount.filter(chat_id=chat_id, reachable=False).update(reachable=True)


async def note_membership(change: ChatMemberUpdated) -> None:
    """Somebody stopped or restarted the bot, or a group took it in or threw it out."""
    if change.new_chat_member.status in _GONE:
        await mark_unreachable(change.chat.id)
    elif change.chat.type == "private":
        await mark_reachable(change.chat.id)
    else:
        await StaffGroup.filter(chat_id=change.chat.id).update(active=True)


async def note_move(message: Message) -> None:
    if message.migrate_to_chat_id is not None:
        await move_chat(message.chat.id, message.migrate_to_chat_id)


ROUTES = Routes("addresses")
ROUTES.service("my_chat_member", note_membership)
ROUTES.service("message", note_move, F.migrate_to_chat_id)
