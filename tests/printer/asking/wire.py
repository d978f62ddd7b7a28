"""HTTP as a printer speaks it, and as it breaks: a request cut off, an answer never read."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes = field(repr=False)


async def ask(
    url: str,
    method: str,
    query: str = "",
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    *,
    read: int | None = None,
) -> Answer | None:
    """Send one request on a connection of its own; with ``read`` hang up after so many bytes."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection("127.0.0.1", parts.port)
    try:
        writer.write(_write(parts.netloc, method, parts.path + query, body, headers or {}))
        await writer.drain()
        if read is not None:
            if read:
                await reader.readexactly(read)
            return None
        return _read(await reader.read())
    finally:
        writer.transport.abort()


def _write(host: str, method: str, target: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    given = {"Host": host, "Connection": "close", "Content-Length": str(len(body)), **headers}
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {text}" for name, text in given.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _read(data: bytes) -> Answer:
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): text for name, _, text in (line.partition(": ") for line in lines)}
    assert int(headers.get("content-length", len(body))) == len(body), "an answer that breaks off"
    return Answer(int(first.split()[1]), headers, body)
