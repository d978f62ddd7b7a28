"""The house as it is described: who may import whom."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_arrows_between_rooms_are_the_allowed_ones():
    """The layers stand in pyproject.toml; CONTRIBUTING.md draws them."""
    linter = Path(sys.executable).with_name("lint-imports")
    command = [linter, "--config", ROOT / "pyproject.toml", "--no-cache", "--no-logo"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_walks_pass_files_that_are_there():
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    walks = page.split("## Four walks")[1].split("\n## ")[0]
    passed = re.findall(r"`(\S+\.py)`", walks)
    assert len(passed) > 40
    assert [path for path in passed if not (ROOT / path).is_file()] == []


def test_docstrings_open_with_a_verb_or_a_noun():
    """A relative clause without a head ("What was said …") is under one in a hundred."""
    rooms = ("core", "mailbox", "printer", "bot", "tests")
    files = [path for room in rooms for path in (ROOT / room).rglob("*.py")]
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    said = [
        docstring
        for path in files
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, documented) and (docstring := ast.get_docstring(node))
    ]
    headless = [each for each in said if re.match(r"(What|Who|Whose|How|Whether)\b", each)]
    assert len(headless) * 100 < len(said)
