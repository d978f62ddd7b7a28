"""A sample of ``python -m tests.bot.rights``, another share of each carrier and role."""

from __future__ import annotations

import random

import pytest
from tests.bot.approval.desk import open_desk
from tests.bot.rights.cast import gather_cast
from tests.bot.rights.matrix import IN_DIALOGS, PRESSES, TEXTS, Case, find_wrong, list_cases

from rosterdesk.bot.chat.access.rights import Role

SAMPLE = 200
# Few of all, and the worst: who writes as the group or as a channel, where a librarian may ask.
NOBODYS = [
    Case("command", name, Role.LIBRARIAN, carrier)
    for name in ("/pending", "/here")
    for carrier in ("anonymous administrator", "as a channel")
]


@pytest.mark.timeout(600)
async def test_every_carrier_gives_the_right_that_the_table_says(data):
    cases = random.Random(21).sample(list(list_cases()), SAMPLE)
    assert {case.carrier for case in cases} == {*TEXTS, *PRESSES, *IN_DIALOGS}
    assert {case.role for case in cases} == set(Role)
    async with open_desk(data, run=False) as desk:
        cast = await gather_cast(desk)
        tried = [*cases, *NOBODYS]
        wrong = {str(case): found for case in tried if (found := await find_wrong(cast, case))}
    assert wrong == {}
