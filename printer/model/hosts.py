"""A machine on the network, in one spelling, however it was written.

What is refused here would otherwise be understood in a way that nobody meant: programs take
``192.168.1`` for 192.168.0.1 and ``010`` for 8, and the passwords would go to another machine.
"""

from __future__ import annotations

import re
import socket
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address

from rosterdesk.core.language import N_
from rosterdesk.printer.errors import PrinterAddressError

_LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(\.{_LABEL})*")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")  # of an IPv4 address, in one of the C library's ways
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
_EVERYBODY = IPv4Address("255.255.255.255")


def read_host(written: str) -> str:
    """Return a host name, or an address as RFC 5952 has it, with its interface (fe80::7%eth0).

    Raises PrinterAddressError for what is neither.
    """
    try:
        address = ip_address(written)
    except ValueError:
        return _read_name(written)
    return _read_ip(address)


def name_machine(host: str) -> str:
    """Return one name for each machine of those that ``read_host`` returned."""
    if host in _THIS_MACHINE:
        return "localhost"
    address, _, interface = host.partition("%")
    if interface.isdecimal():
        with suppress(OSError, OverflowError):
            return f"{address}%{socket.if_indextoname(int(interface))}"
    return host


def find_addresses(host: str) -> frozenset[str]:
    """Return the IP addresses of a host by the name service; none where it knows none."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return frozenset()
    return frozenset(name_machine(str(address[0])) for *_, address in found)


def _read_ip(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if address.is_unspecified or address.is_multicast or address == _EVERYBODY:
        raise PrinterAddressError(N_("{address} is the address of no machine."), address=address)
    return str(address)


def _read_name(written: str) -> str:
    """Return a name as the name service has it: small letters, ASCII, no dot at its end."""
    try:
        name = written.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError:
        name = ""
    with suppress(ValueError):
        return _read_ip(IPv4Address(name))  # it was written with other digits than ours
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        raise PrinterAddressError(
            N_("Write an IP address as four numbers from 0 to 255, such as 192.0.2.7.")
        )
    if _NAME.fullmatch(name) is None:
        raise PrinterAddressError(
            N_("“{name}” is no IP address and no name of a machine."), name=written
        )
    return name
