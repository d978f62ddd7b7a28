"""Reading beside the bare readers: processor seconds and peak memory, each in its own process.

``python -m tests.bench.reading KIND FILE`` is one such process. Ratios within one run are what
counts: the machine's speed falls out of them.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.core.roster.making import (
    SAMPLE_HEADERS,
    cells_to_ods,
    make_pupils,
    to_cells,
    write_csv,
    write_xls,
)

if TYPE_CHECKING:
    from collections.abc import Callable

COLUMNS = {k: v for k, v in SAMPLE_HEADERS.items() if k not in ("email", "house_number_suffix")}
SIZES = (2_000, 10_000, 100_000)
XLS_MOST = 65_000  # BIFF8 ends at row 65,536
SLOW_MOST = {"pandas_odf": 10_000}  # 83 s and 2.8 GB at 100,000
ROUNDS = 3
PEERS = {
    "csv": ("stdlib",),
    "xlsx": ("calamine", "pandas_openpyxl"),
    "ods": ("calamine", "pandas_odf"),
    "xls": ("calamine",),
}


def run() -> None:
    """Print the table; a line per file and reader."""
    print(f"{'file':>12} {'rows':>7} {'reader':<16} {'seconds':>8} {'peak MB':>8} {'ours is':>10}")
    with tempfile.TemporaryDirectory() as folder:
        for kind, peers in PEERS.items():
            for size in SIZES:
                rows = min(size, XLS_MOST) if kind == "xls" else size
                file = Path(folder, f"{rows}.{kind}")
                file.write_bytes(make_file(kind, rows))
                _print_file(kind, rows, file, peers)


def make_file(kind: str, rows: int) -> bytes:
    pupils = make_pupils(rows)
    if kind == "csv":
        return write_csv(pupils, headers=COLUMNS)
    if kind == "xls":
        return write_xls(pupils, COLUMNS)
    cells = to_cells(pupils, COLUMNS)
    return cells_to_ods({"Leerlingen": cells}) if kind == "ods" else _write_xlsx(cells)


def _write_xlsx(cells: list[list[object]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Leerlingen")
    for row in cells:
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _print_file(kind: str, rows: int, file: Path, peers: tuple[str, ...]) -> None:
    ours = measure("rosterdesk", file)
    _print_line(kind, rows, "rosterdesk", ours, None)
    for peer in peers:
        if rows <= SLOW_MOST.get(peer, rows):
            _print_line(kind, rows, peer, measure(peer, file), ours)


def _print_line(
    kind: str, rows: int, reader: str, found: dict[str, float], ours: dict[str, float] | None
) -> None:
    ratio = ""
    if ours:
        times = ours["seconds"] / found["seconds"]
        ratio = f"{times:.1f}x slower" if times > 1 else f"{1 / times:.1f}x faster"
    print(
        f"{kind:>12} {rows:>7} {reader:<16} {found['seconds']:>8.3f} "
        f"{found['megabytes']:>8.0f} {ratio:>12}",
        flush=True,
    )


def measure(reader: str, file: Path) -> dict[str, float]:
    """The fastest of three and the peak of the whole process, its libraries included."""
    command = [sys.executable, "-m", "tests.bench.reading", reader, str(file)]
    done = subprocess.run(command, capture_output=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _measure_here(reader: str, file: Path) -> None:
    read = _READERS[reader]()
    data = file.read_bytes()
    seconds = []
    for _ in range(1 if reader in ("pandas_odf", "pandas_openpyxl") else ROUNDS):
        started = time.process_time()
        read(data)
        seconds.append(time.process_time() - started)
    print(json.dumps({"seconds": min(seconds), "megabytes": _peak_megabytes()}))


def _peak_megabytes() -> float:
    """VmHWM begins anew at exec; getrusage gives that of the process that started us."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024


def _read_with_rosterdesk() -> Callable[[bytes], object]:
    from rosterdesk.core.roster.reading import read_roster

    def read(data: bytes) -> None:
        roster = read_roster(data, "bench")
        assert len(roster.pupils) > 1_000
        assert not roster.problems

    return read


def _read_with_stdlib() -> Callable[[bytes], object]:
    import csv

    return lambda data: sum(
        1 for _ in csv.reader(io.StringIO(data.decode(), newline=""), delimiter=";")
    )


def _read_with_calamine() -> Callable[[bytes], object]:
    import python_calamine

    def read(data: bytes) -> int:
        with python_calamine.load_workbook(io.BytesIO(data)) as book:
            return sum(1 for _ in book.get_sheet_by_index(0).iter_rows())

    return read


def _read_with_pandas(engine: str) -> Callable[[bytes], object]:
    import pandas as pd

    return lambda data: pd.read_excel(io.BytesIO(data), engine=engine, dtype=str)


_READERS: dict[str, Callable[[], Callable[[bytes], object]]] = {
    "rosterdesk": _read_with_rosterdesk,
    "stdlib": _read_with_stdlib,
    "calamine": _read_with_calamine,
    "pandas_openpyxl": lambda: _read_with_pandas("openpyxl"),
    "pandas_odf": lambda: _read_with_pandas("odf"),
}

if __name__ == "__main__":
    _measure_here(sys.argv[1], Path(sys.argv[2]))
