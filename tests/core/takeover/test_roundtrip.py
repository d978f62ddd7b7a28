"""A small library through each form and back; `roundtrip` is the whole one."""

from __future__ import annotations

import pytest
from tests.core.takeover.roundtrip import CHECKS, go_round, make_library


@pytest.mark.parametrize("form", CHECKS, ids=str)
async def test_a_library_is_the_same_after_the_round_trip(form, tmp_path, fresh_sqlite):
    people = make_library(90, schools=3)
    found = await go_round(tmp_path, form, people, fresh_sqlite)
    assert len(found["before"]) == 90
    assert found["after"] == found["before"]
    assert found["doubles"] == [(0, 0)] * 3
