"""The code whose tests are put to the test, and the mutants that may live."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Area:
    """``code`` and ``tests`` are files or folders; ``but`` leaves out tests by name (``-k``)."""

    code: tuple[str, ...]
    tests: tuple[str, ...]
    but: str = "not postgres"

    def files(self) -> list[Path]:
        found = [ROOT / each for each in self.code]
        return [
            file
            for each in found
            for file in (sorted(each.rglob("*.py")) if each.is_dir() else [each])
            if file.name != "__init__.py"
        ]


# PostgreSQL is left out: the statements are the same, and a mutant would wait for a server.
AREAS = {
    "matching": Area(
        ("core/compare/matching.py", "core/compare/leaving.py", "core/compare/comparing.py",
         "core/compare/cards.py", "core/compare/changes.py"),
        ("tests/core/compare",),
    ),
    "guards": Area(("core/compare/warnings",), ("tests/core/compare",)),
    "approval": Area(("core/approval",), ("tests/core/approval",)),
    # A thousand guesses and the comparison of times take long, and say nothing more of a mutant.
    "login": Area(
        ("core/login",), ("tests/core/login",), "not postgres and not thousand and not timing"
    ),
    "rights": Area(
        ("core/customers/power.py", "core/customers/persons.py", "core/customers/identity.py",
         "core/customers/resetting.py", "bot/chat/access/rights.py", "bot/chat/access/routes.py"),
        ("tests/core/customers/test_power.py", "tests/core/login/test_resetting.py",
         "tests/bot/chat/test_power.py", "tests/bot/chat/test_rights.py",
         "tests/bot/chat/test_refused.py", "tests/bot/chat/test_carriers.py",
         "tests/bot/chat/test_nobody.py", "tests/bot/rights"),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Survivor:
    """A mutant by the line that it changes: numbers of lines move with each edit."""

    path: str
    before: str
    after: str


def load_survivors() -> frozenset[Survivor]:
    """Return the mutants that change nothing that matters; the file has the reason of each."""
    read = tomllib.loads(Path(__file__).with_name("survivors.toml").read_text(encoding="utf-8"))
    assert all(each["reason"] for each in read["survivor"])
    return frozenset(
        Survivor(each["path"], each["before"], each["after"]) for each in read["survivor"]
    )
