"""Ten printers that ask for their work every two seconds; ``load --polling 10`` has them.

They stand in the same process as the rest of the town, and ask the page of the program in its own.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from tests.ports import find_free_port
from tests.printer.asking.star import StarPrinter

from rosterdesk.bot.page_settings import PageSettings
from rosterdesk.core.library import find_key_file
from rosterdesk.core.protection.keys import load_keys
from rosterdesk.printer.model.address import name_secret, parse_address
from rosterdesk.printer.settings import PrinterSettings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rosterdesk.bot.settings import Settings

EVERY = 2.0  # seconds


def make_mac(number: int) -> str:
    return f"00:11:62:00:01:{number:02x}"


def add_printers(count: int) -> Callable[[Settings], Settings]:
    """Return what gives the settings a page, and so many printers that ask it."""
    port = find_free_port()

    def adapt(settings: Settings) -> Settings:
        printers = dict(settings.printing.printers) | {
            f"wand{n}": f"cloudprnt://wand{n}?mac={make_mac(n)}&every={EVERY}" for n in range(count)
        }
        page = PageSettings(url=f"http://localhost:{port}", port=port, on_slips=False)
        made = {"printing": PrinterSettings(printers=printers), "page": page}
        return settings.model_copy(update=made)

    return adapt


async def keep_asking(settings: Settings, number: int, answers: list[float]) -> None:
    """Ask at a steady pace, and note how long each answer took; while there is no page, wait."""
    address = parse_address(settings.printing.printers[f"wand{number}"])
    await asyncio.sleep(EVERY * number / 10)  # they do not all ask at once
    while True:
        began = time.perf_counter()
        try:
            url = await asyncio.to_thread(_find_url, settings, address.target)
            await StarPrinter(url, make_mac(number)).poll()
            answers.append(time.perf_counter() - began)
        except OSError:  # it is starting
            pass
        await asyncio.sleep(EVERY)


def _find_url(settings: Settings, name: str) -> str:
    """Raises OSError while the program has no keys yet."""
    path: Path = find_key_file(settings)
    path.stat()
    address = parse_address(settings.printing.printers[name])
    secret = load_keys(path).make_printer_secret(*name_secret(address))
    return f"{settings.page.url}/cloudprnt/{name}/{secret}"
