"""The place where one slip lies until the printer that asked for it has fetched it.

Two sides meet here. The owner's thread lays a slip down and waits: until it is fetched, or else
takes it back, and then until the printer says what became of it. The page hears the printer's
questions. A slip is in one of four states, and everything that moves it holds one lock:

    lying -> fetched -> ended       lying -> taken back

Only a slip that is lying can be taken back, and only one that was fetched can end: so a slip that
goes to the queue again was in nobody's hands, and one that was in somebody's is never sent a second
time (``docs/decisions/printers-that-ask.md``).
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from rosterdesk.printer.devices.device import Status
from rosterdesk.printer.errors import NotSentError, Reason, UnknownOutcomeError

if TYPE_CHECKING:
    from collections.abc import Callable

_TOKEN_BYTES = 12  # as hexadecimal 24 characters; Epson's job numbers have 30 at most
_AT_WORK = 3.0  # seconds after a slip in which the next one is waited for
_LAST_SECONDS = 10.0  # for a slip that was fetched when the service stops


class ElsewhereError(Exception):
    """It is asked from another place than that from which the printer is heard."""


@dataclass(slots=True)
class Lying:
    """A slip in the pickup. It holds a password: never log it, never store it."""

    data: bytes = field(repr=False)
    token: str
    place: str | None = None  # where it was announced
    fetched: bool = False
    refused: Reason | None = None  # the printer said so before it fetched the slip
    ended: bool = False
    reason: Reason | None = None  # why the end was no good one
    forms: dict[str, object] = field(default_factory=dict, repr=False)  # what was made of the data


class Pickup:
    """One printer's slip, one at a time; ``silent`` is when a printer is taken to be away."""

    def __init__(self, silent: float, clock: Callable[[], float] = monotonic) -> None:
        """``silent``: seconds without a question."""
        self._silent = silent
        self._clock = clock
        self._made = clock()
        self._changed = threading.Condition()
        self._lying: Lying | None = None
        self._status = Status()
        self._heard: float | None = None  # when it last asked anything
        self._place: str | None = None  # from where
        self._told: float | None = None  # when it last told how it is
        self._wanted = False  # whether it must be asked how it is
        self._worked: float | None = None  # when the last slip ended
        self._stopping = False

    # the side of the owner's thread

    def lay_down(self, data: bytes, seconds: float) -> None:
        """Wait until the slip is fetched; raises NotSentError once it was taken back."""
        slip = Lying(data, secrets.token_hex(_TOKEN_BYTES))
        with self._changed:
            if self._stopping:
                raise NotSentError(Reason.STOPPED)
            self._lying = slip
            self._changed.notify_all()
            self._wait(lambda: slip.fetched or slip.refused is not None or self._stopping, seconds)
            if slip.fetched:
                return
            self._lying = None
            stopped = Reason.STOPPED if self._stopping else Reason.UNREACHABLE
            raise NotSentError(slip.refused or stopped)

    def await_end(self, seconds: float) -> None:
        """Wait until the printer says that the slip is on paper; raises UnknownOutcomeError."""
        with self._changed:
            slip = self._lying
            assert slip is not None
            self._wait(lambda: slip.ended or self._stopping, seconds)
            if self._stopping:
                self._wait(lambda: slip.ended, min(seconds, _LAST_SECONDS))
            self._let_go()
            if not slip.ended:
                raise UnknownOutcomeError(self._status.reason or Reason.NO_WORD)
            if slip.reason is not None:
                raise UnknownOutcomeError(slip.reason)

    def let_go(self) -> None:
        """Forget a slip of which nothing more will be said."""
        with self._changed:
            self._let_go()

    def _let_go(self) -> None:
        self._lying = None
        self._worked = self._clock()

    def find_status(self, fresh: float) -> Status:
        """Return how the printer is, no longer ago than ``fresh`` seconds; raises NotSentError.

        One that was never heard has the time that it takes to be missed; one that is heard and does
        not tell how it is, is waited for as long, and then may be printed on.
        """
        with self._changed:
            began = self._clock()
            # Trouble may be over: the printer must say so anew.
            needed = began - fresh if self._status.ready else began
            self._wanted = not self._is_fresh(needed)
            self._wait(lambda: self._is_fresh(needed) or self._stopping, self._patience(began))
            self._wanted = False
            if self._heard is None or self._clock() - self._heard > self._silent:
                raise NotSentError(Reason.UNREACHABLE)
            return self._status if self._is_fresh(began - fresh) else Status()

    def _patience(self, began: float) -> float:
        """Return the seconds to wait for its next word; none where it is known to be away."""
        if self._heard is None:
            return max(self._made + self._silent - began, 0)
        return self._silent if began - self._heard <= self._silent else 0

    def _is_fresh(self, since: float) -> bool:
        return self._told is not None and self._told >= since

    def stop(self) -> None:
        """Give out nothing any more, and wait only a little for what was given out."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()

    # the side of the page

    @property
    def heard_ago(self) -> float | None:
        """Return the seconds since the printer last asked; None where it never did."""
        with self._changed:
            return None if self._heard is None else self._clock() - self._heard

    @property
    def status(self) -> Status:
        with self._changed:
            return self._status

    @property
    def wants_status(self) -> bool:
        """Return whether it must tell how it is before a slip may be made for it."""
        with self._changed:
            return self._wanted

    @property
    def expects_more(self) -> bool:
        """Return whether a slip has just ended, so that another one may follow at once."""
        with self._changed:
            return self._lying is None and self._is_at_work()

    def _is_at_work(self) -> bool:
        return self._worked is not None and self._clock() - self._worked <= _AT_WORK

    def hear(self, place: str, status: Status | None = None) -> None:
        """Note that the printer asked from that place, and how it is where it said so.

        Trouble ends what it was printing, and keeps from it what it has not fetched. Raises
        ElsewhereError: while the printer is heard from one place, whoever shows its secret in
        another one is not it.
        """
        with self._changed:
            at = self._clock()
            if (
                self._heard is not None
                and at - self._heard <= self._silent
                and (self._place != place)
            ):
                raise ElsewhereError
            self._heard, self._place = at, place
            if status is not None:
                self._status, self._told = status, self._heard
                if self._lying is not None and status.reason is not None:
                    self._stop_slip(self._lying, status.reason)
            self._changed.notify_all()

    def _stop_slip(self, slip: Lying, reason: Reason) -> None:
        if not slip.fetched:
            slip.refused = reason
        elif not slip.ended:
            slip.ended, slip.reason = True, reason

    def announce(self, place: str) -> str | None:
        """Return the token of the slip that lies ready; None where nothing does.

        A slip that was fetched is not told of again: it may be on paper.
        """
        with self._changed:
            slip = self._lying
            if slip is None or slip.fetched or slip.refused is not None:
                return None
            slip.place = place
            return slip.token

    def fetch(self, place: str, token: str | None) -> Lying | None:
        """Give the slip out, the same one each time; None where there is none.

        Raises ElsewhereError from where it was not announced. Older interfaces know no token.
        """
        with self._changed:
            slip = self._lying
            if slip is None or slip.ended or slip.refused is not None or self._stopping:
                return None
            if token is not None and not _is_same(token, slip.token):
                return None
            if slip.place != place:
                raise ElsewhereError
            slip.fetched = True
            self._changed.notify_all()
            return slip

    def end(self, place: str, token: str | None, reason: Reason | None) -> bool:
        """Note what became of the slip, None: it is on paper; return whether it was this one."""
        with self._changed:
            slip = self._lying
            if slip is None or not slip.fetched or slip.ended or slip.place != place:
                return False
            if token is not None and not _is_same(token, slip.token):
                return False
            slip.ended, slip.reason = True, reason
            self._changed.notify_all()
            return True

    def await_next(self, seconds: float) -> None:
        """While slips follow each other, wait a little for the next: it need not ask once more."""
        with self._changed:
            if not self._is_at_work():
                return
            self._wait(lambda: self._lying is not None or self._stopping, seconds)

    def _wait(self, done: Callable[[], bool], seconds: float) -> None:
        """Wait until it is done, or so long by the clock; call it with the lock held."""
        until = self._clock() + seconds
        while not done() and (left := until - self._clock()) > 0:
            self._changed.wait(left)


def _is_same(said: str, token: str) -> bool:
    return secrets.compare_digest(said.encode(), token.encode())
