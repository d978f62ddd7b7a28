"""Telling whether a server is on this machine: what goes to another one needs TLS."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

_SAFE_MODES = {"require", "verify-ca", "verify-full"}  # libpq, 34.19.3: those that never go without


def is_this_machine(host: str | None) -> bool:
    """Return whether what is said to that host stays here; a path is a socket of this machine."""
    if not host or host == "localhost" or host.startswith("/"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def find_unsafe_host(url: str) -> str | None:
    """Return the other machine that an http address speaks to in the clear, if it does."""
    parts = urlsplit(url)
    host = parts.hostname
    return host if parts.scheme == "http" and not is_this_machine(host) else None


def find_unsafe_database(url: str, environment_mode: str | None = None) -> str | None:
    """Return the other machine that gets the database's password without TLS, if one may.

    Without ``ssl`` in the address the driver takes TLS only where the server offers it, and whoever
    stands in between decides that; with it, whatever its value, the server's certificate must hold
    (tortoise makes it a bool, asyncpg a verifying context). ``environment_mode`` is PGSSLMODE.
    """
    if url.startswith("sqlite"):
        return None
    from tortoise.backends.base.config_generator import (  # noqa: PLC0415 - heavy
        expand_db_url,
    )

    try:
        where = expand_db_url(url)["credentials"]
    except Exception:  # noqa: BLE001 - whoever opens it says what is wrong with the address
        return None
    host = where.get("host")
    safe = where.get("ssl", environment_mode in _SAFE_MODES)
    return None if safe or is_this_machine(host) else str(host)
