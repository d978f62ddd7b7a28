"""The program in a process of its own, forked from one that has imported everything.

It is ``rosterdesk run`` and the command line themselves; a fresh interpreter would take seconds
for its imports, in each of hundreds of starts.
"""

from __future__ import annotations

import asyncio
import os
import sys
from importlib import import_module
from multiprocessing import get_context
from pkgutil import iter_modules
from typing import TYPE_CHECKING

# Imported here for the forked ones, who would do it themselves one by one.
from rosterdesk.bot.chat.telegram.pacing import UNPACED
from rosterdesk.bot.program.running import run_service
from rosterdesk.bot.program.service import ALL_PARTS
from rosterdesk.bot.settings import load_settings
from rosterdesk.bot.shell.main import main
from rosterdesk.core.storage import sqlite  # noqa: F401

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from multiprocessing.process import BaseProcess
    from pathlib import Path

for package in ("core", "mailbox", "bot"):
    migrations = import_module(f"rosterdesk.{package}.migrations")
    for module in iter_modules(migrations.__path__):
        import_module(f"{migrations.__name__}.{module.name}")

_FORKS = get_context("forkserver")
_FORKS.set_forkserver_preload([__name__])


def start_service(environment: Mapping[str, str], said: Path) -> BaseProcess:
    return _start(_serve, dict(environment), str(said))


def start_command(
    environment: Mapping[str, str], said: Path, arguments: Sequence[str]
) -> BaseProcess:
    return _start(_command, dict(environment), str(said), list(arguments))


def _start(work: object, *arguments: object) -> BaseProcess:
    process = _FORKS.Process(target=work, args=arguments, daemon=True)
    process.start()
    return process


def _serve(environment: dict[str, str], said: str) -> None:
    _become(environment, said)
    asyncio.run(run_service(load_settings(), ALL_PARTS, rates=UNPACED))


def _command(environment: dict[str, str], said: str, arguments: list[str]) -> None:
    _become(environment, said)
    sys.argv = ["rosterdesk", *arguments]
    main()


def _become(environment: dict[str, str], said: str) -> None:
    os.environ.update(environment)
    log = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
