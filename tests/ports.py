"""Ports of this machine."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress


def find_free_port() -> int:
    """Return a port that nobody listens on: take it soon."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def wait_for_port(port: int) -> None:
    """Return when somebody listens there; the caller limits the time."""
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.02)
            continue
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        return
