"""A sample of ``python -m tests.bot.rights``: some of each carrier, and each role."""

from __future__ import annotations

import random
from collections import defaultdict

import pytest
from tests.bot.approval.desk import open_desk
from tests.bot.rights.cast import gather_cast
from tests.bot.rights.matrix import Case, find_wrong, list_cases, list_presses
from tests.bot.rights.typed import FILES, find_wrong_typed, list_typed, list_typed_cases

from rosterdesk.bot.chat.access.rights import Role
from rosterdesk.bot.chat.rights_page import list_rights

OF_EACH = 4
# Few of all, and the worst: who writes as the group or as a channel, where a librarian may ask,
# and a button of which nobody knows who sees what it does.
WORST = [
    *(
        Case("command", name, Role.LIBRARIAN, carrier)
        for name in ("/pending", "/here")
        for carrier in ("anonymous administrator", "as a channel")
    ),
    Case("button", "crd:list", Role.DESK, "button of an inline message"),
    Case("button", "plan:approve", Role.LIBRARIAN, "button of an inline message"),
]


def choose_cases() -> list[Case]:
    by_carrier: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in [*list_cases(), *list_typed_cases()]:
        by_carrier[case.kind, case.carrier].append(case)
    random_ = random.Random(21)
    return [case for some in by_carrier.values() for case in random_.sample(some, OF_EACH)]


def test_everything_that_can_be_asked_is_in_the_matrix():
    """A new handler is tried without anybody thinking of it, or this fails."""
    asked = set(list_rights())
    typed = {name for name, _ in list_typed()}
    commands = {name for name in asked if name.startswith("/")}
    assert commands | set(list_presses()) | typed | {"inline"} == asked
    assert set(FILES) <= typed


@pytest.mark.timeout(900)
async def test_every_carrier_gives_the_right_that_the_table_says(data):
    cases = choose_cases()
    assert {case.role for case in cases} == set(Role)
    async with open_desk(data, run=False) as desk:
        cast = await gather_cast(desk)
        wrong = {}
        for case in [*cases, *WORST]:
            find = find_wrong_typed if case.kind == "typed" else find_wrong
            if found := await find(cast, case):
                wrong[str(case)] = found
    assert wrong == {}
