"""The internet address that asks, as far as it can be known."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from ipaddress import IPv4Address, IPv4Network, IPv6Network

    from aiohttp import web

    from rosterdesk.core.protection.keys import Keys

    Address = IPv4Address | IPv6Address
    Network = IPv4Network | IPv6Network

_HOME = 64  # bits that a provider gives one household: the rest it may choose freely


def find_address(request: web.Request, trusted: Iterable[Network]) -> Address | None:
    """Return who called the outermost web server of ours.

    From the nearest server outwards each names the one before it; what stands before the first
    that is not ours, a caller can write.
    """
    networks = tuple(trusted)
    forwarded = ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")
    address = _read(request.remote or "")
    for said in reversed(forwarded):
        if address is None or not any(address in network for network in networks):
            break
        address = _read(said) or address
    return address


def name_place(address: Address | None, keys: Keys) -> str:
    """Return the name by which the throttle knows the address: it is kept as a digest only."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        network = ip_network((address, _HOME), strict=False)
        return f"address:{keys.digest(str(network).encode())}"
    return f"address:{keys.digest(str(address).encode())}"


def _read(said: str) -> Address | None:
    try:
        return ip_address(said.strip())
    except ValueError:
        return None
