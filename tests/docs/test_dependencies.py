"""Each library has its reason and its licence on the page, and something of ours uses it."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What they are for: named in an address, never imported by us.
_BY_NAME = {"aiosqlite": "tortoise-orm", "asyncpg": "tortoise-orm"}


def list_wanted() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [re.split(r"[\[<>=~! ]", each)[0] for each in project["dependencies"]]


def read_code() -> str:
    folders = (ROOT / name for name in ("bot", "core", "mailbox", "printer"))
    return "\n".join(
        path.read_text(encoding="utf-8") for folder in folders for path in folder.rglob("*.py")
    )


def test_the_page_has_each_library_once_with_a_reason_and_a_licence():
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([\w-]+) \| (.+) \| (.+) \|$", page, re.MULTILINE)
    assert [name for name, _, _ in rows if name != "Library"] == sorted(list_wanted())


def test_no_library_is_unused():
    code = read_code()
    modules: dict[str, set[str]] = {}
    for module, names in packages_distributions().items():
        for name in names:
            modules.setdefault(name.lower().replace("_", "-"), set()).add(module)
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
