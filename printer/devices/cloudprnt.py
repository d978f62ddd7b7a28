"""A printer that asks over Star CloudPRNT (``printer/polling/cloudprnt.py``)."""

from __future__ import annotations

from rosterdesk.printer.devices.polled import PolledDevice

BACKEND = PolledDevice
