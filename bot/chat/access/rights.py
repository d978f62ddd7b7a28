"""Roles, and who may ask something: the right that stands beside each handler (``routes``).

A role is of the person who asks, as the database has it at that moment: never of the chat, the
group or the message that is answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.core.login.roles import Role
from rosterdesk.core.login.roles import find_roles as find_roles_of_person

if TYPE_CHECKING:
    from aiogram.types import User

    from rosterdesk.bot.chat.access.person import Member


@dataclass(frozen=True, slots=True)
class Right:
    """The roles that may ask something, and whether they may in a group as well.

    ``service`` marks what a chat reports of itself, which no person asks.
    """

    roles: frozenset[Role]
    in_groups: bool = False
    service: bool = False

    def allows(self, roles: frozenset[Role], *, in_group: bool) -> bool:
        """Return whether somebody with these roles may ask it there."""
        return self.service or (bool(self.roles & roles) and (self.in_groups or not in_group))


def _allow(*roles: Role, in_groups: bool = False) -> Right:
    return Right(frozenset(roles), in_groups)


ANYBODY = _allow(*Role)
ANYBODY_ANYWHERE = _allow(*Role, in_groups=True)
STRANGERS = _allow(Role.STRANGER)
CUSTOMERS = _allow(Role.CUSTOMER, Role.UPLOADER)
LOGGED_IN = _allow(Role.NEWCOMER, Role.CUSTOMER, Role.UPLOADER)
UPLOADERS = _allow(Role.UPLOADER)
STAFF = _allow(Role.DESK, Role.LIBRARIAN, Role.ADMINISTRATOR)
STAFF_AND_UPLOADERS = _allow(Role.UPLOADER, Role.DESK, Role.LIBRARIAN, Role.ADMINISTRATOR)
LIBRARIANS = _allow(Role.LIBRARIAN)
LIBRARIANS_ANYWHERE = _allow(Role.LIBRARIAN, in_groups=True)
GRANTERS = _allow(Role.LIBRARIAN, Role.ADMINISTRATOR)
GRANTERS_ANYWHERE = _allow(Role.LIBRARIAN, Role.ADMINISTRATOR, in_groups=True)
ADMINISTRATORS = _allow(Role.ADMINISTRATOR)
PRINTING = _allow(Role.LIBRARIAN, Role.DESK)
PRINTING_ANYWHERE = _allow(Role.LIBRARIAN, Role.DESK, in_groups=True)
SERVICE = Right(frozenset(), in_groups=True, service=True)

# Group administrators who write as the group, Telegram's own account, posts of channels: these
# ids are shared by everybody who does so, so that none of them is a person.
NOBODY = frozenset({1087968824, 777000, 136817688})


async def find_roles(member: Member | None, user: User | None) -> frozenset[Role]:
    """Return the roles of who asks; several for staff who are customers too, none for nobody."""
    if user is None or user.is_bot or user.id in NOBODY:
        return frozenset()
    return await find_roles_of(member)


async def find_roles_of(member: Member | None) -> frozenset[Role]:
    if member is None:
        return frozenset({Role.STRANGER})
    return await find_roles_of_person(
        member.staff, member.customer, must_choose=member.account.must_choose
    )
