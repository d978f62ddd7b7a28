"""Short files are read without pandas and long ones with it: the answer is the same."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.roster.making import make_pupils, write_csv

from rosterdesk.core.roster import distinct
from rosterdesk.core.roster.files import csv_file
from rosterdesk.core.roster.limits import Limits
from rosterdesk.core.roster.problems import RefusedFile

NOON = datetime(2016, 2, 29, 12, tzinfo=UTC)
CELLS = st.sampled_from(
    ["", "5a", "Zoë", "van der Berg", '"ab"', 'a"b', '"x;y"', '"two\nlines"', " 12 ", "\\", '"']
)
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=8)
VALUES = st.lists(
    st.one_of(
        st.none(),
        st.just(float("nan")),
        st.sampled_from(["", "a", "A", 1, 1.0, True, 0, date(2016, 2, 29), NOON]),
    )
)


@settings(max_examples=150, deadline=None)
@given(ROWS, st.sampled_from([";", ",", "\t"]), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_a_text_is_read_alike_by_either_parser(rows, delimiter, newline, ended):
    text = newline.join(delimiter.join(row) for row in rows) + (newline if ended else "")
    with pytest.MonkeyPatch.context() as patch:
        read = []
        for longest in (-1, len(text)):
            patch.setattr(csv_file, "_LONG", longest)
            read.append(_read(text))
    assert read[0] == read[1]


def _read(text: str) -> object:
    try:
        grid = csv_file.read_csv(text.encode(), Limits())
    except RefusedFile as refused:
        return refused.refusal
    # Rows that all have a cell for each column say nothing by their widths.
    widths = set(() if grid.widths is None else grid.widths.tolist()) - {len(grid.columns)}
    marks = [(mark.code, mark.rows) for mark in grid.marks]
    return grid.rows.tolist(), [list(each.to_array()) for each in grid.columns], widths, marks


@settings(max_examples=150, deadline=None)
@given(VALUES)
def test_values_are_numbered_alike_in_either_way(values):
    answers = []
    for most in (len(values) + 1, 0):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(distinct, "MANY", most)
            codes, found = distinct.number_values(distinct.to_array(values))
        answers.append([found[code] for code in codes])
    assert list(map(repr, answers[0])) == list(map(repr, answers[1]))
    assert not {"None", "nan"} & set(map(repr, answers[0]))


def test_a_usual_file_needs_no_pandas(tmp_path):
    file = tmp_path / "school.csv"
    file.write_bytes(write_csv(make_pupils(300)))
    program = (
        "import sys; from pathlib import Path; from rosterdesk.core.roster import serving, reading;"
        f"roster = reading.read_roster(Path({str(file)!r}).read_bytes(), 'school.csv');"
        "print(len(roster.pupils), 'pandas' in sys.modules)"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert said.stdout.split() == ["300", "False"]


def test_numbers_of_values_are_of_the_machine_s_size():
    codes, _ = distinct.number_values(["a", None, "a"])
    assert (codes.tolist(), codes.dtype) == ([0, 1, 0], np.dtype(np.intp))
