"""The page about trust names a test for each line, and each of them exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "trust.md").read_text(encoding="utf-8")
ROWS = [line.split(" | ") for line in PAGE.splitlines() if re.match(r"\| \d", line)]
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def list_tests(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_every_line_has_its_row():
    assert [int(row[0].removeprefix("| ")) for row in ROWS] == list(range(1, 25))


def test_every_row_has_tests_that_exist_or_says_what_is_open():
    for row in ROWS:
        named = _TEST.findall(row[3])
        assert named or row[4].strip(" |"), row
        for path, name in named:
            assert name in list_tests(path), (path, name)
