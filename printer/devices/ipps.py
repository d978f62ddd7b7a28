"""An office printer on the network, over TLS (RFC 7472)."""

from __future__ import annotations

from rosterdesk.printer.devices.ipp import IppDevice

BACKEND = IppDevice
