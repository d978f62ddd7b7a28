"""PostgreSQL, where a connection may break without a word: both ends notice that in seconds.

A machine whose network is cut would otherwise keep its locks for two hours, and wait as long for
an answer of a server that has forgotten it (the defaults of TCP on Linux).
"""

from __future__ import annotations

import os
import socket
from typing import Any

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.backends.base.config_generator import expand_db_url

from rosterdesk.core.storage.trouble import POOLER, DatabaseError

# After so many seconds without a sign of the other end, the server ends a session, and with it
# its transaction and its locks. Nobody else can hold those before.
SILENCE_SECONDS = 12
_CONNECT_SECONDS = 10
_PROBE_SECONDS = 3  # between two questions to a silent other end

_SERVER_SETTINGS = {
    "tcp_keepalives_idle": str(_PROBE_SECONDS),
    "tcp_keepalives_interval": str(_PROBE_SECONDS),
    "tcp_keepalives_count": str(SILENCE_SECONDS // _PROBE_SECONDS),
    "tcp_user_timeout": str(SILENCE_SECONDS * 1000),
    # Compiling a question takes 0.2 to 0.3 s, and none of ours is worth that (measured: two of them
    # at a 2 % change of 100,000 pupils, answered in 0.05 s without).
    "jit": "off",
}
_SOCKET_OPTIONS = (
    ("TCP_KEEPIDLE", _PROBE_SECONDS),
    ("TCP_KEEPINTVL", _PROBE_SECONDS),
    ("TCP_KEEPCNT", SILENCE_SECONDS // _PROBE_SECONDS),
    ("TCP_USER_TIMEOUT", SILENCE_SECONDS * 1000),
)


class WatchfulConnection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg ships no types
    """Fails when the server is silent for too long, also while it is waited for an answer."""

    def __init__(self, protocol: Any, transport: Any, *rest: Any, **options: Any) -> None:
        super().__init__(protocol, transport, *rest, **options)
        _watch(transport.get_extra_info("socket"))


def _watch(connected: socket.socket | None) -> None:
    if connected is None or connected.family not in {socket.AF_INET, socket.AF_INET6}:
        return  # a socket of this machine: its other end cannot vanish unseen
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _SOCKET_OPTIONS:
        if (option := getattr(socket, name, None)) is not None:  # not every system has them
            connected.setsockopt(socket.IPPROTO_TCP, option, value)


class WatchfulClient(AsyncpgDBClient):
    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(
            *given,
            **{
                "timeout": _CONNECT_SECONDS,
                "connection_class": WatchfulConnection,
                "server_settings": _SERVER_SETTINGS,
                **options,
            },
        )


async def connect(url: str, seconds: float) -> asyncpg.Connection:
    """Return a connection outside of tortoise's pool, made within so many seconds.

    pg_stat_activity names its process: who holds which lock is seen there.
    """
    named = expand_db_url(url)["credentials"]
    where = {name: named[name] for name in _WHERE if name in named}
    settings = {**_SERVER_SETTINGS, "application_name": name_process()}
    return await asyncpg.connect(
        timeout=seconds, connection_class=WatchfulConnection, server_settings=settings, **where
    )


async def require_direct(connection: asyncpg.Connection) -> None:
    """Raise DatabaseError where a pooler stands between: it names a session of its own making.

    A lock, a prepared question and the settings above belong to a session of the server.
    """
    if await connection.fetchval("SELECT pg_backend_pid()") != connection.get_server_pid():
        raise DatabaseError(POOLER)


def name_process() -> str:
    """Return machine and number of this process, as administrators know it."""
    return f"rosterdesk {socket.gethostname()[:40]}:{os.getpid()}"


_WHERE = ("host", "port", "user", "password", "database", "ssl")

client_class = WatchfulClient  # the name by which tortoise finds it
