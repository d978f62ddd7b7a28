"""The definition of a lock, whatever keeps it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_LOOK_SECONDS = 0.2  # between two looks whether the name is free


@dataclass(eq=False, slots=True)
class Held:
    """A name that is ours. ``lost`` is set before anybody else can hold it, unless given back."""

    name: str
    lost: asyncio.Event = field(default_factory=asyncio.Event)


class Locks(Protocol):
    """Locks, each held at most once by all processes together; a dead process holds nothing."""

    async def try_take(self, name: str) -> Held | None:
        """Return None where somebody holds it, in this process or in another one.

        Raises where that cannot be asked, because the database is away.
        """

    async def give_back(self, held: Held) -> None: ...


class LocksOfOneProcess:
    """Locks for a database that no other process can open, and for tests of what lies above."""

    def __init__(self) -> None:
        self._held: set[str] = set()

    async def try_take(self, name: str) -> Held | None:
        if name in self._held:
            return None
        self._held.add(name)
        return Held(name)

    async def give_back(self, held: Held) -> None:
        self._held.discard(held.name)


@asynccontextmanager
async def trying(locks: Locks, name: str) -> AsyncIterator[Held | None]:
    """Hold the name if it is free; None where it is not."""
    held = await locks.try_take(name)
    try:
        yield held
    finally:
        if held is not None:
            await locks.give_back(held)


@asynccontextmanager
async def holding(locks: Locks, name: str) -> AsyncIterator[Held]:
    """Wait until the name is free, and hold it."""
    held = await locks.try_take(name)
    while held is None:
        await asyncio.sleep(_LOOK_SECONDS)
        held = await locks.try_take(name)
    try:
        yield held
    finally:
        await locks.give_back(held)
