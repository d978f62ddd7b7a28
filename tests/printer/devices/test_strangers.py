"""Strangers at a printer's address: they are never ready, and are sent nothing."""

from __future__ import annotations

import contextlib
import random
import socket
import threading
from typing import TYPE_CHECKING, Self

import pytest
from tests.printer.machines.machine import Machine
from tests.printer.machines.models import EPSON, NEVER_SILENT
from tests.printer.machines.wires import MemoryDevice
from tests.printer.slips import make_slip

from rosterdesk.core.language import Language
from rosterdesk.printer.devices.device import open_device
from rosterdesk.printer.devices.talking import TalkingDevice
from rosterdesk.printer.errors import NotSentError, Reason
from rosterdesk.printer.setup.probing import probe

if TYPE_CHECKING:
    from collections.abc import Callable

HTTP = b"HTTP/1.1 400 Bad Request\r\nServer: nginx/1.22.1\r\nContent-Type: text/html\r\n\r\n"
RANDOM = random.Random(28)


class Stranger(threading.Thread):
    """A server: what it says first, and what it says to each message; None hangs up."""

    def __init__(self, greeting: bytes, answer: Callable[[bytes], bytes | None]) -> None:
        super().__init__(daemon=True)
        self._greeting, self._answer = greeting, answer
        self.taken = b""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.place = f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.join()

    def run(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                connection.sendall(self._greeting)
                while data := connection.recv(4096):
                    self.taken += data
                    said = self._answer(data)
                    if said is None:
                        break
                    connection.sendall(said)


STRANGERS = {
    "greets": (b"220 mail.example.org ESMTP Postfix (Debian)\r\n", lambda _: b""),
    "greets, in another way": (b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n", lambda _: b""),
    "echoes": (b"", lambda data: data),
    "prompts": (b"login: ", lambda _: b"\r\n> "),
    "refuses": (b"", lambda _: b"500 5.5.1 Error: bad syntax\r\n"),
    "talks": (b"", lambda data: bytes(RANDOM.randrange(256) for _ in range(3 * len(data)))),
    "as many bytes as were asked for": (b"", lambda data: b"R" * (len(data) // 3) + b"\n"),
}


@pytest.mark.parametrize("kind", STRANGERS)
def test_a_server_that_is_no_printer_is_never_ready_and_gets_no_slip(kind):
    with Stranger(*STRANGERS[kind]) as server:
        device = open_device(f"{server.place}?timeout=0.15&patience=0.15")
        assert isinstance(device, TalkingDevice)
        for act in (device.status, device.find_answers, lambda: device.send(make_slip(1))):
            with pytest.raises(NotSentError) as caught:
                act()
            assert caught.value.reason is Reason.NOT_A_PRINTER
            device.close()
        assert make_slip(1) not in server.taken


def test_setup_refuses_a_web_server_in_words():
    server = Stranger(b"", lambda data: HTTP * len(data))
    with server, pytest.raises(NotSentError) as caught:
        probe(server.place)
    assert "niet zoals een bonprinter" in caught.value.say(Language.NL)


def test_a_server_that_hangs_up_after_its_words_is_no_printer_either():
    said = iter([HTTP])
    server = Stranger(HTTP, lambda _: next(said, None))
    with server, pytest.raises(NotSentError) as caught:
        open_device(f"{server.place}?timeout=0.2").status()
    assert caught.value.reason is Reason.NOT_A_PRINTER


@pytest.mark.parametrize("model", [EPSON, NEVER_SILENT], ids=lambda model: model.name)
@pytest.mark.parametrize("noise", [b"\xff", b"H", b"\x12", b"\xffHTTP/1.1 \x12\x12"])
def test_a_printer_on_a_dirty_line_is_ready_all_the_same(model, noise):
    """It is asked again where a byte came that it cannot have said."""
    machine = Machine(model)
    device = MemoryDevice(machine, "timeout=1&patience=1")
    device.open()
    machine.let_stray(noise)
    assert device.status().ready
    machine.let_stray(noise)
    device.send(make_slip(1))
    assert device.confirm()
