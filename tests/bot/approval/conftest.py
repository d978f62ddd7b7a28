from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.bot.approval.desk import Desk, open_desk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def desk(data: Path) -> AsyncIterator[Desk]:
    async with open_desk(data) as made:
        yield made
