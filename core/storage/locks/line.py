"""A connection to PostgreSQL of which this process always knows whether it is there."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.storage.database import BELL, hear_bell, wake
from rosterdesk.core.storage.postgres import connect
from rosterdesk.core.storage.trouble import explain_trouble

if TYPE_CHECKING:
    from collections.abc import Callable

    import asyncpg

_BEAT_SECONDS = 1.0
# A question without an answer follows at most one beat after one whose answer took as long: the
# end is known 9 seconds after the last sign of the server, which waits SILENCE_SECONDS for ours.
# The seconds between are for those who must stop (bot.work.duty).
_ANSWER_SECONDS = 4.0
_PAUSE_SECONDS = 1.0  # after an attempt to connect that failed: many ask at once

_AWAY = N_("The database does not answer.")


class LineError(RosterdeskError):
    """The database is away."""


class Line:
    """Connects when it is needed, also again. ``on_end`` is called when a connection has ended.

    It rings the bell of this process (``core.database.wake``) for what others commit.
    """

    def __init__(self, url: str, on_end: Callable[[], None]) -> None:
        self._url = url
        self._on_end = on_end
        self._connection: asyncpg.Connection | None = None
        self._beating: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()  # a connection answers one question at a time
        self._failed_at: float | None = None
        self._sessions = 0

    @property
    def session(self) -> int:
        """The number of the session that is open, 0 for none."""
        return self._sessions if self._connection is not None else 0

    async def ask(self, query: str, *values: Any) -> tuple[int, Any]:
        """Return the session that answered and its first value; raises LineError at its end.

        Cancelling the caller does not break off the question: half asked, it would end the line.
        """
        return await asyncio.shield(self._ask_in_turn(query, *values))

    async def _ask_in_turn(self, query: str, *values: Any) -> tuple[int, Any]:
        async with self._turn:
            connection = self._connection or await self._connect()
            session = self._sessions
            return session, await self._ask(connection, query, *values)

    async def close(self) -> None:
        async with self._turn:
            connection = self._connection
            if connection is None:
                return
            self._forget(connection)
            try:
                await connection.close(timeout=_ANSWER_SECONDS)
            except Exception:  # noqa: BLE001 - whatever it is, the server hears nothing more of us
                connection.terminate()

    async def _connect(self) -> asyncpg.Connection:
        loop = asyncio.get_running_loop()
        if self._failed_at is not None and loop.time() < self._failed_at + _PAUSE_SECONDS:
            raise LineError(_AWAY)
        try:
            made = await connect(self._url, _ANSWER_SECONDS)
        except Exception as error:
            self._failed_at = loop.time()
            raise LineError(explain_trouble(error) or _AWAY) from error
        self._connection = made
        self._sessions += 1
        made.add_termination_listener(self._forget)
        await made.add_listener(BELL, hear_bell)
        self._beating = asyncio.create_task(self._beat(made))
        wake()  # for what was committed while nobody listened
        return made

    async def _ask(self, connection: asyncpg.Connection, query: str, *values: Any) -> Any:
        asking = asyncio.ensure_future(connection.fetchval(query, *values))
        # Not wait_for: after a pause of the whole process it calls an answer late that is there.
        await asyncio.wait({asking}, timeout=_ANSWER_SECONDS)
        if not asking.done():
            connection.terminate()  # which ends the asking too
        try:
            return await asking
        except Exception as error:
            connection.terminate()
            raise LineError(_AWAY) from error

    async def _beat(self, connection: asyncpg.Connection) -> None:
        with suppress(LineError):
            while True:
                await asyncio.sleep(_BEAT_SECONDS)
                async with self._turn:
                    await self._ask(connection, "SELECT 1")

    def _forget(self, connection: asyncpg.Connection) -> None:
        if connection is not self._connection:
            return
        self._connection = None
        if self._beating is not None and self._beating is not asyncio.current_task():
            self._beating.cancel()
        self._on_end()
