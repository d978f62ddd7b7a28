"""A printer that asks over Epson Server Direct Print (``printer/polling/sdp.py``)."""

from __future__ import annotations

from rosterdesk.printer.devices.polled import PolledDevice

BACKEND = PolledDevice
