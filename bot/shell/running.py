"""The parts that all commands share: the running core, the person who asks, and the answer."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

import typer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library
    from rosterdesk.core.trail.actors import Actor

JsonFlag = typer.Option("--json", help="Answer with one JSON object.")
AloneFlag = typer.Option(
    "--alone", help="Decide without the librarians who are asked for; it is recorded."
)
AsOption = typer.Option("--as", help="The librarian who decides; else it is you, an operator.")


def with_core(act: Callable[[Library, Settings], Awaitable[None]]) -> None:
    """Run a command's work with the database and the stored files open."""
    settings = _begin()
    asyncio.run(_run_with_core(act, settings))


def with_core_if_there(
    act: Callable[[Library | None, Settings], Awaitable[None]],
    *,
    even_without_settings: bool = False,
) -> None:
    """Run a command's work that only looks: where there is no database yet none is made."""
    settings = _begin(even_without_settings=even_without_settings)
    if settings.has_database():
        asyncio.run(_run_with_core(act, settings))
        return

    async def run() -> None:
        await act(None, settings)

    asyncio.run(run())


def _begin(*, even_without_settings: bool = False) -> Settings:
    from rosterdesk.bot.program.logs import set_up_logs
    from rosterdesk.bot.settings import is_set_up, load_settings, require_setup

    if is_set_up() or not even_without_settings:
        require_setup()
    settings = load_settings()
    set_up_logs()
    return settings


async def _run_with_core(
    act: Callable[[Library, Settings], Awaitable[None]], settings: Settings
) -> None:
    from rosterdesk.bot.program.service import open_core
    from rosterdesk.core.storage.sqlite import tell_waiting

    tell_waiting.set(partial(_describe_waiting, settings.language))
    async with open_core(settings) as library:
        with refusing_values():
            await act(library, settings)


def _describe_waiting(language: Language) -> None:
    from rosterdesk.bot.words.texts import phrases

    said = phrases.say(
        language, "Another program holds the database: this waits for it, half a minute at most."
    )
    print(said, file=sys.stderr, flush=True)


@contextmanager
def refusing_values() -> Iterator[None]:
    """Say so where an argument is longer or larger than its column of the database."""
    from tortoise.exceptions import BaseORMException

    from rosterdesk.bot.errors import ProgramError
    from rosterdesk.core.errors import RosterdeskError
    from rosterdesk.core.language import N_
    from rosterdesk.core.storage.trouble import (
        DatabaseError,
        explain_trouble,
        is_impossible_value,
    )

    try:
        yield
    except (RosterdeskError, typer.Exit):
        raise
    except Exception as error:
        if is_impossible_value(error):
            raise ProgramError(N_("One of the values is too long or too large.")) from error
        if isinstance(error, BaseORMException) and (trouble := explain_trouble(error)):
            raise DatabaseError(trouble) from error
        raise


def who() -> Actor:
    from rosterdesk.core.trail.actors import find_shell_actor

    return find_shell_actor()


def answer(data: Any, *, as_json: bool, lines: Iterable[str]) -> None:
    """Print the data for a program, or the lines for a person."""
    if as_json:
        print(json.dumps(data, ensure_ascii=False, default=str))
        return
    for line in lines:
        print(line)


def table(headers: Sequence[str], rows: Iterable[Sequence[object]], language: Language) -> None:
    """Print the rows under the headers, which are put into the language."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from rosterdesk.bot.words.texts import phrases

    named = (phrases.say(language, header) for header in headers)
    drawn = Table(*named, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        # As text: rich would take "[…]" in a name or an address for its own marks.
        drawn.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    Console().print(drawn)


def create_private(path: Path) -> BinaryIO:
    """Make a file that only its owner can read; raises ProgramError where there is one already."""
    import os

    from rosterdesk.bot.errors import ProgramError
    from rosterdesk.core.language import N_

    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise ProgramError(N_("{path} is there already: name another file."), path=path) from error
    except OSError as error:
        raise ProgramError(
            N_("{path} cannot be written: {reason}."), path=path, reason=error.strerror
        ) from error
    return os.fdopen(handle, "wb")


def open_readable(path: Path) -> BinaryIO:
    """Open a file that the user named; raises ProgramError where it cannot be read."""
    from rosterdesk.bot.errors import ProgramError
    from rosterdesk.core.language import N_

    try:
        return path.open("rb")
    except OSError as error:
        raise ProgramError(
            N_("{path} cannot be read: {reason}."), path=path, reason=error.strerror
        ) from error
