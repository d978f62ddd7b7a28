from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.bot.page.places import Place, open_place

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def place(data: Path) -> AsyncIterator[Place]:
    """The page, served over an embedded database with one school."""
    async with open_place(data) as made:
        yield made
