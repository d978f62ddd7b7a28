"""A journal in memory, with the rules of `rosterdesk.mailbox.ports.MailJournal`."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections import Counter
from typing import TYPE_CHECKING

from rosterdesk.mailbox.ports import ArrivedMail, MailIdentity, Marks, Move, Place

if TYPE_CHECKING:
    from collections.abc import Callable


class MemoryJournal:
    """``kept`` has each identity once; ``mails`` has each content once, as the database does.

    ``judge`` decides where a kept mail is moved; None leaves it where it is. ``failures`` makes
    ``keep`` raise that many times.
    """

    def __init__(self, judge: Callable[[bytes], Place | None] = lambda _: None) -> None:
        self.kept: dict[MailIdentity, ArrivedMail] = {}
        self.mails: dict[str, bytes] = {}
        self.calls: Counter[MailIdentity] = Counter()
        self.moves: list[Move] = []
        self.done: list[Move] = []
        self.failures = 0
        self._judge = judge
        self._changed = asyncio.Condition()

    async def known(self, account: str, folder: str, uidvalidity: int) -> set[int]:
        place = (account, folder, uidvalidity)
        return {
            each.uid for each in self.kept if (each.account, each.folder, each.uidvalidity) == place
        }

    async def keep(self, arrived: ArrivedMail) -> None:
        self.calls[arrived.identity] += 1
        if self.failures:
            self.failures -= 1
            raise OSError("the disk is full")
        if arrived.identity in self.kept:
            return
        self.kept[arrived.identity] = arrived
        self.mails[hashlib.sha256(arrived.raw).hexdigest()] = arrived.raw
        place = self._judge(arrived.raw)
        if place is not None:
            self.moves.append(Move(arrived.identity, place))
        await self._notify()

    async def to_move(self, account: str) -> list[Move]:
        return [move for move in self.moves if move not in self.done]

    async def moved(self, move: Move) -> None:
        self.done.append(move)
        await self._notify()

    async def decide(self, identity: MailIdentity, place: Place) -> None:
        """Decide about a mail that was moved before, maybe."""
        arrived = self.kept[identity]
        found = re.search(rb"^Message-ID: (\S+)", arrived.raw, re.MULTILINE)
        marks = Marks(found[1].decode(), arrived.size, arrived.arrived_at) if found else None
        self.moves.append(Move(identity, place, marks))

    def bodies(self) -> list[bytes]:
        return sorted(each.partition(b"\r\n\r\n")[2] for each in self.mails.values())

    async def wait(self, wanted: Callable[[MemoryJournal], bool], seconds: float = 15) -> None:
        async with asyncio.timeout(seconds), self._changed:
            while not wanted(self):
                await self._changed.wait()

    async def wait_for_mails(self, count: int, seconds: float = 15) -> None:
        await self.wait(lambda journal: len(journal.mails) >= count, seconds)

    async def wait_for_moves(self, count: int, seconds: float = 15) -> None:
        await self.wait(lambda journal: len(journal.done) >= count, seconds)

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()
