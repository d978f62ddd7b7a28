"""Housekeeping that runs by itself: deleting expired data, and reminding people of overdue work."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rosterdesk.bot.chat.forgetting import forget_chats
from rosterdesk.bot.program.loops.anchors import keep_anchor
from rosterdesk.core.approval.deadlines import keep_deadlines
from rosterdesk.core.clock import now, today
from rosterdesk.core.privacy.housekeeping import tidy_up
from rosterdesk.core.privacy.leavers import erase_leavers
from rosterdesk.core.privacy.retention import delete_unneeded, forget_old
from rosterdesk.core.trail.refusals import sum_up_refusals
from rosterdesk.mailbox.store.kept.forgetting import forget_mails, forget_old_mails, list_stored

if TYPE_CHECKING:
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.library import Library


async def keep_house(settings: Settings, library: Library) -> bool:
    """Do what is due; as a step of a loop it has never more to do at once."""
    await forget_old(
        settings.retention, library.files, forget_mails=forget_old_mails, list_others=list_stored
    )
    if settings.retention.left_days is not None:
        # Not while the import that made them leave can still be undone.
        days = max(settings.retention.left_days, settings.undo_days)
        left = await erase_leavers(today() - timedelta(days=days), (forget_mails, forget_chats))
        await delete_unneeded(library.files, left, await list_stored())
    await keep_anchor(settings, library.keys)
    return await tidy_up(settings.undo_days)


async def watch_deadlines(settings: Settings) -> bool:
    """Do what the time asks for; all of it at once, so that there is never more."""
    await sum_up_refusals()
    await keep_deadlines(now(), settings.chat.approvals, settings.language)
    return False
