"""The program in processes that can be killed: each does the same as ``rosterdesk run``."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.forking import FORKS

if TYPE_CHECKING:
    from collections.abc import Mapping

_LOOK_AGAIN = 0.05


class Life:
    """One run of the program with settings of its own, from its start to its end."""

    def __init__(self, parts: str, environment: Mapping[str, str], said: Path) -> None:
        arguments = (parts, dict(environment), str(said))
        self._process = FORKS.Process(target=_live, args=arguments, daemon=True)

    async def start(self) -> None:
        await asyncio.to_thread(self._process.start)

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    async def wait(self) -> int:
        while self.returncode is None:  # noqa: ASYNC110 - another process's end has no event
            await asyncio.sleep(_LOOK_AGAIN)
        return self.returncode

    def kill(self) -> None:
        """Kill it as when the machine loses its power; its own workers notice that."""
        self._process.kill()


def _live(parts: str, environment: dict[str, str], said: str) -> None:
    from tests.bot.unpaced import run_unpaced

    with Path(said).open("w") as log:
        os.dup2(log.fileno(), sys.stderr.fileno())
    with Path(os.devnull).open("w") as nothing:
        os.dup2(nothing.fileno(), sys.stdout.fileno())
    os.environ.update(environment)
    run_unpaced(parts)
