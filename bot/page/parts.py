"""The parts that every handler of the page needs; the program makes them once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from rosterdesk.bot.page.arriving import Budget
    from rosterdesk.bot.page.screen.screens import Screens
    from rosterdesk.bot.settings import Settings
    from rosterdesk.bot.words.troubles import Trouble
    from rosterdesk.core.library import Library
    from rosterdesk.printer.devices.owner import Printer

    FindPolled = Callable[[str, str], "Polled | None"]
    FindTroubles = Callable[[], Awaitable[list[Trouble]]]


@dataclass(frozen=True, slots=True)
class Polled:
    """A printer that asks for its work; ``here``: this process, and no other one, prints on it."""

    printer: Printer
    here: bool


def find_no_printer(scheme: str, name: str) -> Polled | None:
    """Find none, where nothing is printed."""
    del scheme, name
    return None


async def find_no_troubles() -> list[Trouble]:
    """Find none, where nobody watches the service."""
    return []


@dataclass(frozen=True, slots=True)
class Parts:
    library: Library
    settings: Settings
    screens: Screens
    budget: Budget
    find_polled: FindPolled = find_no_printer  # by its scheme, and the name in its address
    find_troubles: FindTroubles = find_no_troubles  # of this process, as it sees itself now
    # What each printer that asks last said, and when that was written down.
    heard: dict[str, tuple[str, datetime]] = field(default_factory=dict)
