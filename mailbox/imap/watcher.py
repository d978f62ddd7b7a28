"""The watcher of one IMAP folder: it keeps new messages and moves those that were judged.

The scheme is that of a reconciler: each round asks the server for all UIDs, subtracts the known
ones, keeps the rest, and moves what was judged. Nothing depends on having seen an event, so a
lost connection, a crash or a second watcher on the same folder loses nothing and keeps nothing
twice.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import structlog

from rosterdesk.core.clock import now
from rosterdesk.mailbox.errors import (
    IdleRefusedError,
    MailboxError,
    MessageUnreadableError,
)
from rosterdesk.mailbox.imap.connection import ImapConnection, connect
from rosterdesk.mailbox.imap.health import MailHealth
from rosterdesk.mailbox.imap.threads import CallThread
from rosterdesk.mailbox.ports import ArrivedMail, MailIdentity, Move, Place
from rosterdesk.mailbox.servers.oauth import TokenSource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from concurrent.futures import Future

    from rosterdesk.mailbox.imap.connection import Envelope
    from rosterdesk.mailbox.ports import MailJournal
    from rosterdesk.mailbox.settings import AccountSettings

log = structlog.get_logger(__name__)

_FIRST_PAUSE = 0.5  # seconds before the second attempt to connect; doubled up to the longest
_LONGEST_PAUSE = 120.0
_FIRST_LOOK = 0.5  # seconds
_MOST_FAILURES = 3  # of one message, after which it is left until the program starts again


@dataclass(slots=True)
class _Session:
    """One connection and what is remembered only as long as it lasts."""

    connection: ImapConnection
    known: set[int] = field(default_factory=set)
    present: set[int] = field(default_factory=set)


class MailWatcher:
    """Run one with ``run()``; ``on_kept`` is called, in the event loop, after each kept mail."""

    def __init__(
        self,
        account: AccountSettings,
        journal: MailJournal,
        on_kept: Callable[[], None],
        *,
        max_message_bytes: int = 35_000_000,
        first_pause: float = _FIRST_PAUSE,
    ) -> None:
        self.account = account
        self.health = MailHealth(account.name)
        self._journal = journal
        self._on_kept = on_kept
        self._max_bytes = max_message_bytes
        self._tokens = TokenSource(account.oauth, account.user) if account.oauth else None
        self._first_pause = first_pause
        self._connection: ImapConnection | None = None
        self._failures: Counter[MailIdentity] = Counter()
        self._nudged = asyncio.Event()
        self._idle = account.idle
        self._task: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Watch until cancelled, reconnecting for ever."""
        self._task = asyncio.current_task()
        try:
            await self._keep_connecting()
        finally:
            self.health = replace(self.health, connected_since=None)

    async def _keep_connecting(self) -> None:
        pause = self._first_pause
        while True:
            rounds_before = self.health.last_seen
            try:
                await self._watch_once()
            except Exception as error:  # noqa: BLE001 - whatever it was, watching goes on
                self._note_failure(error)
            if self.health.last_seen != rounds_before:
                pause = self._first_pause
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def close(self) -> None:
        """End ``run()`` at once, whatever the connection is doing."""
        if self._connection is not None:
            self._connection.cut()
        if self._task is not None and self._task is not asyncio.current_task():
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def nudge(self) -> None:
        """Say that something was judged, so that it is moved now and not at the next round."""
        self._nudged.set()
        if self._connection is not None:
            self._connection.wake()

    def _note_failure(self, error: Exception) -> None:
        if isinstance(error, IdleRefusedError):
            self._idle = False
        # Only our own sentences: a stranger's exception may quote a mail.
        text = str(error) if isinstance(error, MailboxError) else type(error).__name__
        self.health = replace(
            self.health,
            connected_since=None,
            last_error=text,
            reconnects=self.health.reconnects + 1,
        )
        log.warning("mail.connection_lost", account=self.account.name, error=text)

    async def _watch_once(self) -> None:
        thread = CallThread(f"imap-{self.account.name}")
        try:
            token = await self._tokens.fetch() if self._tokens else None
            account = self.account.model_copy(update={"idle": self._idle})
            connection = await _connect_on(thread, account, token)
            self._connection = connection
            try:
                await self._keep_watching(thread, connection)
            finally:
                self._connection = None
                connection.cut()
                thread.post(connection.close)
        finally:
            thread.stop()

    async def _keep_watching(self, thread: CallThread, connection: ImapConnection) -> None:
        account = self.account
        known = await self._journal.known(account.name, account.folder, connection.uidvalidity)
        session = _Session(connection, set(known))
        self.health = replace(self.health, connected_since=now())
        quiet = 0
        while True:
            self._nudged.clear()
            quiet = 0 if await self._reconcile(thread, session) else quiet + 1
            self.health = replace(self.health, last_seen=now(), last_error=None)
            if not self._nudged.is_set():
                # What arrives between our last look and IDLE, or in one packet with its "+", is
                # not told: after something happened the next look comes soon, then ever later.
                seconds = min(_FIRST_LOOK * 2 ** min(quiet, 10), account.poll_seconds)
                await thread.run(connection.wait, seconds)

    async def _reconcile(self, thread: CallThread, session: _Session) -> bool:
        """Return whether there was anything to do."""
        kept = await self._keep_new(thread, session)
        moved = await self._move_judged(thread, session)
        return kept or moved

    async def _keep_new(self, thread: CallThread, session: _Session) -> bool:
        session.present = set(await thread.run(session.connection.list_uids))
        missing = self._worth_trying(session, session.present - session.known)
        self.health = replace(self.health, waiting=len(missing))
        for envelope in self._order(session, await thread.run(session.connection.look_at, missing)):
            await self._keep(thread, session, envelope)
        return bool(missing)

    def _worth_trying(self, session: _Session, uids: Iterable[int]) -> list[int]:
        worth = [
            uid for uid in uids if self._failures[self._identify(session, uid)] < _MOST_FAILURES
        ]
        stuck = sum(count >= _MOST_FAILURES for count in self._failures.values())
        self.health = replace(self.health, stuck=stuck)
        return sorted(worth)

    def _order(self, session: _Session, envelopes: list[Envelope]) -> list[Envelope]:
        """Put what failed before last: a message that kills the connection must not block all."""
        return sorted(
            envelopes,
            key=lambda each: (self._failures[self._identify(session, each.uid)], each.uid),
        )

    async def _keep(self, thread: CallThread, session: _Session, envelope: Envelope) -> None:
        identity = self._identify(session, envelope.uid)
        oversized = envelope.size > self._max_bytes
        self._failures[identity] += 1
        try:
            raw = await thread.run(
                session.connection.download, envelope.uid, headers_only=oversized
            )
        except MessageUnreadableError:
            log.warning("mail.unreadable", account=self.account.name, uid=envelope.uid)
            return
        if raw is not None:
            await self._journal.keep(
                ArrivedMail(identity, raw, envelope.size, envelope.arrived_at, oversized)
            )
            self._on_kept()
        del self._failures[identity]
        session.known.add(envelope.uid)
        self.health = replace(
            self.health, waiting=max(0, self.health.waiting - 1), kept=self.health.kept + 1
        )

    async def _move_judged(self, thread: CallThread, session: _Session) -> bool:
        moves = await self._journal.to_move(self.account.name)
        for move in moves:
            await self._move(thread, session, move)
        return bool(moves)

    async def _move(self, thread: CallThread, session: _Session, move: Move) -> None:
        """Move one message; an identity of an older UIDVALIDITY names nothing any more."""
        uid, target = move.identity.uid, self._folder(move.place)
        is_named = self._identify(session, uid) == move.identity
        try:
            if is_named and uid in session.present:
                await thread.run(session.connection.move, uid, target)
            elif move.marks is not None:
                # It was held, and stands where it was moved to then.
                folders = {self._folder(Place.HELD), self._folder(Place.QUARANTINE)} - {target}
                for folder in sorted(folders):
                    await thread.run(session.connection.move_on, folder, target, move.marks)
        except MessageUnreadableError:
            # Moving is for show: tried again at the next round, and nothing waits for it.
            log.warning("mail.not_moved", account=self.account.name, uid=uid)
            return
        await self._journal.moved(move)

    def _identify(self, session: _Session, uid: int) -> MailIdentity:
        return MailIdentity(
            self.account.name, self.account.folder, session.connection.uidvalidity, uid
        )

    def _folder(self, place: Place) -> str:
        return {
            Place.PROCESSED: self.account.processed_folder,
            Place.HELD: self.account.held_folder,
            Place.QUARANTINE: self.account.quarantine_folder,
        }[place]


async def _connect_on(
    thread: CallThread, account: AccountSettings, token: str | None
) -> ImapConnection:
    connecting = thread.post(connect, account, token)
    try:
        return await asyncio.wrap_future(connecting)
    except asyncio.CancelledError:
        # Nobody will use the connection that the thread may still be making.
        connecting.add_done_callback(_close_unused)
        raise


def _close_unused(connecting: Future[ImapConnection]) -> None:
    if not connecting.cancelled() and connecting.exception() is None:
        connecting.result().close()
