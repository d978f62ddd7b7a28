"""Ways to a machine: in memory, over TCP, over a serial line; the ends that our devices hold."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import threading
import tty
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Self

from rosterdesk.printer.devices.talking import TalkingDevice
from rosterdesk.printer.model.address import parse_address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.printer.machines.machine import Machine


FASTEST = 500  # mm of paper a second, by Epson's TM-T88VII: as fast as an honest printer is


class MemoryDevice(TalkingDevice):
    """Everything of a talking device but its wire: bytes arrive at once, ``step`` at a time.

    Its machine prints in no time, where nothing else is said.
    """

    def __init__(
        self, machine: Machine, query: str = "", step: int = 4096, fastest: int = 999999
    ) -> None:
        address = parse_address(f"usb://04b8:0202?{query}" if query else "usb://04b8:0202")
        super().__init__(replace(address, fastest=fastest))
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
        self.machine.receive_all(data[: self._step])
        return min(len(data), self._step)

    def read(self, seconds: float) -> bytes:
        self._coming += self.machine.hear_said()
        data, self._coming = self._coming[: self._step], self._coming[self._step :]
        return data

    def drop(self) -> None:
        self._open = False


class NoisyDevice(MemoryDevice):
    """A line with bytes that the printer never said.

    ``noise`` comes after so many bytes of the questions that follow the slip.
    """

    def __init__(
        self, machine: Machine, query: str, noise: Mapping[int, bytes], step: int = 4096
    ) -> None:
        super().__init__(machine, query, step)
        self._noise = dict(noise)
        self.asked: int | None = None  # bytes; None until the slip has been sent

    def confirm(self) -> bool:
        self.asked = 0
        return super().confirm()

    def write(self, data: bytes, seconds: float) -> int:
        if self.asked is None:
            return super().write(data, seconds)
        self.machine.let_stray(self._noise.pop(self.asked, b""))
        taken = super().write(data[:1], seconds)
        self.asked += taken
        return taken


class LaggingDevice(MemoryDevice):
    """A printer behind its buffer: it acts on so many bytes whenever it is listened to.

    ``noise`` comes at so many looks after the slip.
    """

    def __init__(
        self, machine: Machine, query: str, pace: int, noise: Mapping[int, bytes] | None = None
    ) -> None:
        super().__init__(machine, query)
        self._pace = pace
        self._noise = dict(noise or {})
        self._looks: int | None = None

    def confirm(self) -> bool:
        self._looks = 0
        return super().confirm()

    def write(self, data: bytes, seconds: float) -> int:
        self.machine.receive(data)
        return len(data)

    def read(self, seconds: float) -> bytes:
        self.machine.run(self._pace)
        if self._looks is not None:
            self.machine.let_stray(self._noise.pop(self._looks, b""))
            self._looks += 1
        return self.machine.hear_said()


class UnpluggedDevice(LaggingDevice):
    """A printer that loses its power at a look, and has it back some looks later."""

    def __init__(
        self, machine: Machine, query: str, pace: int, noise: Mapping[int, bytes], until: int
    ) -> None:
        super().__init__(machine, query, pace, noise)
        self._gone, self._back = min(noise), until

    def read(self, seconds: float) -> bytes:
        if self._looks == self._gone:
            self.machine.lose_power()
        if self._looks == self._back:
            self.machine.find_power()
        return super().read(seconds)


class TcpMachine(threading.Thread):
    """A machine on the network; ``pause`` seconds after a connection it takes no other one.

    A connection in that time is ended at once, or where it is ``refusing`` there is none.
    """

    def __init__(self, machine: Machine, pause: float = 0, *, refusing: bool = False) -> None:
        super().__init__(daemon=True)
        self.machine = machine
        self.connections = 0
        self._pause = pause
        self._refusing = refusing
        self._closed = threading.Event()
        self._free_at = 0.0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.place = f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"
        machine.speed = FASTEST

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.join()

    def run(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            served = False
            with connection, contextlib.suppress(OSError):
                if monotonic() >= self._free_at:
                    self.connections += 1
                    served = True
                    if self._refusing and self._pause:
                        self._listener.close()
                    self._serve(connection)
            if served:
                self._free_at = monotonic() + self._pause
                if self._refusing and self._pause and not self._open_again():
                    return

    def _open_again(self) -> bool:
        """Listen again once the pause is over; return whether it goes on."""
        if self._closed.wait(self._pause):
            return False
        port = int(self.place.rpartition(":")[2])
        self._listener = socket.create_server(("127.0.0.1", port))
        return True

    def _serve(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.machine.connect()
        while True:
            if said := self.machine.hear_said():
                connection.sendall(said)
            ready, _, _ = select.select([connection], [], [], self.machine.next_word)
            if not ready:
                continue
            data = connection.recv(4096)
            if not data:
                return
            self.machine.receive_all(data)


class SerialMachine(threading.Thread):
    """A machine on a serial line, no faster than that line is, with XON and XOFF.

    A pseudo-terminal has no speed of its own, so bytes are taken off it at the pace of ``rate``.
    """

    _LOW, _HIGH = 256, 768  # bytes in the buffer at which it says XON and XOFF

    def __init__(self, machine: Machine, rate: int, print_rate: int) -> None:
        super().__init__(daemon=True)
        self.machine = machine
        self._rate = rate / 10
        self._print_rate = print_rate
        self._end, self._other = os.openpty()
        tty.setraw(self._other)
        self.place = f"serial://{os.ttyname(self._other)}"
        machine.speed = FASTEST
        self._stopped = threading.Event()
        self.held_back = 0  # times that it said XOFF

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self.join()
        os.close(self._other)
        os.close(self._end)

    def run(self) -> None:
        last, took, printed, off = monotonic(), 0.0, 0.0, False
        while not self._stopped.is_set():
            ready, _, _ = select.select([self._end], [], [], 0.005)
            now = monotonic()
            took = min(took + (now - last) * self._rate, 256)
            printed = min(printed + (now - last) * self._print_rate, 64)
            last = now
            # What the pseudo-terminal holds already would still be in the computer, had it a speed.
            if ready and took >= 1 and not off:
                data = os.read(self._end, int(took))
                took -= len(data)
                self.machine.receive(data)
            printed -= self.machine.run(int(printed))
            if self.machine.model.xonxoff:
                off = self._hold_back(off=off)
            if said := self.machine.hear_said():
                os.write(self._end, said)

    def _hold_back(self, *, off: bool) -> bool:
        if not off and self.machine.waiting >= self._HIGH:
            self.held_back += 1
            os.write(self._end, b"\x13")
            return True
        if off and self.machine.waiting <= self._LOW:
            os.write(self._end, b"\x11")
            return False
        return off
