"""A network printer that can be told to fail, and knows what really came out on paper.

It is as close to a real one as the owner of a printer can notice: it answers ``DLE EOT`` at once,
keeps what it receives in a buffer, prints it in order while it has paper and a closed cover, and
answers ``GS r`` when its turn comes. Without paper it keeps its buffer and goes on after ``mend``;
without power it loses it.

    with VirtualPrinter() as virtual:
        virtual.fail(Fault.PAPER_OUT, at_slip=3, after_bytes=120)
        printer = Printer("desk", virtual.url)
        ...
        virtual.mend()
        assert virtual.passwords() == [...]
"""

from __future__ import annotations

import contextlib
import re
import socket
import struct
import threading
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from rosterdesk.printer.model.commands import Kind, UnknownCommandError, read_command
from rosterdesk.printer.reading.text import read_password, slip_text

_ASKED_AT_ONCE = b"\x10\x04"
_NOTHING = "\n -✂"  # what the text of an empty, cut strip is made of
_ASKED_IN_TURN = b"\x1dr\x01"
_BE_SILENT = b"\x1da\x00"  # it never speaks unasked anyway
_AT_ONCE = re.compile(rb"(\x10\x04[\x01\x02\x04])")
_HALF_ASKED = re.compile(rb"\x10\x04?\Z")


class Fault(StrEnum):
    REFUSE = "refuse"  # no connection is accepted
    HANG = "hang"  # nothing is read or answered any more
    RESET = "reset"  # the connection is reset; the printer itself lives on
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    POWER_LOST = "power_lost"  # all connections and the buffer are gone
    SILENT = "silent"  # prints, but answers nothing


@dataclass
class Printed:
    """The data on one piece of paper; ``whole`` when the knife came after it."""

    data: bytearray = field(default_factory=bytearray)
    whole: bool = False

    @property
    def password(self) -> str | None:
        return read_password(bytes(self.data))


@dataclass(frozen=True)
class _Plan:
    fault: Fault
    at_slip: int
    after_bytes: int


class VirtualPrinter:
    def __init__(self, seconds: float = 1.0) -> None:
        """``seconds``: how long its users wait for an answer; it answers at once or not at all."""
        self._seconds = seconds
        self.pieces: list[Printed] = []
        self.interleaved = False  # two connections were in the middle of a slip at once
        self.joined = False  # a whole slip hangs on what was left of one that broke off
        self.struck = False  # the planned fault has happened
        self._hanging = False
        self._plan: _Plan | None = None
        self._broken: Fault | None = None
        self._mended = threading.Event()
        self._buffer = bytearray()
        self._piece = Printed()
        self._slips = 0  # with a password, whole
        self._inside: int | None = None  # bytes printed since a slip began; None before it does
        self._writer: _Line | None = None
        self._lines: set[_Line] = set()
        self._lock = threading.RLock()
        self._listener = self._listen(0)
        self.port: int = self._listener.getsockname()[1]

    @property
    def url(self) -> str:
        # It takes no time to print, so it says how fast it is.
        seconds = f"timeout={self._seconds}&patience={self._seconds}&fastest=999999"
        return f"tcp://127.0.0.1:{self.port}?{seconds}&codes=native"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def fail(self, fault: Fault, *, at_slip: int | None = None, after_bytes: int = 0) -> None:
        """Break now, or when so many whole slips are out and so many bytes of the next are in.

        ``at_slip=3, after_bytes=0`` breaks the moment the third slip is cut, before its sender
        can be told so.
        """
        with self._lock:
            self._plan = _Plan(fault, self._slips if at_slip is None else at_slip, after_bytes)
            self._inside = None
            self._break_if_due(None)

    def mend(self) -> None:
        """New paper, cover closed, switched off and on: whatever was broken is whole again."""
        with self._lock:
            was, self._broken, self._plan = self._broken, None, None
            if was in {Fault.REFUSE, Fault.POWER_LOST}:
                self._listener = self._listen(self.port)
            if was is Fault.HANG:
                self._lose_power()
            self._mended.set()
            self._run(None)

    def passwords(self) -> list[str]:
        """Return the passwords of the whole slips, in the order in which they came out."""
        with self._lock:
            return [p.password for p in self.pieces if p.whole and p.password]

    def slips(self) -> list[bytes]:
        """Return the whole slips with a password, in the order in which they came out."""
        with self._lock:
            return [bytes(p.data) for p in self.pieces if p.whole and p.password]

    def torn_passwords(self) -> list[str]:
        """Return those that can be read on pieces that were never cut off."""
        with self._lock:
            torn = [p for p in [*self.pieces, self._piece] if not p.whole]
            return [p.password for p in torn if p.password]

    def slip_count(self) -> int:
        with self._lock:
            return self._slips

    def close(self) -> None:
        with self._lock:
            _stop(self._listener)
            self._drop_lines()
            self._mended.set()

    # connections

    def _listen(self, port: int) -> socket.socket:
        listener = socket.create_server(("127.0.0.1", port), backlog=16)
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
        return listener

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line = _Line(self, connection)
            with self._lock:
                self._lines.add(line)
            line.start()

    def _drop_lines(self) -> None:
        for line in self._lines:
            _reset(line.connection)
        self._lines.clear()

    def receive(self, line: _Line, data: bytes) -> None:
        with self._lock:
            for part in line.split(data):
                if line not in self._lines or self._broken is Fault.HANG:
                    return
                if part.startswith(_ASKED_AT_ONCE):
                    self._answer(line, self._status(part[2]))
                else:
                    self._take(line, part)

    def lose(self, line: _Line) -> None:
        with self._lock:
            self._forget(line)

    def _forget(self, line: _Line) -> None:
        self._lines.discard(line)
        if self._writer is line:
            self._writer = None

    def wait_while_hanging(self) -> None:
        with self._lock:
            hanging = self._broken is Fault.HANG
        if hanging:
            self._mended.wait()

    def _answer(self, line: _Line | None, byte: int) -> None:
        if line in self._lines and self._broken is not Fault.SILENT:
            with contextlib.suppress(OSError):
                line.connection.sendall(bytes([byte]))

    def _status(self, question: int) -> int:
        out, opened = self._broken is Fault.PAPER_OUT, self._broken is Fault.COVER_OPEN
        bits = {1: 0x08 * (out or opened), 2: 0x20 * out | 0x04 * opened, 4: 0x60 * out}
        return 0x12 | bits[question]

    # the mechanism

    def _take(self, line: _Line, data: bytes) -> None:
        """Take the bytes one by one where a fault is near, so that it hits exactly its place."""
        near = self._plan is not None and self._slips >= self._plan.at_slip - 1
        step = 1 if near else len(data)
        for at in range(0, len(data), step):
            if line not in self._lines or self._broken is Fault.HANG:
                return
            self._buffer += data[at : at + step]
            self._run(line)
            self._break_if_due(line)

    def _run(self, line: _Line | None) -> None:
        while self._buffer and self._broken not in {Fault.PAPER_OUT, Fault.COVER_OPEN}:
            done = self._run_one(line)
            if not done:
                return
            del self._buffer[:done]

    def _run_one(self, line: _Line | None) -> int:
        """Do what stands first in the buffer; return its length, 0 while it is not all there."""
        if self._buffer[0] == 0:
            return 1
        if self._buffer.startswith(_ASKED_IN_TURN):
            self._answer(line, 0)
            return len(_ASKED_IN_TURN)
        if self._buffer[:2] == _ASKED_IN_TURN[:2]:  # torn off, and filled up: it asks for nothing
            return len(_ASKED_IN_TURN) if len(self._buffer) >= len(_ASKED_IN_TURN) else 0
        if self._buffer[:2] == b"\x1d\x00":
            return 2
        if self._buffer.startswith(_BE_SILENT):
            return len(_BE_SILENT)
        try:
            command, end = read_command(bytes(self._buffer), 0)
        except UnknownCommandError:
            return 0
        self._print(line, command.kind, bytes(self._buffer[:end]))
        return end

    def _print(self, line: _Line | None, kind: Kind, data: bytes) -> None:
        if kind is Kind.RESET:
            self._inside = 0
            if self._piece.data:
                self._finish_piece(whole=False)
        if self._inside is not None:
            self._inside += len(data)
        if self._piece.data and None not in {line, self._writer} and line is not self._writer:
            self.interleaved = True
        self._writer = line
        self._piece.data += data
        if kind is Kind.CUT:
            self._finish_piece(whole=True)

    def _finish_piece(self, *, whole: bool) -> None:
        piece, self._piece = self._piece, Printed()
        piece.whole = whole
        said = slip_text(bytes(piece.data)).strip(_NOTHING)
        self.joined = self.joined or bool(whole and said and self._hanging)
        self._hanging = not whole and (self._hanging or bool(said))
        self._slips += whole and piece.password is not None
        self.pieces.append(piece)
        self._inside = None if whole else self._inside

    # the faults

    def _break_if_due(self, line: _Line | None) -> None:
        plan = self._plan
        if plan is None or self._slips < plan.at_slip:
            return
        if plan.after_bytes and (
            self._inside is None or self._inside + len(self._buffer) < plan.after_bytes
        ):
            return
        self._plan, self.struck = None, True
        if plan.fault is Fault.RESET:
            if line is not None:
                self._forget(line)
                _reset(line.connection)
            return
        self._broken = plan.fault
        self._mended.clear()
        if plan.fault in {Fault.REFUSE, Fault.POWER_LOST}:
            _stop(self._listener)
        if plan.fault is Fault.POWER_LOST:
            self._lose_power()

    def _lose_power(self) -> None:
        self._drop_lines()
        self._buffer.clear()
        if self._piece.data:
            self._finish_piece(whole=False)


class _Line(threading.Thread):
    """One connection to the printer."""

    def __init__(self, printer: VirtualPrinter, connection: socket.socket) -> None:
        super().__init__(daemon=True)
        self.connection = connection
        self._printer = printer
        self._rest = b""

    def run(self) -> None:
        while data := self._receive():
            self._printer.receive(self, data)
            self._printer.wait_while_hanging()
        self._printer.lose(self)
        self.connection.close()

    def split(self, data: bytes) -> list[bytes]:
        """Take the questions that are answered at once out of what is printed in its turn."""
        parts = _AT_ONCE.split(self._rest + data)
        self._rest = b""
        if parts and (half := _HALF_ASKED.search(parts[-1])):
            self._rest = half[0]
            parts[-1] = parts[-1][: half.start()]
        return [part for part in parts if part]

    def _receive(self) -> bytes:
        try:
            return self.connection.recv(4096)
        except OSError:
            return b""


def _reset(connection: socket.socket) -> None:
    """Close it with RST: without lingering, and with whatever is unread."""
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.shutdown(socket.SHUT_RD)  # wakes the thread that reads it, which closes it
        connection.close()


def _stop(listener: socket.socket) -> None:
    with contextlib.suppress(OSError):
        listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
    listener.close()
