"""Actors: those who do something, the answer to "who" in the audit trail."""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass

from rosterdesk.core.models import Channel, Customer, Staff

_STAFF, _CUSTOMER, _SHELL, _SYSTEM = "staff", "customer", "shell", "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """``reference`` is stable (``staff:3``); ``name`` is the name at that time.

    ``via`` is the user of the command line who acts in the name of a member of staff.
    """

    reference: str
    name: str
    channel: Channel
    via: str | None = None

    @property
    def staff_id(self) -> int | None:
        """The number of the member of staff; None for anybody else."""
        return read_staff_id(self.reference)

    @property
    def is_shell(self) -> bool:
        """Return whether this is a user of the command line whom no member of staff stands for."""
        return self.reference.startswith(f"{_SHELL}:")

    @property
    def is_system(self) -> bool:
        return self.reference == _SYSTEM


def name_staff(staff_id: int) -> str:
    """Return the reference of a member of staff in the audit trail."""
    return f"{_STAFF}:{staff_id}"


def name_customer(customer_id: int) -> str:
    """Return the reference of a customer in the audit trail."""
    return f"{_CUSTOMER}:{customer_id}"


def read_staff_id(reference: str) -> int | None:
    """Return the number in the reference of a member of staff; None for anybody else's."""
    kind, _, number = reference.partition(":")
    return int(number) if kind == _STAFF else None


def staff_actor(staff: Staff, channel: Channel) -> Actor:
    return Actor(name_staff(staff.id), staff.name, channel)


def customer_actor(customer: Customer, channel: Channel) -> Actor:
    # A name in the trail would outlive the customer's erasure: the reference is enough.
    reference = name_customer(customer.id)
    return Actor(reference, reference, channel)


def shell_actor(user: str) -> Actor:
    return Actor(f"{_SHELL}:{user}", user, Channel.SHELL)


def named_actor(staff: Staff, user: Actor) -> Actor:
    """Return a member of staff as a user of the command line names them."""
    return Actor(name_staff(staff.id), staff.name, Channel.SHELL, via=user.reference)


def find_shell_actor() -> Actor:
    """Return whose process this is: the real user, whatever the environment claims."""
    user = os.getuid()
    try:
        name = pwd.getpwuid(user).pw_name
    except KeyError:  # a container may run as a user whom no list names
        name = f"user {user}"
    return Actor(f"{_SHELL}:{user}", name, Channel.SHELL)


SYSTEM = Actor(_SYSTEM, "rosterdesk", Channel.SYSTEM)
