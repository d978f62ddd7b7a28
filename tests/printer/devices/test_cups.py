"""Print queues: an lp and an lpstat of our own."""

from __future__ import annotations

import os
import stat

import pytest
from tests.printer.slips import make_slip

from rosterdesk.printer.devices.device import Answer, open_device
from rosterdesk.printer.errors import NotSentError, Reason, UnknownOutcomeError

SLIP = make_slip(1)
QUICK = "timeout=0.3&patience=0.5"


@pytest.fixture
def queue(tmp_path, monkeypatch):
    """An lp and an lpstat on the path; what they are given lands beside them."""

    def install(name: str, script: str) -> None:
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)

    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return install


def test_a_queue_is_given_the_slip_raw_and_no_name(queue, tmp_path):
    queue("lp", f'echo "$@" > {tmp_path}/arguments; cat > {tmp_path}/job')
    device = open_device("cups://balie")
    device.send(SLIP)
    assert device.confirm() is False
    assert (tmp_path / "job").read_bytes() == SLIP
    assert (tmp_path / "arguments").read_text().split() == [
        "-d",
        "balie",
        "-o",
        "raw",
        "-t",
        "rosterdesk",
        "--",
        "-",
    ]


def test_a_queue_that_refuses_was_sent_nothing(queue):
    """python-escpos' LP does not look at lp's exit status."""
    queue("lp", "cat > /dev/null; exit 1")
    with pytest.raises(NotSentError) as caught:
        open_device("cups://balie").send(SLIP)
    assert caught.value.reason is Reason.REFUSED


def test_a_queue_that_hangs_is_unknown(queue):
    queue("lp", "exec sleep 30")
    with pytest.raises(UnknownOutcomeError):
        open_device("cups://balie?timeout=0.2").send(SLIP)


@pytest.mark.parametrize(
    ("said", "online", "paper"),
    [
        ("printer balie is idle.  enabled since Mon", Answer.YES, Answer.CANNOT_KNOW),
        ("printer balie disabled since Mon -\n\tAlerts: media-empty", Answer.NO, Answer.NO),
    ],
)
def test_the_status_of_a_queue_is_what_lpstat_says(queue, said, online, paper):
    queue("lpstat", f"printf '{said}'")
    status = open_device("cups://balie").status()
    assert (status.online, status.paper) == (online, paper)


@pytest.mark.parametrize("program", ["lp", "lpstat"])
def test_a_program_of_cups_inherits_no_secret(queue, tmp_path, monkeypatch, program):
    monkeypatch.setenv("ROSTERDESK_BOT_TOKEN", "123456:planted-secret")
    monkeypatch.setenv("PGPASSWORD", "planted-secret")
    queue(program, f"env > {tmp_path}/inherited; cat > /dev/null")
    device = open_device("cups://balie")
    device.send(SLIP) if program == "lp" else device.status()
    inherited = (tmp_path / "inherited").read_text()
    assert "PATH=" in inherited
    assert "planted-secret" not in inherited


def test_without_cups_there_is_no_queue(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotSentError) as caught:
        open_device("cups://balie").send(SLIP)
    assert caught.value.permanent
