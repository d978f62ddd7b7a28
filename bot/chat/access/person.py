"""The person behind an update: identified once, before any handler runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiogram import BaseMiddleware

from rosterdesk.bot.models import ChatAccount
from rosterdesk.core.language import Language
from rosterdesk.core.models import Channel, Customer, Staff, StaffRole
from rosterdesk.core.trail.actors import Actor, customer_actor, staff_actor

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiogram.types import TelegramObject, User


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who confirmed that this chat account is theirs: staff, customer, or both."""

    account: ChatAccount
    staff: Staff | None
    customer: Customer | None

    @property
    def actor(self) -> Actor:
        if self.staff:
            return staff_actor(self.staff, Channel.CHAT)
        assert self.customer is not None
        return customer_actor(self.customer, Channel.CHAT)

    def has_role(self, *roles: StaffRole) -> bool:
        return self.staff is not None and self.staff.active and self.staff.role in roles


class RecogniseMember(BaseMiddleware):
    """Put ``member`` (or None for a stranger) and ``language`` into the handler's arguments."""

    def __init__(self, default: Language) -> None:
        self._default = default

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        user: User | None = data.get("event_from_user")
        member = await find_member(user.id) if user else None
        data["member"] = member
        data["language"] = choose_language(
            member.account if member else None, user.language_code if user else None, self._default
        )
        return await handler(event, data)


async def find_member(user_id: int) -> Member | None:
    account = await ChatAccount.get_or_none(user_id=user_id).prefetch_related("staff", "customer")
    if account is None:
        return None
    staff: Staff | None = account.staff
    if staff is not None and not staff.active:
        staff = None
    if staff is None and account.customer is None:
        return None
    return Member(account, staff, account.customer)


def choose_language(account: ChatAccount | None, spoken: str | None, default: Language) -> Language:
    """Take the language that was chosen, else that of the person's program, else the library's."""
    for code in (account.language if account else None, (spoken or "")[:2]):
        if code and code in set(Language):
            return Language(code)
    return default
