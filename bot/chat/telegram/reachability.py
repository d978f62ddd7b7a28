"""Chats that moved, no longer want messages, or want them again."""

from __future__ import annotations

import structlog

from rosterdesk.bot.models import TO_SEND, ApprovalCard, ChatAccount, GroupTopic, StaffGroup
from rosterdesk.core.approval.caretakers import list_caretakers
from rosterdesk.core.approval.waiting import UNDECIDED
from rosterdesk.core.models import Channel, Destination, Recipient
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.events import administrators, librarians, record
from rosterdesk.core.trail.payloads import GroupRefused, GroupTopicLost

_log = structlog.get_logger(__name__)


async def move_chat(old: int, new: int) -> None:
    """A group became a supergroup: same people, another id, and none of its old messages.

    The new id may be known already, by a /here there before the move was heard of. What was
    settled there counts then. Cards that wait are brought there anew.
    """
    if new in (0, old):
        return
    _log.info("chat.moved")
    async with writing():
        await _move_cards(old, new)
        if await StaffGroup.exists(chat_id=new):
            await StaffGroup.filter(chat_id=old).delete()
        else:
            await StaffGroup.filter(chat_id=old).update(chat_id=new)


async def _move_cards(old: int, new: int) -> None:
    known = await ApprovalCard.filter(chat_id=new).values_list("submission_id", flat=True)
    moved = ApprovalCard.filter(chat_id=old, submission__status__in=UNDECIDED)
    ids = await moved.exclude(submission_id__in=[0, *known]).values_list("id", flat=True)
    await ApprovalCard.filter(chat_id=old).exclude(id__in=[0, *ids]).delete()
    await ApprovalCard.filter(chat_id=old).update(chat_id=new, message_id=TO_SEND, drawn="")


async def mark_unreachable(chat_id: int | str) -> None:
    """Write to this chat no more until it shows a sign of life."""
    if isinstance(chat_id, int) and chat_id > 0:
        await ChatAccount.filter(chat_id=chat_id).update(reachable=False)
        return
    async with writing():
        if await StaffGroup.filter(chat_id=chat_id, active=True).update(active=False):
            to = await administrators() or await librarians()
            await record(GroupRefused(), SYSTEM, to=to)


async def forget_topic(chat_id: int | str | None, thread_id: int | None) -> None:
    """A topic of cards was closed or deleted: who decides hears that they go to General.

    Of a school's topic its caretakers hear, and of that of all schools every librarian.
    """
    if await StaffGroup.exists(chat_id=chat_id, thread_id=thread_id, by_school=False):
        await _forget_topic_of_all(chat_id, thread_id)
        return
    topic = await GroupTopic.filter(group__chat_id=chat_id, thread_id=thread_id).first()
    if topic is None:
        return
    async with writing():
        if await GroupTopic.filter(id=topic.id).delete():
            to = await _find_caretakers(topic.school_id)
            await record(GroupTopicLost(), SYSTEM, school_id=topic.school_id, to=to)


async def _forget_topic_of_all(chat_id: int | str | None, thread_id: int | None) -> None:
    async with writing():
        lost = StaffGroup.filter(chat_id=chat_id, thread_id=thread_id)
        if await lost.update(thread_id=None):
            to = await librarians() or await administrators()
            await record(GroupTopicLost(), SYSTEM, to=to)


async def _find_caretakers(school_id: int) -> list[Destination]:
    caring = await list_caretakers(school_id)
    return [(Channel.CHAT, Recipient.staff(each.id)) for each in caring] or await librarians()


async def mark_reachable(chat_id: int) -> None:
    await ChatAccount.filter(chat_id=chat_id, reachable=False).update(reachable=True)
