"""A network of its own for a process, with two cables: one to the database, one to the rest."""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from tests.programs import need_program

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

# Private addresses (RFC 1918), of which the first is this side of the cable.
TO_DATABASE = ("10.213.77.1", "10.213.77.2")
TO_WORLD = ("10.213.78.1", "10.213.78.2")


@dataclass(frozen=True)
class Apart:
    """A network namespace; what is run there has this ``prefix``."""

    name: str

    @property
    def prefix(self) -> tuple[str, ...]:
        return ("ip", "netns", "exec", self.name)

    def cut(self) -> float:
        """Pull the cable to the database: nobody is told, packets vanish. Return when."""
        _ip("link", "set", _cable(self.name, 0), "down")
        return time.time()

    def mend(self) -> float:
        _ip("link", "set", _cable(self.name, 0), "up")
        return time.time()


@contextmanager
def lay_cables() -> Iterator[Apart]:
    """Make it, where this machine allows that; elsewhere the test is skipped, or fails."""
    need_program("ip")
    apart = Apart(f"rd{os.getpid()}")
    try:
        _ip("netns", "add", apart.name)
    except subprocess.CalledProcessError as error:
        if os.environ.get("ROSTERDESK_REQUIRE_ALL") == "1":
            raise
        pytest.skip(f"no network namespaces here: {error.stderr.strip()}")
    try:
        for n, (here, there) in enumerate((TO_DATABASE, TO_WORLD)):
            near, far = _cable(apart.name, n), "db" if n == 0 else "world"
            _ip("link", "add", near, "type", "veth", "peer", "name", far, "netns", apart.name)
            _ip("addr", "add", f"{here}/30", "dev", near)
            _ip("link", "set", near, "up")
            _ip("-n", apart.name, "addr", "add", f"{there}/30", "dev", far)
            _ip("-n", apart.name, "link", "set", far, "up")
        _ip("-n", apart.name, "link", "set", "lo", "up")
        yield apart
    finally:
        _ip("netns", "del", apart.name)  # and the cables with it


def _cable(name: str, n: int) -> str:
    return f"{name}v{n}"


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)


@dataclass
class Gate:
    """Brings to a port of this network what is ``asked`` in the other one: when, and what."""

    url: str = ""
    asked: list[tuple[float, bytes]] = field(default_factory=list)


@asynccontextmanager
async def open_gate(url: str) -> AsyncIterator[Gate]:
    gate, target = Gate(), urlsplit(url)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner, outer = await asyncio.open_connection(target.hostname, target.port)
        await asyncio.gather(_copy(reader, outer, gate.asked), _copy(inner, writer, []))

    server = await asyncio.start_server(serve, TO_WORLD[0], 0)
    gate.url = f"http://{TO_WORLD[0]}:{server.sockets[0].getsockname()[1]}"
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
