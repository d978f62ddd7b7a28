"""Acts that were committed while an update was handled: done, even where nobody can be told."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING

from rosterdesk.core.storage.database import after_commit
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.kinds import SHOWING, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rosterdesk.core.trail.actors import Actor

_acts: ContextVar[list[Kind] | None] = ContextVar("acts", default=None)
# Looking, and attempts: nothing is other than before.
_NO_ACTS = {
    *SHOWING,
    *(Kind.ACCESS_REFUSED, Kind.MANY_LOOKED_AT, Kind.LOGIN_FAILED, Kind.LOGIN_LOCKED),
    *(Kind.PLAN_STALE, Kind.SUBMISSION_REPEATED),
}


@contextmanager
def noting_acts() -> Iterator[list[Kind]]:
    """Yield the list to which each act is added once it is committed."""
    acts: list[Kind] = []
    token = _acts.set(acts)
    try:
        yield acts
    finally:
        _acts.reset(token)


def note_act(kind: Kind, actor: Actor) -> None:
    """Add what this person did, inside the transaction that does it."""
    acts = _acts.get()
    if acts is not None and actor != SYSTEM and kind not in _NO_ACTS:
        after_commit(partial(acts.append, kind))
