"""Some kills of the whole program. By hand there are hundreds: ``python -m tests.crash``."""

from __future__ import annotations

import os

import pytest
from tests.crash.run import run

KILLS = float(os.environ.get("CRASH_KILLS", "1"))  # times as many
SEED = int(os.environ.get("CRASH_SEED", "1"))


@pytest.fixture
def url(request: pytest.FixtureRequest, processes: int) -> str | None:
    return request.getfixturevalue("fresh_postgres") if processes > 1 else None


@pytest.mark.timeout(1800 + 600 * KILLS)
@pytest.mark.parametrize(("processes", "kills"), [(1, 4), (2, 3)])
async def test_nothing_is_lost_and_nothing_is_done_twice(tmp_path, url, processes, kills):
    """One process with SQLite, two with PostgreSQL; then every byte is searched for secrets."""
    report = await run(
        tmp_path / "crash",
        kills=round(kills * KILLS),
        url=url,
        processes=processes,
        seed=SEED,
        schools=2,
        long_lives=0.1,
        pause=0.3,
        before=3,  # a life in which a file is to be read costs seconds of processor time
        files=4,
    )
    print(report)
    assert report.faults == []
    assert report.figures["plans"]["applied"] > 0, report
