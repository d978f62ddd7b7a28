"""The presses of buttons that were answered during the handling of one update.

Telegram shows only the first answer to a press, and none that comes late: a handler that has more
to say sends a message.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_answers: ContextVar[dict[str, bool] | None] = ContextVar("answers", default=None)


@contextmanager
def following_presses() -> Iterator[None]:
    """Remember the answers that are given inside."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def note_answer(press_id: str, *, in_time: bool) -> None:
    answers = _answers.get()
    if answers is not None:
        answers[press_id] = in_time


def is_answered(press_id: str) -> bool:
    return press_id in (_answers.get() or {})


def came_in_time(press_id: str) -> bool:
    return (_answers.get() or {}).get(press_id, False)
