"""Reading clean files beside an older commit: ``python -m tests.bench.against COMMIT [KIND …]``.

Each kind and size is read by both in turn, in processes of their own; what counts is the ratio of
their processor seconds and peak memory, the least of several turns each. So the speed of the
machine falls out of it, and most of what others do on it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.reading import XLS_MOST, make_file

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = ("csv", "xlsx", "ods", "xls")
SIZES = (2_000, 100_000)
MOST = 1.15  # of the older one's time and memory
_HERE = Path(__file__).parents[2]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commit")
    parser.add_argument("kinds", nargs="*", metavar="KIND")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    asked = parser.parse_args()
    worst = 0.0
    print(f"{'file':>6} {'rows':>7} {'before s':>9} {'now s':>9} {'ratio':>6} {'memory':>7}")
    with _check_out(asked.commit) as old, tempfile.TemporaryDirectory() as folder:
        for kind in asked.kinds or KINDS:
            for size in asked.sizes:
                rows = min(size, XLS_MOST) if kind == "xls" else size
                file = Path(folder, f"{rows}.{kind}")
                file.write_bytes(make_file(kind, rows))
                worst = max(worst, _compare(kind, rows, file, (old, _HERE), asked.turns))
    print(f"at most {worst:.2f} of before; the bar is {MOST}")
    return int(worst > MOST)


def _compare(kind: str, rows: int, file: Path, trees: tuple[Path, Path], turns: int) -> float:
    found: dict[Path, list[dict[str, float]]] = {tree: [] for tree in trees}
    for _ in range(turns):
        for tree in trees:
            found[tree].append(_measure(tree, file))
    old, new = ({key: min(each[key] for each in found[tree]) for key in ("seconds", "megabytes")}
                for tree in trees)  # fmt: skip
    time, memory = (new[key] / old[key] for key in ("seconds", "megabytes"))
    print(
        f"{kind:>6} {rows:>7} {old['seconds']:>9.3f} {new['seconds']:>9.3f} {time:>6.2f}"
        f" {memory:>7.2f}",
        flush=True,
    )
    return max(time, memory)


def _measure(tree: Path, file: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.reading", "rosterdesk", str(file)]
    environment = {**os.environ, "PYTHONPATH": ".src"}
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, check=True)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


@contextmanager
def _check_out(commit: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder, "before")
        subprocess.run(["git", "worktree", "add", "-q", "--detach", tree, commit], check=True)
        try:
            yield tree
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", tree], check=True)


if __name__ == "__main__":
    sys.exit(main())
