"""Chat accounts: tied to a person, untied again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.models import ChatAccount
from rosterdesk.core.clock import now
from rosterdesk.core.customers.persons import join_person
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.models import Channel
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import customer_actor, staff_actor
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import ChatLinked

if TYPE_CHECKING:
    from datetime import datetime

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.core.customers.staff import Person
    from rosterdesk.core.trail.actors import Actor


async def link_account(
    user_id: int, chat_id: int, person: Person, *, once_at: datetime | None = None
) -> None:
    """Tie the account to the person; one who is staff and customer keeps the other half.

    ``once_at``: when a one-time password let them in; nothing else until an own one is chosen.
    """
    known = await ChatAccount.get_or_none(user_id=user_id).prefetch_related("staff", "customer")
    facts = {"chat_id": chat_id, "reachable": True, "linked_at": once_at or now()}
    if person.staff:
        facts["staff"] = person.staff
        actor = staff_actor(person.staff, Channel.CHAT)
    else:
        assert person.customer is not None
        facts |= {"customer": person.customer, "must_choose": once_at is not None}
        actor = customer_actor(person.customer, Channel.CHAT)
    async with writing():
        account, _ = await ChatAccount.update_or_create(facts, user_id=user_id)
        await _join_halves(account, actor)
        await record(
            ChatLinked(again=known is not None, user=user_id),
            actor,
            customer_id=person.customer.id if person.customer else None,
        )


async def _join_halves(account: ChatAccount, actor: Actor) -> None:
    """Register that the member of staff and the customer of one account are one person."""
    await account.fetch_related("staff", "customer")
    if account.staff and account.customer:
        await join_person(account.staff, account.customer, actor)


async def finish_choosing(member: Member) -> None:
    """Let the account do all; in the transaction that sets the password.

    Raises LoggedOutError where the account was taken off the customer meanwhile.
    """
    mine = ChatAccount.filter(id=member.account.id, customer_id=member.account.customer_id)
    if not await mine.update(must_choose=False):
        raise LoggedOutError(N_("You were logged out of this chat. /login to come back."))
    member.account.must_choose = False


class LoggedOutError(RosterdeskError):
    """The session ended while its last question was answered."""

    package = "rosterdesk.bot"
