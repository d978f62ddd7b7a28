"""The demo's page as a process: until it is stopped, and from scratch as often as wanted."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rosterdesk.bot.demo.page.scene import open_scene
from rosterdesk.bot.demo.page.server import serve_page
from rosterdesk.bot.program.logs import set_up_logs
from rosterdesk.core.language import Language

if TYPE_CHECKING:
    from collections.abc import Callable


async def run_page(port: int, show: Callable[[str], None] = print) -> None:
    """Serve the page until SIGTERM or SIGINT; ``show`` gets the address, once.

    Nothing is kept: each play has a folder of its own, which is deleted after it.
    """
    set_up_logs()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    language, fresh = guess_language(), True
    while not stop.is_set():
        async with (
            open_scene(language) as scene,
            serve_page(scene, port, fresh=fresh) as address,
        ):
            if fresh:
                show(address)
            port, fresh = urlsplit(address).port or 0, False
            await _wait_for_either(stop, scene.over)
            language = scene.next_language or language


def guess_language() -> Language:
    """The first page to be opened corrects it; a good guess spares the second start."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return Language.EN if spoken.lower().startswith("en") else Language.NL


async def _wait_for_either(*events: asyncio.Event) -> None:
    waiting = [asyncio.create_task(event.wait()) for event in events]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
