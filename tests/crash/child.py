"""The program in a process of its own: ``rosterdesk run`` and the command line themselves."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING

from tests.forking import FORKS

from rosterdesk.bot.chat.telegram.pacing import UNPACED
from rosterdesk.bot.program.running import run_service
from rosterdesk.bot.program.service import ALL_PARTS
from rosterdesk.bot.settings import load_settings
from rosterdesk.bot.shell.main import main

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from multiprocessing.process import BaseProcess
    from pathlib import Path


def start_service(environment: Mapping[str, str], said: Path) -> BaseProcess:
    return _start(_serve, dict(environment), str(said))


def start_command(
    environment: Mapping[str, str], said: Path, arguments: Sequence[str]
) -> BaseProcess:
    return _start(_command, dict(environment), str(said), list(arguments))


def _start(work: object, *arguments: object) -> BaseProcess:
    process = FORKS.Process(target=work, args=arguments, daemon=True)
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
