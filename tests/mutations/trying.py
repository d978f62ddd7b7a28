"""Trying a mutant: a process forked from one that has the libraries loaded, but not our code."""

from __future__ import annotations

import ast
import contextlib
import importlib
import importlib.abc
import importlib.util
import json
import os
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.mutations.areas import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.mutations.areas import Area
    from tests.mutations.making import Mutant

_LEAST_SECONDS = 60.0  # others work on this machine
_TIMES_SLOWER = 10
_OURS = ("rosterdesk", "tests", "conftest", "__main__")

# Rewriting asserts wants to come before the libraries are loaded.
_OPTIONS = ("-q", "-x", "--assert=plain", "--timeout=0")


class Fate(Enum):
    DIED = "died"
    HUNG = "hung"
    SURVIVED = "survived"


@dataclass(frozen=True, slots=True)
class Reach:
    """``tests`` by path and line; ``seconds`` by test."""

    tests: dict[str, dict[int, list[str]]]
    seconds: dict[str, float]

    def list_tests(self, path: str, line: int) -> list[str]:
        """Return the tests that reach the statement, the quick ones first.

        What runs at import is reached by every test.
        """
        lines = self.tests.get(path, {})
        found: set[str] = set()
        for each in _find_statement(path, line):
            found.update(lines.get(each, ()))
        if "" in found:
            found = set(self.seconds)
        return sorted(found, key=self.seconds.__getitem__)


def _find_statement(path: str, line: int) -> range:
    """Return the lines of the innermost statement; of a compound one, only its head."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    around = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case)
        and getattr(node, "lineno", line) <= line <= (getattr(node, "end_lineno", line) or line)
        and hasattr(node, "lineno")
    ]
    inner = max(around, key=lambda node: (node.lineno, -(node.end_lineno or 0)))
    body = getattr(inner, "body", None)
    last = body[0].lineno - 1 if body else (inner.end_lineno or line)
    return range(inner.lineno, max(last, line) + 1)


def survey(area: Area) -> Reach:
    """Run the tests of the area once, as they are, and load the libraries that they use."""
    with tempfile.TemporaryDirectory() as folder:
        notes = Path(folder) / "notes.json"
        status = _fork(lambda: _run_surveyed(area, notes), float("inf"))
        if status != 0:
            raise SystemExit(f"The tests of this area fail as they are: {' '.join(area.tests)}")
        found: dict[str, Any] = json.loads(notes.read_text(encoding="utf-8"))
    for name in found["modules"]:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    tests = {
        path: {int(line): names for line, names in lines.items()}
        for path, lines in found["lines"].items()
    }
    return Reach(tests, found["seconds"])


def _run_surveyed(area: Area, notes: Path) -> int:
    from coverage import Coverage

    files = [str(file) for file in area.files()]
    coverage = Coverage(data_file=None, include=files, config_file=False)
    timing = _Surveying(coverage)
    coverage.start()
    # A test that is named and is not there would let its mutants live: pytest refuses it.
    status = int(pytest.main([*area.tests, *_OPTIONS, "-k", area.but], plugins=[timing]))
    coverage.stop()
    data = coverage.get_data()
    notes.write_text(
        json.dumps(
            {
                "seconds": timing.seconds,
                "modules": [
                    name for name in sys.modules if not name.split(".", 1)[0].startswith(_OURS)
                ],
                "lines": {
                    str(Path(file).relative_to(ROOT)): data.contexts_by_lineno(file)
                    for file in data.measured_files()
                },
            }
        ),
        encoding="utf-8",
    )
    return status


class _Surveying:
    def __init__(self, coverage: Any) -> None:
        self.seconds: dict[str, float] = {}
        self._coverage = coverage

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item):
        begun = time.monotonic()
        self._coverage.switch_context(item.nodeid)
        yield
        self._coverage.switch_context("")
        self.seconds[item.nodeid] = time.monotonic() - begun


def try_mutant(mutant: Mutant, reach: Reach) -> Fate:
    tests = reach.list_tests(mutant.path, mutant.line)
    if not tests:
        return Fate.SURVIVED
    usual = sum(reach.seconds[each] for each in tests)
    status = _fork(lambda: _run_mutated(mutant, tests), _LEAST_SECONDS + _TIMES_SLOWER * usual)
    return Fate.HUNG if status is None else Fate.DIED if status else Fate.SURVIVED


def require_life(mutant: Mutant, reach: Reach) -> None:
    """Try the code without its mutation in the same way: that it dies says nothing then."""
    source = (ROOT / mutant.path).read_text(encoding="utf-8")
    if try_mutant(replace(mutant, source=source), reach) is not Fate.SURVIVED:
        raise SystemExit("The code as it is dies too: these results mean nothing.")


def _run_mutated(mutant: Mutant, tests: Sequence[str]) -> int:
    sys.meta_path.insert(0, _MutantFinder(mutant))
    return int(pytest.main([*_OPTIONS, *tests]))


class _MutantFinder(importlib.abc.MetaPathFinder, importlib.abc.SourceLoader):
    """Finds one module, and loads the mutant in its place."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(self, fullname, path, target=None):
        if fullname != self._mutant.module:
            return None
        return importlib.util.spec_from_file_location(
            fullname, self.get_filename(fullname), loader=self
        )

    def get_filename(self, fullname: str) -> str:
        return str(ROOT / ".src" / "rosterdesk" / self._mutant.path)

    def get_data(self, path: str) -> bytes:
        return self._mutant.source.encode()


def _fork(run: Callable[[], int], seconds: float) -> int | None:
    """Return the exit status of what ran in a process of its own; None where it had to be ended."""
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        status = 3
        try:
            silence = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(silence, stream)
            status = run()
        finally:
            os._exit(status)
    status = _wait(child, time.monotonic() + seconds)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # and what it left behind
    if status is None:
        os.waitpid(child, 0)
    return status


def _wait(child: int, until: float) -> int | None:
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    return None
