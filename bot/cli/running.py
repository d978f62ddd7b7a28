"""What every command shares: the core around it, who asks, and how it answers."""

from __future__ import annotations

import asyncio
import getpass
import json
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.actors import Actor
    from rosterdesk.core.library import Library

JsonFlag = typer.Option("--json", help="Answer with one JSON object.")
AloneFlag = typer.Option("--alone", help="Approve without the other librarians; it is recorded.")


def with_core(act: Callable[[Library, Settings], Awaitable[None]]) -> None:
    """Run a command's work with the database and the stored files open."""
    from rosterdesk.bot.logs import set_up_logs
    from rosterdesk.bot.service import open_core
    from rosterdesk.bot.settings import load_settings

    settings = load_settings()
    set_up_logs()

    async def run() -> None:
        async with open_core(settings) as library:
            await act(library, settings)

    asyncio.run(run())


def who() -> Actor:
    from rosterdesk.core.actors import shell_actor

    return shell_actor(getpass.getuser())


def answer(data: Any, *, as_json: bool, lines: Iterable[str]) -> None:
    """Print the data for a program, or the lines for a person."""
    if as_json:
        print(json.dumps(data, ensure_ascii=False, default=str))
        return
    for line in lines:
        print(line)


def table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    from rich.console import Console
    from rich.table import Table

    drawn = Table(*headers, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        drawn.add_row(*("" if cell is None else str(cell) for cell in row))
    Console().print(drawn)
