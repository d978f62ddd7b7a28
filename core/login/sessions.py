"""Sessions of the page: a browser that somebody logged in with, until it ends.

The cookie holds a random token of which only the keyed digest is kept: who reads the database
is not in. A session ends by itself when nobody used it for a while, and for good after some
hours; its owner, the desk and a reset end it at once.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tortoise.expressions import Q

from rosterdesk.core.clock import now
from rosterdesk.core.errors import NotThereError
from rosterdesk.core.language import N_
from rosterdesk.core.models import Channel, Session
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import customer_actor, staff_actor
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import LoggedOut

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from rosterdesk.core.customers.staff import Person
    from rosterdesk.core.protection.keys import Keys
    from rosterdesk.core.trail.actors import Actor

_TOKEN_BYTES = 32
_LONGEST_TOKEN = 64
_SELDOM = timedelta(seconds=60)  # between two notes that a session is used
_LONGEST_BROWSER = 60


class SessionOverError(NotThereError):
    """The session ended while its last request was answered."""


@dataclass(frozen=True, slots=True)
class Lifetime:
    """The limits of a session: ``idle`` without being used, ``longest`` however it is used."""

    idle: timedelta
    longest: timedelta


def who_is(session: Session) -> Actor:
    """Return who acts in the session, which has one owner: staff, or a customer."""
    if session.staff is not None:
        return staff_actor(session.staff, Channel.PAGE)
    assert session.customer is not None
    return customer_actor(session.customer, Channel.PAGE)


async def begin_session(
    person: Person, browser: str, keys: Keys, once_at: datetime | None = None
) -> str:
    """Let the person in, in the caller's transaction; return the token for the cookie.

    Somebody with two hats has a session for each: none has the rights of both. ``once_at``: when
    a one-time password let them in.
    """
    assert (person.staff is None) != (person.customer is None)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    await Session.create(
        digest=_digest(token, keys),
        customer=person.customer,
        staff=person.staff,
        began_at=now(),
        seen_at=now(),
        once_at=once_at,
        browser=browser[:_LONGEST_BROWSER],
    )
    return token


async def find_session(
    token: str, keys: Keys, lifetime: Lifetime, *, using: bool = True
) -> Session | None:
    """Return the session of the token, with its owner; None where it ended, or never was.

    Unless it is only looked at, being found keeps it from ending.
    """
    if not 0 < len(token) <= _LONGEST_TOKEN:
        return None
    session = await Session.get_or_none(digest=_digest(token, keys)).prefetch_related(
        "customer__school", "staff"
    )
    if session is None or not _is_alive(session, lifetime):
        return None
    if using and session.seen_at + _SELDOM < now():
        await Session.filter(id=session.id).update(seen_at=now())
    return session


def _is_alive(session: Session, lifetime: Lifetime) -> bool:
    moment = now()
    if session.staff is not None and not session.staff.active:
        return False
    return session.seen_at + lifetime.idle > moment and session.began_at + lifetime.longest > moment


async def renew_session(session: Session, keys: Keys) -> str:
    """Give the session another token, and let it do all, in the caller's transaction.

    Raises SessionOverError where it ended meanwhile.
    """
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    changed = await Session.filter(id=session.id).update(digest=_digest(token, keys), once_at=None)
    if not changed:
        raise SessionOverError(N_("You were logged out meanwhile: log in again."))
    return token


async def list_sessions(person: Person, lifetime: Lifetime) -> Sequence[Session]:
    """Return the browsers in which the person is logged in now, the last used one first."""
    found = Session.filter(customer=person.customer, staff=person.staff).order_by("-seen_at")
    return [each for each in await found.prefetch_related("staff") if _is_alive(each, lifetime)]


async def end_session(session: Session) -> None:
    """Log the browser out, as its owner asked in it or in another one."""
    async with writing():
        if await Session.filter(id=session.id).delete():
            await record(LoggedOut(), who_is(session), customer_id=session.customer_id)


async def end_other_session(mine: Session, number: int) -> bool:
    """End another session of the same owner; return False where it is none, or not any more."""
    owner = Q(customer_id=mine.customer_id, staff_id=mine.staff_id)
    other = await Session.get_or_none(owner, id=number).prefetch_related("customer", "staff")
    if other is None or other.id == mine.id:
        return False
    await end_session(other)
    return True


async def forget_sessions(lifetime: Lifetime) -> int:
    """Delete the sessions that are over; return how many."""
    moment = now()
    over = Q(seen_at__lte=moment - lifetime.idle) | Q(began_at__lte=moment - lifetime.longest)
    return int(await Session.filter(over).delete())


def _digest(token: str, keys: Keys) -> str:
    return keys.digest(f"session {token}".encode())
