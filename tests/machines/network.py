"""A network of its own for a process, with two cables: one to the database, one to the rest."""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from tests.programs import need_program

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

_NAME = "rosterdesk-"  # and who made it


@dataclass(frozen=True)
class Apart:
    """A network namespace of this process; what is run there has this ``prefix``."""

    pid: int

    @property
    def name(self) -> str:
        return f"{_NAME}{self.pid}"

    @property
    def prefix(self) -> tuple[str, ...]:
        return ("ip", "netns", "exec", self.name)

    @property
    def to_database(self) -> tuple[str, str]:
        """Return the address at this side of the cable, and the one at the far side."""
        return self._ends(0)

    @property
    def to_world(self) -> tuple[str, str]:
        return self._ends(1)

    def cable(self, n: int) -> str:
        return f"rd{self.pid}v{n}"  # the kernel takes at most 15 characters

    def cut(self) -> float:
        """Pull the cable to the database: nobody is told, packets vanish. Return when."""
        _ip("link", "set", self.cable(0), "down")
        return time.time()

    def mend(self) -> float:
        _ip("link", "set", self.cable(0), "up")
        return time.time()

    def _ends(self, n: int) -> tuple[str, str]:
        """Private addresses (RFC 1918), others for each process: two runs must not cross."""
        first = int(IPv4Address("10.192.0.0")) + (self.pid * 2 + n) % 2**18 * 4
        return str(IPv4Address(first + 1)), str(IPv4Address(first + 2))


@contextmanager
def lay_cables() -> Iterator[Apart]:
    """Make it, where this machine allows that; elsewhere the test is skipped, or fails."""
    need_program("ip")
    _clear_away()
    apart = Apart(os.getpid())
    try:
        _ip("netns", "add", apart.name)
    except subprocess.CalledProcessError as error:
        if os.environ.get("ROSTERDESK_REQUIRE_ALL") == "1":
            raise
        pytest.skip(f"no network namespaces here: {error.stderr.strip()}")
    try:
        for n, (here, there) in enumerate((apart.to_database, apart.to_world)):
            near, far = apart.cable(n), "db" if n == 0 else "world"
            _ip("link", "add", near, "type", "veth", "peer", "name", far, "netns", apart.name)
            _ip("addr", "add", f"{here}/30", "dev", near)
            _ip("link", "set", near, "up")
            _ip("-n", apart.name, "addr", "add", f"{there}/30", "dev", far)
            _ip("-n", apart.name, "link", "set", far, "up")
        _ip("-n", apart.name, "link", "set", "lo", "up")
        yield apart
    finally:
        _ip("netns", "del", apart.name)  # and the cables with it


def _clear_away() -> None:
    """Remove what a run that was killed left: its addresses lead packets astray."""
    for line in _ip("netns", "list").splitlines():
        name = line.split()[0]
        pid = name.removeprefix(_NAME)
        if name.startswith(_NAME) and not Path("/proc", pid).exists():
            _ip("netns", "del", name)


def _ip(*words: str) -> str:
    return subprocess.run(["ip", *words], check=True, capture_output=True, text=True).stdout


@dataclass
class Gate:
    """Brings to a port of this network what is ``asked`` in the other one: when, and what."""

    url: str = ""
    asked: list[tuple[float, bytes]] = field(default_factory=list)


@asynccontextmanager
async def open_gate(url: str, here: str) -> AsyncIterator[Gate]:
    """Open it at an address of this side."""
    gate, target = Gate(), urlsplit(url)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner, outer = await asyncio.open_connection(target.hostname, target.port)
        await asyncio.gather(_copy(reader, outer, gate.asked), _copy(inner, writer, []))

    server = await asyncio.start_server(serve, here, 0)
    gate.url = f"http://{here}:{server.sockets[0].getsockname()[1]}"
    try:
        yield gate
    finally:
        server.close()


async def _copy(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, asked: list[tuple[float, bytes]]
) -> None:
    try:
        while data := await reader.read(65536):
            asked.append((time.time(), data.partition(b" HTTP")[0][:100]))
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass  # either side may go away
    finally:
        writer.close()
