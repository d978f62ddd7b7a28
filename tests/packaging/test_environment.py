"""No program that we start inherits our environment, which holds secrets until they are read."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_STARTS = {"run", "Popen", "check_output", "check_call", "call", "create_subprocess_exec"}
_MODULES = {"subprocess", "asyncio"}


def list_starts():
    """Yield the place and the ``env`` of each call that starts a program."""
    for folder in ("core", "mailbox", "printer", "bot"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and _is_start(node.func):
                    given = {each.arg: ast.unparse(each.value) for each in node.keywords}
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", given.get("env")


def _is_start(function):
    return (
        isinstance(function, ast.Attribute)
        and function.attr in _STARTS
        and isinstance(function.value, ast.Name)
        and function.value.id in _MODULES
        and (function.value.id, function.attr) != ("asyncio", "run")
    )


def test_every_program_gets_an_environment_of_its_own():
    found = dict(list_starts())
    assert len(found) >= 4
    assert {place for place, env in found.items() if env is None or env[-7:] == "environ"} == set()
    assert {place for place, env in found.items() if env and "os.environ" in env} == set()
