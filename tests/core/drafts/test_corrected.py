"""Corrections of a sender as they are told: each cell once, the same of many rows once."""

from __future__ import annotations

import pytest

from rosterdesk.core.drafts.corrected import gather
from rosterdesk.core.roster.corrections import Correction


def told(*corrections):
    made = [Correction(sheet, *rest, step=at) for at, (sheet, *rest) in enumerate(corrections)]
    return [(c.sheet, c.rows, c.column, c.before, c.after) for c in gather(made)]


@pytest.mark.parametrize(
    ("corrections", "expected"),
    [
        (
            [(None, 5, "Klas", "5 b", "5b"), (None, 3, "Klas", "x", "5a")],
            [(None, ((3, 3),), "Klas", "x", "5a"), (None, ((5, 5),), "Klas", "5 b", "5b")],
        ),
        # twice the same cell, and one that is as it was
        (
            [(None, 5, "Klas", "x", "y"), (None, 5, "Klas", "y", "5b")],
            [(None, ((5, 5),), "Klas", "x", "5b")],
        ),
        ([(None, 5, "Klas", "x", "y"), (None, 5, "Klas", "y", "x")], []),
        # one value that was wrong in many rows
        (
            [("Blad", row, "Klas", "V", "5b") for row in (9, 2, 3, 4)],
            [("Blad", ((2, 4), (9, 9)), "Klas", "V", "5b")],
        ),
        # a row that went tells nothing else
        (
            [(None, 5, "Klas", "x", "y"), (None, 5, None, "1 · Bos · y", "")],
            [(None, ((5, 5),), None, "1 · Bos · y", "")],
        ),
        # the same row of another sheet is another
        (
            [("A", 5, None, "1 · Bos", ""), ("B", 5, "Klas", "x", "")],
            [("A", ((5, 5),), None, "1 · Bos", ""), ("B", ((5, 5),), "Klas", "x", "")],
        ),
    ],
)
def test_corrections_are_told_once(corrections, expected):
    assert told(*corrections) == expected
