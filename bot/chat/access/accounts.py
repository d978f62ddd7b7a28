"""Chat accounts: tied to a person, untied again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.models import ChatAccount
from rosterdesk.core.clock import now
from rosterdesk.core.customers.persons import join_person
from rosterdesk.core.models import Channel
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import customer_actor, staff_actor
from rosterdesk.core.trail.events import Kind, record

if TYPE_CHECKING:
    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.core.customers.staff import Person
    from rosterdesk.core.models import Customer
    from rosterdesk.core.trail.actors import Actor


async def link_account(
    user_id: int, chat_id: int, person: Person, *, must_choose: bool = False
) -> None:
    """Tie the account to the person; one who is staff and customer keeps the other half."""
    known = await ChatAccount.get_or_none(user_id=user_id).prefetch_related("staff", "customer")
    facts = {"chat_id": chat_id, "reachable": True, "linked_at": now()}
    if person.staff:
        facts["staff"] = person.staff
        actor = staff_actor(person.staff, Channel.CHAT)
    else:
        assert person.customer is not None
        facts |= {"customer": person.customer, "must_choose": must_choose}
        actor = customer_actor(person.customer, Channel.CHAT)
    async with writing():
        account, _ = await ChatAccount.update_or_create(facts, user_id=user_id)
        await _join_halves(account, actor)
        await record(
            Kind.CHAT_LINKED,
            actor,
            customer_id=person.customer.id if person.customer else None,
            data={"again": known is not None},
            private={"user": user_id},
        )


async def _join_halves(account: ChatAccount, actor: Actor) -> None:
    """Register that the member of staff and the customer of one account are one person."""
    await account.fetch_related("staff", "customer")
    if account.staff and account.customer:
        await join_person(account.staff, account.customer, actor)


async def list_accounts(customer: Customer) -> list[ChatAccount]:
    return await ChatAccount.filter(customer=customer).order_by("linked_at")


async def unlink_account(account: ChatAccount, actor: Actor, kind: Kind) -> None:
    """Take the customer off the account; an account of staff stays theirs."""
    async with writing():
        customer_id = account.customer_id
        if account.staff_id is None:
            await account.delete()
        else:
            await ChatAccount.filter(id=account.id).update(customer_id=None, must_choose=False)
        await record(kind, actor, customer_id=customer_id, private={"user": account.user_id})


async def finish_choosing(member: Member) -> None:
    await ChatAccount.filter(id=member.account.id).update(must_choose=False)
    member.account.must_choose = False
