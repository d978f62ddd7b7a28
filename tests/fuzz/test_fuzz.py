"""A few seconds of each door, the same inputs every time; longer with ``python -m tests.fuzz``."""

from __future__ import annotations

import os

import pytest
from tests.fuzz.doors import DOORS
from tests.fuzz.running import fuzz

# So many examples, a fixed number: some are a series of a few inputs.
COUNTS = {
    "callbacks": 3, "commands": 3, "messages": 4, "documents": 2, "mime": 10, "rosters": 40,
    "members": 100, "shell": 5, "settings": 120,
}  # fmt: skip
_TIMES = int(os.environ.get("FUZZ_TIMES", "1"))


@pytest.mark.parametrize("name", COUNTS)
def test_whatever_comes_in_is_answered(name: str) -> None:
    """No failure behind a friendly sentence, nothing changed without the right, the next served."""
    found = fuzz(DOORS[name], COUNTS[name] * _TIMES)
    assert found.failures == []
    assert found.tried >= COUNTS[name]


def test_each_door_is_tried() -> None:
    assert set(COUNTS) == set(DOORS)
