"""Lists on the command line: heads in the library's language, times in its zone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rosterdesk.bot.shell.rosters.submissions import _HEADS
from rosterdesk.bot.shell.running import table
from rosterdesk.bot.words.texts import format_time
from rosterdesk.core.language import Language

MOMENTS = (
    (datetime(2026, 11, 29, 5, 49, 6, 752864, tzinfo=UTC), "06:49"),
    (datetime(2026, 6, 30, 22, 10, tzinfo=UTC), "00:10"),  # of the next day, in summer time
)


@pytest.mark.parametrize(
    ("language", "heads"),
    [
        (Language.NL, ("Kenmerk", "Status", "School", "Via", "Ontvangen", "Bestand")),
        (Language.EN, ("Reference", "Status", "School", "Channel", "Received", "File")),
    ],
)
def test_a_list_has_heads_in_its_language_and_times_in_the_librarys_zone(capsys, language, heads):
    table(
        _HEADS,
        [("A", "b", "c", "d", format_time(at, language), "f") for at, _ in MOMENTS],
        language,
    )
    first, *lines = capsys.readouterr().out.splitlines()
    assert tuple(first.split()) == heads
    for line, (_, said) in zip(lines, MOMENTS, strict=True):
        assert said in line
        assert "+00:00" not in line
    assert "752864" not in "".join(lines)
