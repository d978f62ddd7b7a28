from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from tests.bot.approval.desk import Desk, open_desk

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
async def desk(data: Path) -> AsyncIterator[Desk]:
    async with open_desk(data) as made:
        yield made
