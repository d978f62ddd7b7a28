"""A printer of memory only: for the demo, for tests and for a desk that has none yet."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from rosterdesk.printer.devices.device import Device, Status

if TYPE_CHECKING:
    from rosterdesk.printer.model.address import Address

_KEEP = 10_000  # slips: more than a day of any library, and still only a few megabytes


class DummyDevice(Device):
    def __init__(self, address: Address) -> None:
        super().__init__(address)
        self._jobs: deque[bytes] = deque(maxlen=address.keep if address.keep is not None else _KEEP)

    def send(self, data: bytes, clearing: bytes = b"") -> None:
        self._jobs.append(clearing + data)

    def status(self) -> Status:
        return Status()

    def output(self) -> list[bytes]:
        return list(self._jobs)


BACKEND = DummyDevice
