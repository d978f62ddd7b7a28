"""A limit on guessing: each guess is counted before it is judged, so that none is free.

Everybody is counted twice: as the customer whose card was typed, and as the chat it was typed
in. A chat's limit is the lower one, so that one chat alone cannot lock a customer out. A card
that nobody has is counted like one that somebody has: the answers do not tell them apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from rosterdesk.core.clock import LOCAL, now
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.models import LoginFailures
from rosterdesk.core.storage.database import change, writing

if TYPE_CHECKING:
    from datetime import datetime

CHAT_WINDOW = timedelta(hours=1)
_FREE = 3  # failures of a customer without a pause
_FIRST_PAUSE = timedelta(seconds=30)  # doubled with each failure after those


class TooManyAttemptsError(RosterdeskError):
    """Attempts are refused, right or wrong, until ``until``."""

    def __init__(self, until: datetime) -> None:
        super().__init__(
            N_("Too many attempts: please wait until {time}."),
            time=f"{until.astimezone(LOCAL) + timedelta(seconds=59):%H:%M}",
        )
        self.until = until


class LockedError(RosterdeskError):
    """Attempts are refused until the desk unlocks the customer."""

    def __init__(self) -> None:
        super().__init__(
            N_("After too many attempts this card is locked. The desk of your library unlocks it.")
        )


@dataclass(frozen=True, slots=True)
class Limits:
    """``customer``: failures in a row until the lock; ``chat``: failures in CHAT_WINDOW."""

    customer: int
    chat: int


async def count_attempt(subject: str, chat: str, limits: Limits) -> int:
    """Count one attempt as failed and return the subject's number of them.

    Raises TooManyAttemptsError or LockedError, and then counts nothing.
    """
    async with writing():
        for each in (subject, chat):
            await LoginFailures.get_or_create({"since": now()}, subject=each)
            await _hold(each)
        of_chat = await LoginFailures.get(subject=chat)
        of_subject = await LoginFailures.get(subject=subject)
        _refuse_waiting(of_chat)
        _refuse_locked(of_subject, limits)
        _refuse_waiting(of_subject)
        await _count_chat(of_chat, limits)
        return await _count_subject(of_subject)


async def count_guess(chat: str, limits: Limits) -> None:
    """Count one guess at a code of nobody in particular, as failed: the chat alone is counted.

    Raises TooManyAttemptsError, and then counts nothing.
    """
    async with writing():
        await LoginFailures.get_or_create({"since": now()}, subject=chat)
        await _hold(chat)
        of_chat = await LoginFailures.get(subject=chat)
        _refuse_waiting(of_chat)
        await _count_chat(of_chat, limits)


async def _hold(subject: str) -> None:
    """Make others who count the same subject wait until this transaction ends."""
    await change("UPDATE login_failures SET failures = failures WHERE subject = ?", [subject])


def _refuse_waiting(row: LoginFailures) -> None:
    if row.wait_until is not None and row.wait_until > now():
        raise TooManyAttemptsError(row.wait_until)


def _refuse_locked(row: LoginFailures, limits: Limits) -> None:
    if row.locked_at is not None or row.failures >= limits.customer:
        raise LockedError


async def _count_chat(row: LoginFailures, limits: Limits) -> None:
    if row.since + CHAT_WINDOW <= now():
        row.since, row.failures, row.wait_until = now(), 0, None
    row.failures += 1
    if row.failures >= limits.chat:
        row.wait_until = row.since + CHAT_WINDOW
    await row.save()


async def _count_subject(row: LoginFailures) -> int:
    row.failures += 1
    if row.failures >= _FREE:
        row.wait_until = now() + _FIRST_PAUSE * 2 ** (row.failures - _FREE)
    await row.save()
    return row.failures


async def lock(subject: str) -> bool:
    """Lock the subject; return whether it was this call that did it."""
    changed = await LoginFailures.filter(subject=subject, locked_at=None).update(locked_at=now())
    return changed == 1


async def forget_failures(subject: str, chat: str | None = None) -> None:
    """Forget failures after a success or an unlock; a chat's count only takes back the success.

    Were the chat's count cleared, its owner could log in with their own card between guesses.
    """
    await LoginFailures.filter(subject=subject).delete()
    if chat is not None:
        await take_back(chat)


async def take_back(chat: str) -> None:
    """Uncount the chat's last attempt: it was right."""
    await change(
        "UPDATE login_failures SET failures = failures - 1, wait_until = NULL"
        " WHERE subject = ? AND failures > 0",
        [chat],
    )


async def find_lock(customer_id: int) -> datetime | None:
    """Return since when the customer is locked."""
    row = await LoginFailures.get_or_none(subject=name_customer(customer_id))
    return row.locked_at if row else None


def name_customer(customer_id: int) -> str:
    return f"customer:{customer_id}"
