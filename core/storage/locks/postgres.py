"""Locks in PostgreSQL: its session's (pg_try_advisory_lock), so that they end with their holder.

PostgreSQL frees them when the process dies, or was silent for ``SILENCE_SECONDS``. Before that,
this process takes them for lost by itself.
"""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import suppress

from rosterdesk.core.storage.locks.line import Line, LineError
from rosterdesk.core.storage.locks.model import Held

SPACE = 0x726F7374  # "rost": ours among the advisory locks of a database


class PostgresLocks:
    def __init__(self, url: str) -> None:
        self._held: dict[str, Held] = {}
        self._asked: set[str] = set()  # a session is given again what it has: never ask twice
        self._line = Line(url, self._lose)

    async def try_take(self, name: str) -> Held | None:
        asking = asyncio.ensure_future(self._try_take(name))
        try:
            return await asyncio.shield(asking)
        except asyncio.CancelledError:
            # The server may have said yes already: then it is given back, not forgotten.
            with suppress(LineError):
                if held := await asking:
                    await self.give_back(held)
            raise

    async def _try_take(self, name: str) -> Held | None:
        if name in self._held or name in self._asked:
            return None
        self._asked.add(name)
        try:
            query = "SELECT pg_try_advisory_lock($1, $2)"
            session, taken = await self._line.ask(query, SPACE, number(name))
        finally:
            self._asked.discard(name)
        if not taken or session != self._line.session:  # a yes of a session that has ended is none
            return None
        self._held[name] = held = Held(name)
        return held

    async def give_back(self, held: Held) -> None:
        await asyncio.shield(self._give_back(held))

    async def _give_back(self, held: Held) -> None:
        if self._held.get(held.name) is not held:
            return  # it was lost before
        with suppress(LineError):  # then the server has freed it, or will
            await self._line.ask("SELECT pg_advisory_unlock($1, $2)", SPACE, number(held.name))
        if self._held.get(held.name) is held:
            del self._held[held.name]

    async def close(self) -> None:
        await self._line.close()

    def _lose(self) -> None:
        lost, self._held = self._held, {}
        for held in lost.values():
            held.lost.set()


def number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], signed=True)
