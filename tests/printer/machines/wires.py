"""Ways to a machine: in memory, over TCP, over a serial line; the ends that our devices hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.printer.devices.talking import TalkingDevice
from rosterdesk.printer.model.address import parse_address

if TYPE_CHECKING:
    from tests.printer.machines.machine import Machine


class MemoryDevice(TalkingDevice):
    """Everything of a talking device but its wire: bytes arrive at once, ``step`` at a time."""

    def __init__(self, machine: Machine, query: str = "", step: int = 4096) -> None:
        super().__init__(parse_address(f"usb://04b8:0202?{query}" if query else "usb://04b8:0202"))
        self.machine = machine
        self.connections = 0
        self._open = False
        self._step = step
        self._coming = b""

    def open(self) -> None:
        self._open = True
        self.connections += 1
        self.machine.connect()

    def is_open(self) -> bool:
        return self._open

    def write(self, data: bytes, seconds: float) -> int:
        self.machine.receive(data[: self._step])
        self.machine.run()
        return min(len(data), self._step)

    def read(self, seconds: float) -> bytes:
        self._coming += self.machine.hear_said()
        data, self._coming = self._coming[: self._step], self._coming[self._step :]
        return data

    def drop(self) -> None:
        self._open = False
