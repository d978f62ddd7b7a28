"""No door goes round the rules: what decides without asking them is imported by core alone."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
_CORE = "rosterdesk.core"
# What changes something about a plan, and asks nobody who may.
_UNASKED = {
    f"{_CORE}.approval.verdicts": None,  # all of it
    f"{_CORE}.plans.settling": None,
    f"{_CORE}.applying.undo": {"undo"},
    f"{_CORE}.intake.changing": {"change_columns"},
    f"{_CORE}.intake.mapping": {"map_columns"},
}


def list_imports(file: Path) -> set[tuple[str, str]]:
    """Return (module, name) of each import; the name is empty for a whole module."""
    found: set[tuple[str, str]] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {(node.module, each.name) for each in node.names}
            found |= {(f"{node.module}.{each.name}", "") for each in node.names}
        elif isinstance(node, ast.Import):
            found |= {(each.name, "") for each in node.names}
    return found


def list_unasked(imports: set[tuple[str, str]]) -> set[str]:
    found = set()
    for module, name in imports:
        names = _UNASKED.get(module, set())
        if names is None or (name and name in names) or (not name and module in _UNASKED):
            found.add(f"{module}.{name}")
    return found


def test_a_door_that_goes_round_the_rules_is_seen():
    assert list_unasked({(f"{_CORE}.approval.verdicts", "approve")})
    assert list_unasked({(f"{_CORE}.plans.settling", "")})
    assert list_unasked({(f"{_CORE}.applying.undo", "undo")})
    assert not list_unasked({(f"{_CORE}.applying.undo", "list_obstacles")})
    assert not list_unasked({(f"{_CORE}.approval.deciding", "decide")})


def test_doors_ask_the_rules():
    files = [
        file
        for folder in ("bot", "mailbox", "printer")
        for file in (ROOT / folder).rglob("*.py")
        if "standins" not in file.parts
    ]
    assert len(files) > 100
    wrong = {str(file.relative_to(ROOT)): list_unasked(list_imports(file)) for file in files}
    assert {name: found for name, found in wrong.items() if found} == {}
