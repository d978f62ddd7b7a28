from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.bot.chat.desks import Desk, make_school, open_desk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from rosterdesk.core.models import School


@pytest.fixture
async def desk(data: Path) -> AsyncIterator[Desk]:
    async with open_desk(data) as desk:
        yield desk


@pytest.fixture
async def school(desk: Desk) -> School:
    return await make_school()
