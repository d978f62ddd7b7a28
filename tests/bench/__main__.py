"""``python -m tests.bench [name …]``: run the named measurements, or all of them."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path


def main(names: list[str]) -> None:
    for name in names or list_names():
        print(f"\n== {name} ==", flush=True)
        import_module(f"tests.bench.{name}").run()


def list_names() -> list[str]:
    """Return the modules here that have something to run."""
    return sorted(
        file.stem
        for file in Path(__file__).parent.glob("*.py")
        if "def run() -> None:" in file.read_text(encoding="utf-8")
    )


main(sys.argv[1:])
