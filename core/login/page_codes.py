"""Codes that log a member of staff in on the page: asked for in their own chat, used once.

The chat is linked to the person already; the code carries that to a browser, on the same machine or
on another one. It lives for minutes, and is no code that links a chat.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rosterdesk.core.clock import now
from rosterdesk.core.customers.staff import CODE_LENGTH, Person, find_link_code
from rosterdesk.core.login.login import read_limits
from rosterdesk.core.login.sessions import begin_session
from rosterdesk.core.login.throttle import count_guess, take_back
from rosterdesk.core.models import Channel, LinkCode
from rosterdesk.core.protection.passwords import make_code, normalise
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import SYSTEM, staff_actor
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import CodeMade, LoggedIn, LoginFailed
from rosterdesk.core.trail.refusals import note_refusal

if TYPE_CHECKING:
    from rosterdesk.core.library import Library
    from rosterdesk.core.models import Staff
    from rosterdesk.core.protection.keys import Keys
    from rosterdesk.core.trail.actors import Actor

MINUTES = 5


async def make_page_code(staff: Staff, actor: Actor, keys: Keys) -> str:
    """Return a code for this member of staff; the one before it works no longer."""
    code = make_code(CODE_LENGTH)
    async with writing():
        await LinkCode.filter(staff=staff, used_at=None, for_page=True).delete()
        await LinkCode.create(
            digest=_digest(code, keys),
            staff=staff,
            expires_at=now() + timedelta(minutes=MINUTES),
            for_page=True,
        )
        await record(CodeMade(staff=staff.id), actor)
    return code


async def enter_with_code(
    typed: str, place: str, browser: str, library: Library
) -> str | Staff | None:
    """Let the owner of the code in; return the token of the session, None where it opens nothing.

    For the code of an invitation, which is not used up here, return the member of staff who is
    invited. ``place`` is where it was typed, for the throttle: raises TooManyAttemptsError.
    """
    await count_guess(place, read_limits(library, Channel.PAGE))
    async with writing():
        staff = await _use(typed, library.keys)
        invited = None if staff else await find_link_code(typed, library.keys)
        if invited is not None and invited.staff is not None:
            await take_back(place)
            return invited.staff
        if staff is None:
            await note_refusal(LoginFailed(), SYSTEM, place)
            return None
        await take_back(place)
        await record(LoggedIn(once=True, by="chat"), staff_actor(staff, Channel.PAGE))
        return await begin_session(Person(staff=staff), browser, library.keys)


async def _use(typed: str, keys: Keys) -> Staff | None:
    """Take the code by one conditional change: of two browsers at once, one gets it."""
    codes = LinkCode.filter(
        digest=_digest(typed, keys), used_at=None, expires_at__gt=now(), for_page=True
    )
    code = await codes.prefetch_related("staff").first()
    if code is None or code.staff is None or not code.staff.active:
        return None
    return code.staff if await codes.update(used_at=now()) else None


def _digest(code: str, keys: Keys) -> str:
    return keys.digest(normalise(code).encode())
