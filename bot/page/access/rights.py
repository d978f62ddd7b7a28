"""The rights that stand beside each route of the page (``routes``)."""

from __future__ import annotations

from dataclasses import dataclass

from rosterdesk.core.login.roles import Role


@dataclass(frozen=True, slots=True)
class Right:
    """The roles that may ask something.

    ``machine`` marks what a device asks, a printer for example: it has no session and sends no
    Origin, and the handler itself judges who it is.
    """

    roles: frozenset[Role]
    machine: bool = False

    def allows(self, roles: frozenset[Role]) -> bool:
        return self.machine or bool(self.roles & roles)


def _allow(*roles: Role) -> Right:
    return Right(frozenset(roles))


ANYBODY = _allow(*Role)
LOGGED_IN = _allow(*(role for role in Role if role is not Role.STRANGER))
NEWCOMERS = _allow(Role.NEWCOMER)
CUSTOMERS = _allow(Role.CUSTOMER, Role.UPLOADER)
CHOOSERS = _allow(Role.NEWCOMER, Role.CUSTOMER, Role.UPLOADER)
UPLOADERS = _allow(Role.UPLOADER)
STAFF = _allow(Role.DESK, Role.LIBRARIAN, Role.ADMINISTRATOR)
LIBRARIANS = _allow(Role.LIBRARIAN)
GRANTERS = _allow(Role.LIBRARIAN, Role.ADMINISTRATOR)
ADMINISTRATORS = _allow(Role.ADMINISTRATOR)
PRINTING = _allow(Role.LIBRARIAN, Role.DESK)
MACHINES = Right(frozenset(), machine=True)
