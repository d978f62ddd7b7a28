"""Opening mail leaves the event loop to chat and desk."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from tests.bench.opening import write_held, write_taken
from tests.bot.mail.post import open_post
from tests.turns import measure_turns

from rosterdesk.bot.demo.stage import AUTHSERV
from rosterdesk.core.language import Language
from rosterdesk.mailbox.opening.process import MailOpener
from rosterdesk.mailbox.opening.work import open_mail

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize("write", [write_taken, write_held])
async def test_no_turn_of_the_loop_is_long(
    write: Callable[[], bytes], tmp_path: Path, sqlite_template: Path
):
    """The largest roster takes little of the loop at a time, beside what opening it takes.

    The bar in milliseconds is the benchmark's (``tests.bench opening``).
    """
    raw = write()
    async with (
        MailOpener() as opener,
        open_post(tmp_path / "data", sqlite_template, Language.NL, opener=opener) as post,
    ):
        with measure_turns() as turns:
            await post.take(raw)
    assert max(turns) < _measure_opening(raw) / 3


def _measure_opening(raw: bytes) -> float:
    began = time.thread_time()
    open_mail(raw, headers_only=False, authserv_id=AUTHSERV)
    return time.thread_time() - began
