"""Neither end believes what the other one announces."""

from __future__ import annotations

import io
import json

import psutil
import pytest

from rosterdesk.core.isolation.frames import (
    MOST_BYTES,
    MOST_FRAMES,
    FrameRefused,
    read_frame,
    write_frame,
)
from rosterdesk.core.isolation.worker import ConfinedWorker, ProcessDied

# A stranger's program in the place of the real one: it says that it is ready, takes the request,
# and sends these bytes again and again.
_HOSTILE = """
import os, sys
sent = bytes.fromhex(sys.argv[1])
def frame(data):
    os.write(1, len(data).to_bytes(8) + data)
frame(b"ready")
for _ in range(2):
    length = int.from_bytes(sys.stdin.buffer.read(8))
    sys.stdin.buffer.read(length)
while True:
    os.write(1, sent)
"""


def frame(data: bytes, length: int | None = None) -> bytes:
    return (len(data) if length is None else length).to_bytes(8) + data


def test_a_frame_comes_as_it_was_sent():
    stream = io.BytesIO()
    for each in (b"", b"a", b"b" * 300):
        write_frame(stream, each)
    stream.seek(0)
    assert [read_frame(stream) for _ in range(4)] == [b"", b"a", b"b" * 300, None]


@pytest.mark.parametrize("length", [MOST_BYTES + 1, 2**40, 2**64 - 1])
def test_a_length_that_nobody_sends_is_refused_before_it_is_read(length):
    with pytest.raises(FrameRefused):
        read_frame(io.BytesIO(frame(b"x", length)))


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(frame(b"x" * 100, 2**63), id="a long frame"),
        pytest.param(frame(b"x" * 100, MOST_BYTES + 1), id="a frame that is a byte too long"),
        pytest.param(frame(json.dumps({"frames": MOST_FRAMES + 1}).encode()), id="many frames"),
        pytest.param(frame(json.dumps({"frames": -1}).encode()), id="fewer than none"),
        pytest.param(frame(json.dumps({"frames": "2"}).encode()), id="a count as text"),
        pytest.param(frame(json.dumps({"frames": True}).encode()), id="a count that is a yes"),
        pytest.param(frame(json.dumps([1]).encode()), id="a list"),
        pytest.param(frame(b"{"), id="no JSON"),
        pytest.param(frame(b'{"frames": 2}') + frame(b"", MOST_BYTES - 12), id="too much together"),
    ],
)
async def test_an_answer_that_is_none_ends_the_process(tmp_path, monkeypatch, sent):
    """It is killed at once, not when memory or time is over, and the next one is a new process."""
    (tmp_path / "hostile_answers.py").write_text(_HOSTILE)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    worker = ConfinedWorker("hostile_answers", (sent.hex(),), seconds=600.0)
    for _ in range(2):
        await worker.start()
        assert worker.process is not None
        pid = worker.process.pid
        with pytest.raises(ProcessDied) as died:
            await worker.ask({"op": "read"}, b"data")
        assert died.value.status == 0
        assert worker.process is None
        assert not psutil.pid_exists(pid)
