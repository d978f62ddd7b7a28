"""Chats that moved, no longer want messages, or want them again."""

from __future__ import annotations

import structlog

from rosterdesk.bot.models import ApprovalCard, ChatAccount, StaffGroup

_log = structlog.get_logger(__name__)


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
