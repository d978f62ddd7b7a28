from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.bot.stages import Cast, make_cast

from rosterdesk.bot.demo.stage import Stage, set_stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """The running service with an empty database, between mail, chat and printer."""
    async with set_stage(tmp_path / "data") as made:
        yield made


@pytest.fixture
async def cast(stage: Stage) -> Cast:
    return await make_cast(stage)
