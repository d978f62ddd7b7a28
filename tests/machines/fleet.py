"""Processes of the real program over one PostgreSQL, and who of them does what."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import asyncpg
from tests.crash.child import start_service

from rosterdesk.bot.demo.stage import World, make_settings

# How a lock is named in PostgreSQL, so that the tests see what any administrator can see.
from rosterdesk.core.storage.locks.postgres import SPACE, number

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from multiprocessing.process import BaseProcess
    from pathlib import Path

PATIENCE = 90.0  # seconds: several processes that start on a busy machine take half of that
_LOOK_SECONDS = 0.05


@dataclass
class Member:
    """One process, its log, and when it was killed."""

    name: str
    log: Path
    process: BaseProcess | subprocess.Popen[bytes]
    killed_at: float | None = None

    def read_log(self) -> list[dict[str, Any]]:
        """Return the lines that are whole: the last one may be half written."""
        lines = self.log.read_bytes().split(b"\n")[:-1]
        return [json.loads(line) for line in lines if line.startswith(b"{")]

    def said(self, event: str, **facts: Any) -> list[float]:
        """Return when it said so (seconds, Unix)."""
        return [
            datetime.fromisoformat(line["timestamp"]).timestamp()
            for line in self.read_log()
            if line["event"] == event and all(line.get(k) == v for k, v in facts.items())
        ]

    def terms(self, duty: str) -> list[tuple[float, float]]:
        """Return from when until when it had the duty; to the end of time where it still does."""
        ends = sorted([*self.said("duty.left", duty=duty), self.killed_at or float("inf")])
        return [
            (start, next(end for end in ends if end >= start))
            for start in self.said("duty.taken", duty=duty)
        ]

    @property
    def lives(self) -> bool:
        if isinstance(self.process, subprocess.Popen):
            return self.process.poll() is None
        return self.process.is_alive()

    def wait(self) -> None:
        end = self.process.wait if isinstance(self.process, subprocess.Popen) else self.process.join
        end()


@dataclass
class Fleet:
    folder: Path
    settings: dict[str, str]
    watching: asyncpg.Connection
    members: list[Member] = field(default_factory=list)

    async def start(self) -> Member:
        """Start one with everything."""
        name = f"p{len(self.members)}"
        log = self.folder / f"{name}.log"
        # In a thread: the first one waits for all the imports, and the stand-ins live here.
        process = await asyncio.to_thread(start_service, self.settings, log)
        member = Member(name, log, process)
        self.members.append(member)
        return member

    def start_chat(self, prefix: Sequence[str], **settings: str) -> Member:
        """Start one with chat only, by a command that begins so, for example in another network."""
        name = f"p{len(self.members)}"
        log = self.folder / f"{name}.log"
        with log.open("wb") as file:
            process = subprocess.Popen(
                [*prefix, sys.executable, "-m", "rosterdesk.bot", "run", "--only", "chat"],
                env={**os.environ, **self.settings, **settings},
                stderr=file,
            )
        member = Member(name, log, process)
        self.members.append(member)
        return member

    async def kill(self, member: Member) -> float:
        """SIGKILL; return when."""
        member.killed_at = time.time()
        member.process.kill()
        await asyncio.to_thread(member.wait)
        return member.killed_at

    async def stop(self) -> None:
        for member in self.members:
            if member.lives:
                await self.kill(member)

    async def find_holder(self, lock: str) -> Member | None:
        """Return who of the living holds the lock, as PostgreSQL says."""
        pid = await self.watching.fetchval(_HOLDER, SPACE, number(lock) & 0xFFFFFFFF)
        return next((m for m in self.members if m.lives and str(m.process.pid) == pid), None)

    async def wait_for_holder(self, lock: str, seconds: float = PATIENCE) -> Member:
        return await until(lambda: self.find_holder(lock), seconds)

    async def has(self, member: Member, lock: str) -> bool:
        return await self.find_holder(lock) is member

    async def is_connected(self, member: Member) -> bool:
        """Return whether it asks for locks: then it stands by, or has one."""
        return bool(await self.watching.fetchval(_CONNECTED, f"%:{member.process.pid}"))


_CONNECTED = """
    SELECT count(*) FROM pg_stat_activity
    WHERE application_name LIKE $1 AND datname = current_database()
"""
_HOLDER = """
    SELECT split_part(a.application_name, ':', 2)
    FROM pg_locks l JOIN pg_stat_activity a USING (pid)
    WHERE l.locktype = 'advisory' AND l.granted AND l.classid = $1 AND l.objid = $2
    AND a.datname = current_database()
"""


async def until(look: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """Return what the look finds, once it finds something: it looks at other processes."""
    async with asyncio.timeout(seconds):
        while True:
            if found := await look():
                return found
            await asyncio.sleep(_LOOK_SECONDS)


@asynccontextmanager
async def make_fleet(folder: Path, world: World, url: str) -> AsyncIterator[Fleet]:
    watching = await asyncpg.connect(url)
    fleet = Fleet(folder, make_environment(folder / "data", world, url), watching)
    try:
        yield fleet
    finally:
        await fleet.stop()
        await watching.close()


def make_environment(data: Path, world: World, url: str) -> dict[str, str]:
    """Return the stage's settings as an administrator would set them."""
    settings = make_settings(data, world)
    mail = json.loads(settings.mail.model_dump_json(exclude_none=True))
    mail["accounts"][0]["password"] = world.mail.password
    return {
        "ROSTERDESK_DATA": str(data),
        "ROSTERDESK_DATABASE_URL": url,
        "ROSTERDESK_BOT_TOKEN": world.chat.token,
        "ROSTERDESK_CHAT": settings.chat.model_dump_json(),
        "ROSTERDESK_MAIL": json.dumps(mail),
        "ROSTERDESK_WARM_READER": "false",
    }


def find_overlaps(members: Sequence[Member], duty: str) -> list[tuple[str, str]]:
    """Return the pairs of members that had the duty at the same moment."""
    terms = [(m.name, *term) for m in members for term in m.terms(duty)]
    return [
        (one, other)
        for n, (one, from_one, to_one) in enumerate(terms)
        for other, from_other, to_other in terms[:n]
        if max(from_one, from_other) < min(to_one, to_other)
    ]
