"""A limit on guessing: each guess is counted before it is judged, so that none is free.

Everybody is counted twice: as the customer whose card was typed, and as the chat it was typed
in. The pauses of a card grow to LONGEST_PAUSE and no further: who knows its number could else keep
its owner out for ever. A chat or browser that the card let in before is not held up by them, and
has its own limit. A card that nobody has is counted like one that somebody has: the answers do not
tell them apart.
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
from rosterdesk.core.trail.actors import name_customer

if TYPE_CHECKING:
    from datetime import datetime

CHAT_WINDOW = timedelta(hours=1)
_FREE = 3  # failures of a customer without a pause
_FIRST_PAUSE = timedelta(seconds=30)  # doubled with each failure after those
# 24 guesses a day: a slip, of 40 bits, is long thrown away before one of them is likely right.
LONGEST_PAUSE = timedelta(hours=1)
_MOST_DOUBLINGS = 10  # more than LONGEST_PAUSE needs: a power of two has no end


class TooManyAttemptsError(RosterdeskError):
    """Attempts are refused, right or wrong, until ``until``."""

    def __init__(self, until: datetime) -> None:
        super().__init__(
            N_("Too many attempts: please wait until {time}."),
            time=f"{until.astimezone(LOCAL) + timedelta(seconds=59):%H:%M}",
        )
        self.until = until


@dataclass(frozen=True, slots=True)
class Limits:
    """``customer``: failures in a row until the desk hears; ``chat``: failures in CHAT_WINDOW."""

    customer: int
    chat: int


async def count_attempt(subject: str, chat: str, limits: Limits) -> int:
    """Count one attempt as failed and return the subject's number of them.

    Raises TooManyAttemptsError, and then counts nothing.
    """
    async with writing():
        for each in (subject, chat):
            await _hold(each)
        of_chat = await LoginFailures.get(subject=chat)
        of_subject = await LoginFailures.get(subject=subject)
        _refuse_waiting(of_chat)
        _refuse_waiting(of_subject)
        await _count_chat(of_chat, limits)
        return await _count_subject(of_subject)


async def count_guess(chat: str, limits: Limits) -> None:
    """Count one guess at a code of nobody in particular, as failed: the chat alone is counted.

    Raises TooManyAttemptsError, and then counts nothing.
    """
    async with writing():
        await _hold(chat)
        of_chat = await LoginFailures.get(subject=chat)
        _refuse_waiting(of_chat)
        await _count_chat(of_chat, limits)


async def _hold(subject: str) -> None:
    """Make others who count the same subject wait until this transaction ends.

    In one statement: a success of somebody else forgets the subject at any moment.
    """
    row = LoginFailures(subject=subject, since=now())
    # What is there stays as it is: the update changes nothing, and holds the row.
    await LoginFailures.bulk_create([row], on_conflict=["subject"], update_fields=["subject"])


def _refuse_waiting(row: LoginFailures) -> None:
    if row.wait_until is not None and row.wait_until > now():
        raise TooManyAttemptsError(row.wait_until)


async def _count_chat(row: LoginFailures, limits: Limits) -> None:
    if row.since + CHAT_WINDOW <= now():
        row.since, row.failures, row.wait_until = now(), 0, None
    row.failures += 1
    if row.failures >= limits.chat:
        row.wait_until = row.since + CHAT_WINDOW
    await row.save()


async def _count_subject(row: LoginFailures) -> int:
    row.failures += 1
    row.wait_until = _end_of_pause(row.failures)
    await row.save()
    return row.failures


def _end_of_pause(failures: int) -> datetime | None:
    if failures < _FREE:
        return None
    doublings = min(failures - _FREE, _MOST_DOUBLINGS)
    pause: timedelta = min(_FIRST_PAUSE * 2**doublings, LONGEST_PAUSE)
    return now() + pause


async def mark_told(subject: str) -> bool:
    """Mark that the desk hears of the subject; return whether it was this call that did it."""
    changed = await LoginFailures.filter(subject=subject, told_at=None).update(told_at=now())
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


async def find_pause(customer_id: int) -> datetime | None:
    """Return until when a chat that is not known must wait to log the customer in."""
    row = await LoginFailures.get_or_none(subject=name_customer(customer_id))
    until: datetime | None = row.wait_until if row else None
    return until if until and until > now() else None
