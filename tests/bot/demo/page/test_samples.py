"""The sample rosters are what the page says of them."""

from __future__ import annotations

import pytest

from rosterdesk.bot.demo.page.cast import MAILBOXES
from rosterdesk.bot.demo.page.samples import SAMPLES
from rosterdesk.core.roster.model import RosterStatus
from rosterdesk.core.roster.reading import read_roster

# key: format, pupils, dropped columns, codes of problems
EXPECTED = {
    "good": ("xlsx", 30, [], []),
    "half": ("xlsx", 14, [], []),
    "date": ("xlsx", 29, [], ["date_invalid"]),
    "bsn": ("xlsx", 30, ["BSN"], []),
    "august": ("xlsx", 33, [], []),
    "forged": ("xlsx", 30, [], []),
    "esis": ("edexml", 24, [], []),
    "magister": ("csv", 26, [], []),
    "somtoday": ("xls", 26, [], []),
    "oneroster": ("oneroster", 22, [], []),
}


@pytest.mark.parametrize("key", SAMPLES)
def test_sample_reads_as_the_page_says(key: str) -> None:
    sample = SAMPLES[key]
    roster = read_roster(sample.make(), sample.file_name)
    assert roster.status is RosterStatus.OK
    found = (
        str(roster.format),
        len(roster.pupils),
        list(roster.dropped),
        [problem.code for problem in roster.problems],
    )
    assert found == EXPECTED[key]


def test_each_sample_has_a_sender() -> None:
    assert {sample.sender for sample in SAMPLES.values()} <= MAILBOXES.keys()
