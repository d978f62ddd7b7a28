"""A log never shows what was in memory when something broke."""

from __future__ import annotations

import io
import sys

import pytest
import structlog

from rosterdesk.bot.program.logs import set_up_logs


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("stream", [Terminal, io.StringIO], ids=["terminal", "file"])
def test_traceback_shows_no_values(monkeypatch, stream):
    monkeypatch.setattr(sys, "stderr", stream())
    set_up_logs()

    def break_down() -> None:
        slip = "TNCR6WM3"[::-1]  # the source line itself may be shown
        raise RuntimeError(f"{len(slip)} characters")

    try:
        break_down()
    except RuntimeError:
        structlog.get_logger("test").exception("broke")
    said = sys.stderr.getvalue()
    assert "broke" in said
    assert "3MW6RCNT" not in said
