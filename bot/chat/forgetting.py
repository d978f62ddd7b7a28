"""Deletion of the chat's data about a person who is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.models import ChatAccount, Dialog, Search, end_chats
from rosterdesk.core.person_names import fold

if TYPE_CHECKING:
    from rosterdesk.core.privacy.erase import Traces


async def forget_chats(traces: Traces) -> frozenset[str]:
    """Untie their accounts, and drop dialogs of theirs or with their name; ``erase_customer``."""
    accounts = await ChatAccount.filter(customer=traces.customer)
    users = {str(account.user_id) for account in accounts}
    await end_chats(traces.customer.id, None, None)
    for dialog in await Dialog.all():
        said = fold(str(dialog.data))
        if users & set(dialog.key.split(":")) or any(word in said for word in traces.words):
            await dialog.delete()
    await Search.filter(submission_id__in=traces.submission_ids or [0]).delete()
    return frozenset()  # the chat has no stored files of its own
