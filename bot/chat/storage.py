"""Dialogs in the database (aiogram ships none): they survive a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, DefaultKeyBuilder, StateType, StorageKey

from rosterdesk.bot.models import Dialog

if TYPE_CHECKING:
    from collections.abc import Mapping

_keys = DefaultKeyBuilder(with_bot_id=True, with_destiny=True)


class DialogStorage(BaseStorage):
    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        await Dialog.update_or_create({"state": name}, key=_keys.build(key))

    async def get_state(self, key: StorageKey) -> str | None:
        found = await Dialog.get_or_none(key=_keys.build(key))
        return found.state if found else None

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        await Dialog.update_or_create({"data": dict(data)}, key=_keys.build(key))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        found = await Dialog.get_or_none(key=_keys.build(key))
        return found.data if found else {}

    async def close(self) -> None:
        """Nothing of its own is open: the database is closed by who opened it."""
