"""Actors: those who do something, the answer to "who" in the audit trail."""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass

from rosterdesk.core.models import Channel, Customer, Staff


@dataclass(frozen=True, slots=True)
class Actor:
    """``reference`` is stable (``staff:3``); ``name`` is the name at that time.

    ``via`` is the user of the command line who acts in the name of a member of staff.
    """

    reference: str
    name: str
    channel: Channel
    via: str | None = None


def staff_actor(staff: Staff, channel: Channel) -> Actor:
    return Actor(f"staff:{staff.id}", staff.name, channel)


def customer_actor(customer: Customer, channel: Channel) -> Actor:
    # A name in the trail would outlive the customer's erasure: the reference is enough.
    return Actor(f"customer:{customer.id}", f"customer:{customer.id}", channel)


def shell_actor(user: str) -> Actor:
    return Actor(f"shell:{user}", user, Channel.SHELL)


def named_actor(staff: Staff, user: str) -> Actor:
    """Return a member of staff as a user of the command line names them."""
    return Actor(f"staff:{staff.id}", staff.name, Channel.SHELL, via=f"shell:{user}")


def find_shell_actor() -> Actor:
    """Return whose process this is: the real user, whatever the environment claims."""
    user = os.getuid()
    try:
        name = pwd.getpwuid(user).pw_name
    except KeyError:  # a container may run as a user whom no list names
        name = f"user {user}"
    return Actor(f"shell:{user}", name, Channel.SHELL)


SYSTEM = Actor("system", "rosterdesk", Channel.SHELL)
