"""Nobody of a damaged roster is lost, or changed, without a word."""

from __future__ import annotations

import pytest
from tests.core.roster.damaging import DAMAGES, try_one

RUNS = 350  # ``python -m tests.core.roster.damaging 10000`` tries more


def test_each_pupil_of_a_damaged_roster_is_right_or_named() -> None:
    """No third thing; a failure names the seed, which ``try_one`` repeats."""
    assert len(DAMAGES) >= 20
    silent = {seed: found for seed in range(RUNS) if (found := try_one(seed))}
    assert silent == {}


@pytest.mark.parametrize("seed", [754, 1206, 3445, 4903, 7574, 7734], ids="seed {}".format)
def test_what_was_found_once_stays_mended(seed: int) -> None:
    """Quotation marks behind a name, and numbers that were broken over two lines."""
    assert try_one(seed) == []
