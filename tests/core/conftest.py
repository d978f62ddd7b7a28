from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.core.worlds import World, open_world

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def world(database: str, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path / "files") as made:
        yield made
