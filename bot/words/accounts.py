"""The chats that are linked to a person, as several doors list and unlink them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rosterdesk.bot.models import ChatAccount
from rosterdesk.bot.words.texts import format_time
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import record

if TYPE_CHECKING:
    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Customer, Staff
    from rosterdesk.core.trail.actors import Actor
    from rosterdesk.core.trail.payloads import ChatUnlinked, LoggedOut


async def list_accounts(customer: Customer) -> list[ChatAccount]:
    return await ChatAccount.filter(customer=customer).order_by("linked_at")


async def list_staff_accounts(staff: Staff) -> list[ChatAccount]:
    return await ChatAccount.filter(staff=staff).order_by("linked_at")


async def count_staff_accounts() -> dict[int, int]:
    """Return how many chats each member of staff has linked, of those who have any."""
    accounts = await ChatAccount.exclude(staff_id=None)
    return Counter(account.staff_id for account in accounts if account.staff_id is not None)


def describe_account(account: ChatAccount, language: Language) -> str:
    """Names of accounts are not kept: the end of the number and the day tell them apart."""
    return f"…{account.user_id % 10_000:04d}, {format_time(account.linked_at, language)}"


async def unlink_account(
    account: ChatAccount, actor: Actor, said: type[ChatUnlinked | LoggedOut]
) -> None:
    """Take the customer off the account; an account of staff stays theirs."""
    async with writing():
        customer_id = account.customer_id
        if account.staff_id is None:
            await account.delete()
        else:
            await ChatAccount.filter(id=account.id).update(customer_id=None, must_choose=False)
        await record(said(user=account.user_id), actor, customer_id=customer_id)
