"""Each library has its reason and its licence on the page, and something of ours uses it."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import distribution, packages_distributions
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
# What they are for: named in an address or a setting, never imported by us.
_BY_NAME = {"aiosqlite": "tortoise-orm", "asyncpg": "tortoise-orm", "uharfbuzz": "fpdf2"}


def list_wanted() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["demo"]]
    return [re.split(r"[\[<>=~! ]", each)[0] for each in wanted]


def read_code() -> str:
    folders = (ROOT / name for name in ("bot", "core", "mailbox", "printer"))
    return "\n".join(
        path.read_text(encoding="utf-8") for folder in folders for path in folder.rglob("*.py")
    )


def test_the_page_has_each_library_once_with_a_reason_and_a_licence():
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([\w-]+) \| (.+) \| (.+) \|$", page, re.MULTILINE)
    assert [name for name, _, _ in rows if name != "Library"] == sorted(list_wanted())


def map_modules() -> dict[str, set[str]]:
    """Return the top-level modules of each installed library."""
    modules: dict[str, set[str]] = {}
    for module, names in packages_distributions().items():
        for name in names:
            modules.setdefault(name.lower().replace("_", "-"), set()).add(module)
    return modules


def test_no_library_is_used_that_only_another_one_brought():
    modules = map_modules()
    declared = {module for name in list_wanted() for module in modules[name]}
    assert list_imported() - declared - {"rosterdesk", *sys.stdlib_module_names} == set()


def list_imported() -> set[str]:
    """Return the top-level modules that the program imports, whenever it does."""
    return set(find_imported(ast.parse(read_code())))


def find_imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name.partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module.partition(".")[0]
    elif not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
        for each in ast.iter_child_nodes(node):
            yield from find_imported(each)


def test_no_library_is_unused():
    code = read_code()
    modules = map_modules()
    unused = [
        name
        for name in list_wanted()
        if name not in _BY_NAME
        and not any(
            re.search(rf"\b(import|from) {module}\b|[\"']{module}\b", code)
            for module in modules[distribution(name).name.lower().replace("_", "-")]
        )
    ]
    assert unused == []
