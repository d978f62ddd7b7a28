"""A small IMAP server that can be told to behave badly in one way at a time."""

from __future__ import annotations

import asyncio
import base64
import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

DATE = "01-Jul-2026 10:00:00 +0200"


class DropError(Exception):
    """The script says to end this connection now."""


@dataclass
class Script:
    """The faults of a server. Counts are of response lines over all connections, from 1."""

    torn: bool = False  # every line arrives a few bytes at a time
    drop_after: int | None = None  # the connection ends after that many lines, once
    bye_after: int | None = None  # the same, with a BYE first
    silent_after: int | None = None  # from then on this connection answers nothing
    garbage_after: int | None = None  # a line that is no IMAP, once
    capabilities: str = "IMAP4rev1 IDLE MOVE UIDPLUS"
    move: str = "ok"  # or "no", "lie" (OK without moving)
    refuse: set[int] = field(default_factory=set)  # UIDs whose FETCH is answered with NO
    kill: set[int] = field(default_factory=set)  # UIDs whose FETCH ends the connection
    idle: str = "ok"  # or "no", "exists_first", "exists_together"
    uidvalidity_missing: bool = False
    token: str = ""
    tls: ssl.SSLContext | None = None
    security: str = "none"


class ScriptedServer:
    def __init__(self, script: Script | None = None) -> None:
        self.script = script or Script()
        self.folders: dict[str, dict[int, bytes]] = {"INBOX": {}}
        self.uidvalidity = 7
        self.port = 0
        self.lines = 0
        self.commands: list[str] = []
        self.connections = 0
        self.ended = 0
        self.commands_of: dict[str, Callable[..., Any]] = {}  # answers of a test's own
        self._next_uid = 1
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._sessions: set[Session] = set()

    async def start(self) -> None:
        self._server = await asyncio.start_server(
            self._serve,
            "127.0.0.1",
            self.port,
            ssl=self.script.tls if self.script.security == "tls" else None,
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
        self.cut()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def deliver(self, raw: bytes) -> int:
        uid, self._next_uid = self._next_uid, self._next_uid + 1
        self.folders["INBOX"][uid] = raw
        for session in self._sessions:
            session.tell(f"* {len(self.folders['INBOX'])} EXISTS")
        return uid

    def cut(self) -> None:
        for task in self._tasks:
            task.cancel()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        session = Session(self, reader, writer)
        self._sessions.add(session)
        try:
            await session.run()
        except (DropError, ConnectionError, EOFError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            self._sessions.discard(session)
            self.ended += 1
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


class Session:
    def __init__(
        self, server: ScriptedServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.server = server
        self.reader = reader
        self.writer = writer
        self.idling = False
        self.silent = False
        self.tag = ""
        self.selected = "INBOX"
        self._news: list[str] = []
        self._told = asyncio.Event()

    def tell(self, line: str) -> None:
        if self.idling:
            self._news.append(line)
            self._told.set()

    async def run(self) -> None:
        await self.say("* OK [CAPABILITY " + self.server.script.capabilities + "] hallo")
        while line := (await self.reader.readline()).decode().strip():
            self.server.commands.append(line.partition(" ")[2])
            await self.obey(line)

    async def say(self, line: str | bytes, literal: bytes | None = None) -> None:
        script, server = self.server.script, self.server
        if self.silent:
            return
        data = line.encode() if isinstance(line, str) else line
        if literal is not None:
            data += b" {%d}\r\n" % len(literal) + literal + b")"
        await self._send(data + b"\r\n")
        server.lines += 1
        if script.garbage_after == server.lines:
            await self._send(b"* \xff{hallo\r\n)) 12 WAT (\r\n")
        if script.silent_after == server.lines:
            self.silent = True
        if script.bye_after == server.lines:
            await self._send(b"* BYE for now\r\n")
            raise DropError
        if script.drop_after == server.lines:
            raise DropError

    async def _send(self, data: bytes) -> None:
        if not self.server.script.torn or len(data) > 500:
            self.writer.write(data)
            await self.writer.drain()
            return
        for start in range(0, len(data), 7):
            self.writer.write(data[start : start + 7])
            await self.writer.drain()
            await asyncio.sleep(0)

    async def obey(self, line: str) -> None:
        tag, _, rest = line.partition(" ")
        self.tag = tag
        for pattern, answer in _COMMANDS:
            if match := re.match(pattern, rest, re.IGNORECASE):
                own = self.server.commands_of.get(rest.partition(" ")[0].upper(), answer)
                result = await own(self, *match.groups())
                if own is not Session.start_tls:
                    await self.say(f"{tag} {result or 'OK done'}")
                return
        await self.say(f"{tag} BAD what")

    def inbox(self) -> dict[int, bytes]:
        return self.server.folders[self.selected]

    async def select(self, folder: str) -> str:
        if folder.strip('"') not in self.server.folders:
            return "NO [NONEXISTENT] where"
        self.selected = folder.strip('"')
        await self.say(f"* {len(self.inbox())} EXISTS")
        if not self.server.script.uidvalidity_missing:
            await self.say(f"* OK [UIDVALIDITY {self.server.uidvalidity}] it")
        return "OK [READ-WRITE] selected"

    async def capability(self) -> None:
        await self.say(f"* CAPABILITY {self.server.script.capabilities}")

    async def search(self) -> None:
        await self.say("* SEARCH " + " ".join(map(str, self.inbox())))

    async def search_header(self, name: str, value: str) -> None:
        line = f"{name}: {value}".replace('"', "").lower().encode()
        found = [uid for uid, raw in self.inbox().items() if line in raw.lower()]
        await self.say("* SEARCH " + " ".join(map(str, found)))

    async def sizes(self, uids: str) -> None:
        for number, uid in enumerate(_numbers(uids), 1):
            if (raw := self.inbox().get(uid)) is not None:
                await self.say(
                    f'* {number} FETCH (UID {uid} RFC822.SIZE {len(raw)} INTERNALDATE "{DATE}")'
                )

    async def body(self, uids: str, part: str) -> str | None:
        uid = _numbers(uids)[0]
        if uid in self.server.script.kill:
            raise DropError
        if uid in self.server.script.refuse:
            return "NO cannot be read"
        raw = self.inbox().get(uid)
        if raw is not None:
            if part == "HEADER":
                raw = raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
            await self.say(f"* 1 FETCH (UID {uid} BODY[{part}]", literal=raw)
        return None

    async def move(self, uids: str, folder: str) -> str | None:
        match self.server.script.move:
            case "no":
                return "NO [CANNOT] moving is off"
            case "lie":
                return None
        self._copy(uids, folder)
        for uid in _numbers(uids):
            if self.inbox().pop(uid, None) is not None:
                await self.say("* 1 EXPUNGE")
        return None

    async def copy(self, uids: str, folder: str) -> None:
        self._copy(uids, folder)

    def _copy(self, uids: str, folder: str) -> None:
        target = self.server.folders[folder.strip('"')]
        for uid in _numbers(uids):
            if uid in self.inbox():
                target[max(target, default=0) + 1] = self.inbox()[uid]

    async def expunge(self, uids: str) -> None:
        for uid in _numbers(uids):
            self.inbox().pop(uid, None)

    async def list(self, name: str) -> None:
        if name.strip('"') in self.server.folders:
            await self.say(f'* LIST () "/" {name}')

    async def create(self, name: str) -> None:
        self.server.folders.setdefault(name.strip('"'), {})

    async def login(self, password: str) -> str:
        return "OK hallo" if password.strip('"') == "p" else "NO who"

    async def start_tls(self) -> None:
        await self.say(f"{self.tag} OK begin")
        assert self.server.script.tls is not None
        await self.writer.start_tls(self.server.script.tls)

    async def authenticate(self) -> str:
        await self.say("+ ")
        words = base64.b64decode(await self.reader.readline()).split(b"\x01")
        wanted = [b"user=u", b"auth=Bearer " + self.server.script.token.encode()]
        return "OK hallo" if words[:2] == wanted else "NO who"

    async def nothing(self, *_: str) -> None:
        return

    async def idle(self) -> str | None:
        exists = f"* {len(self.inbox())} EXISTS"
        match self.server.script.idle:
            case "no":
                return "NO not now"
            case "exists_first":
                await self.say(exists)
                await self.say("+ idling")
            case "exists_together":
                await self.say(b"+ idling\r\n" + exists.encode())
            case _:
                await self.say("+ idling")
        self.idling = True
        done = asyncio.ensure_future(self.reader.readline())
        try:
            while not done.done():
                told = asyncio.ensure_future(self._told.wait())
                await asyncio.wait({done, told}, return_when=asyncio.FIRST_COMPLETED)
                told.cancel()
                self._told.clear()
                while self._news:
                    await self.say(self._news.pop(0))
        finally:
            self.idling = False
            done.cancel()
        if not done.result():
            raise DropError
        return None

    async def logout(self) -> None:
        await self.say("* BYE")


def _numbers(uids: str) -> list[int]:
    found = []
    for each in uids.split(","):
        first, _, last = each.partition(":")
        found += range(int(first), int(last or first) + 1)
    return found


_COMMANDS: list[tuple[str, Callable[..., object]]] = [
    (r"CAPABILITY", Session.capability),
    (r"LOGIN \S+ (\S+)", Session.login),
    (r"AUTHENTICATE XOAUTH2", Session.authenticate),
    (r"STARTTLS", Session.start_tls),
    (r"SELECT (\S+)", Session.select),
    (r"UID SEARCH ALL", Session.search),
    (r"UID SEARCH HEADER (\S+) (\S+)", Session.search_header),
    (r"UID FETCH (\S+) \(RFC822.SIZE", Session.sizes),
    (r"UID FETCH (\S+) \(?BODY.PEEK\[(.*?)\]", Session.body),
    (r"UID MOVE (\S+) (\S+)", Session.move),
    (r"UID COPY (\S+) (\S+)", Session.copy),
    (r"UID STORE", Session.nothing),
    (r"UID EXPUNGE (\S+)", Session.expunge),
    (r"LIST \S+ (\S+)", Session.list),
    (r"CREATE (\S+)", Session.create),
    (r"IDLE", Session.idle),
    (r"LOGOUT", Session.logout),
    (r"NOOP", Session.nothing),
]
