from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from tests.bot.stages import Cast, make_cast

from rosterdesk.bot.demo.stage import Stage, set_stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
def data(tmp_path: Path, sqlite_template: Path) -> Path:
    """A data folder whose database has its tables already."""
    folder = tmp_path / "data"
    shutil.copytree(sqlite_template, folder)
    return folder


@pytest.fixture
async def stage(data: Path) -> AsyncIterator[Stage]:
    """The running service with an empty database, between mail, chat and printer."""
    async with set_stage(data) as made:
        yield made


@pytest.fixture
async def cast(stage: Stage) -> Cast:
    return await make_cast(stage)
