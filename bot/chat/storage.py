"""Dialogs in the database (aiogram ships none): they survive a restart.

A dialog moves on in the transaction that marks its update as done. Telegram hands an update out
again that a killed process had begun, and it must find the dialog where it was: a password that
was typed once would else count as typed twice.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, DefaultKeyBuilder, StateType, StorageKey

from rosterdesk.bot.models import Dialog
from rosterdesk.core.storage.database import after_commit, is_writing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Moves = dict[str, dict[str, Any]]  # a dialog's key -> its new columns

_keys = DefaultKeyBuilder(with_bot_id=True, with_destiny=True)
_moves: ContextVar[Moves | None] = ContextVar("moves", default=None)


@contextmanager
def holding_dialogs() -> Iterator[Moves]:
    """Keep how dialogs move on inside; ``move_dialogs`` writes it."""
    moves: Moves = {}
    token = _moves.set(moves)
    try:
        yield moves
    finally:
        _moves.reset(token)


async def move_dialogs(moves: Moves) -> None:
    for key, columns in moves.items():
        await Dialog.update_or_create(columns, key=key)


class DialogStorage(BaseStorage):
    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        await _move(_keys.build(key), {"state": name})

    async def get_state(self, key: StorageKey) -> str | None:
        state: str | None = await _read(_keys.build(key), "state")
        return state

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        await _move(_keys.build(key), {"data": dict(data)})

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        return dict(await _read(_keys.build(key), "data") or {})

    async def close(self) -> None:
        """Nothing of its own is open: the database is closed by who opened it."""


async def _move(key: str, columns: dict[str, Any]) -> None:
    """Hold it back; inside a transaction it belongs to what that does, and is written with it."""
    moves = _moves.get()
    if moves is None or is_writing():
        await Dialog.update_or_create(columns, key=key)
    if moves is None:
        return
    hold = partial(moves.setdefault(key, {}).update, columns)
    if is_writing():
        after_commit(hold)
    else:
        hold()


async def _read(key: str, column: str) -> Any:
    held = (_moves.get() or {}).get(key, {})
    if column in held:
        return held[column]
    found = await Dialog.get_or_none(key=key)
    return getattr(found, column) if found else None
