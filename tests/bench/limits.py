"""The bare limit of an import: typed read, raw select, dictionary diff, raw write of the tables.

No rules, no names, no second look: what any program must do at least to keep the same rows.
"""

from __future__ import annotations

import csv
import io
import sqlite3
import time
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import asyncpg
import orjson

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Row = tuple[Any, ...]
Difference = tuple[list[Row], list[tuple[int, Row, Row]], list[int]]
FIELDS = (
    *("external_number", "first_name", "prefix", "surname", "birth_date", "sex"),
    *("class_code", "class_name", "year", "street", "house_number", "postcode", "city"),
)
CUSTOMER = ("id", "school_id", "origin_change_id", "revision", "hand_edited", "role", *FIELDS)
CHANGE = ("id", "plan_id", "position", "kind", "customer_id", "customer_revision", "name")
CHANGE += ("class_name", "details")
CARD = ("id", "customer_id", "number", "status")
MEMBERSHIP = ("id", "customer_id", "kind", "starts_on", "begun_by_plan_id")
BEFORE = ("plan_id", "customer_id", "table_name", "row_id", "row")
TODAY = date(2026, 8, 24)


@contextmanager
def timed(laps: dict[str, float], name: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    laps[name] = laps.get(name, 0) + time.perf_counter() - start


def read_typed(data: bytes) -> list[Row]:
    """Return the rows as FIELDS: dates are dates, years numbers, blanks None."""
    reader = csv.reader(io.StringIO(data.decode(), newline=""), delimiter=";")
    next(reader)
    found = []
    for number, first, prefix, last, born, sex, code, year, street, house, postcode, city in reader:
        found.append(
            (
                *(number, first or None, prefix or None, last or None),
                date(int(born[6:]), int(born[3:5]), int(born[:2])),
                *(sex or None, code or None, code or None, int(year)),
                *(street or None, house or None, postcode or None, city or None),
            )
        )
    return found


def diff(rows: list[Row], known: dict[str, tuple[int, Row]]) -> Difference:
    new = [row for row in rows if row[0] not in known]
    changed = [
        (known[row[0]][0], known[row[0]][1], row)
        for row in rows
        if row[0] in known and known[row[0]][1] != row
    ]
    here = {row[0] for row in rows}
    leaving = [customer for number, (customer, _) in known.items() if number not in here]
    return new, changed, leaving


def make_rows(found: Difference, start: int, plan: int) -> dict[str, list[Row]]:
    """Return the rows of every table, in the order of their columns."""
    new, changed, leaving = found
    ids = range(start, start + len(new))
    return {
        "change": [
            (i, plan, i, "new", None, None, f"{r[1]} {r[3]}", r[7], _details(r))
            for i, r in zip(ids, new, strict=True)
        ]
        + [
            (start + len(new) + n, plan, n, "changed", i, 1, f"{r[1]} {r[3]}", r[7], _change(b, r))
            for n, (i, b, r) in enumerate(changed)
        ]
        + [
            (start + len(new) + len(changed) + n, plan, n, "leaving", i, 1, "", None, "{}")
            for n, i in enumerate(leaving)
        ],
        "customer": [(i, 1, i, 1, "[]", "pupil", *r) for i, r in zip(ids, new, strict=True)],
        "card": [(i, i, f"2{i:09}", "active") for i in ids],
        "membership": [(i, i, "school_library", TODAY, plan) for i in ids],
        "row_before": [(plan, i, "customer", i, _change(b, r)) for i, b, r in changed]
        + [(plan, i, "membership", i, "{}") for i in leaving],
    }


def _details(row: Row) -> str:
    return orjson.dumps({"set": dict(zip(FIELDS, row, strict=True))}).decode()


def _change(before: Row, after: Row) -> str:
    fields = {name: (b, a) for name, b, a in zip(FIELDS, before, after, strict=True) if a != b}
    return orjson.dumps({"fields": fields}).decode()


COLUMNS = {
    "customer": CUSTOMER,
    "change": CHANGE,
    "card": CARD,
    "membership": MEMBERSHIP,
    "row_before": BEFORE,
}
SELECT = f"SELECT id, {', '.join(FIELDS)} FROM customer WHERE school_id = 1"
BESIDE = (
    "SELECT customer_id, number FROM card WHERE status = 'active'",
    "SELECT customer_id FROM membership WHERE ends_on IS NULL",
)
UPDATE = f"UPDATE customer SET {', '.join(f'{name} = ?' for name in FIELDS)} WHERE id = ?"
END = "UPDATE membership SET ends_on = ?, ended_by_plan_id = ? WHERE customer_id = ?"


def import_sqlite(file: Path, data: bytes, plan: int) -> dict[str, float]:
    """Import into the tables of that database; return the seconds of each part."""
    laps: dict[str, float] = {}
    with timed(laps, "read"):
        rows = read_typed(data)
    connection = sqlite3.connect(file, isolation_level=None)
    connection.executescript("PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;")
    born = FIELDS.index("birth_date") + 1
    with timed(laps, "select"):
        known = {}
        for row in connection.execute(SELECT):
            typed = (*row[1:born], date.fromisoformat(row[born]), *row[born + 1 :])
            known[row[1]] = (row[0], typed)
        for query in BESIDE:
            connection.execute(query).fetchall()
    with timed(laps, "diff"):
        found = diff(rows, known)
    with timed(laps, "write"):
        made = make_rows(found, 1 + 10 * plan * len(rows), plan)
        connection.execute("BEGIN")
        for table, values in made.items():
            marks = ", ".join("?" * len(COLUMNS[table]))
            names = ", ".join(COLUMNS[table])
            encoded = [[v.isoformat() if isinstance(v, date) else v for v in r] for r in values]
            connection.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', encoded)
        changed = [(*r, i) for i, _, r in found[1]]
        connection.executemany(UPDATE, [_iso(row) for row in changed])
        ending = (TODAY + timedelta(days=30)).isoformat()
        connection.executemany(END, [(ending, plan, i) for i in found[2]])
        connection.execute("COMMIT")
    connection.close()
    return laps


def _iso(row: Row) -> list[Any]:
    return [value.isoformat() if isinstance(value, date) else value for value in row]


async def import_postgres(url: str, data: bytes, plan: int) -> dict[str, float]:
    laps: dict[str, float] = {}
    with timed(laps, "read"):
        rows = read_typed(data)
    connection = await asyncpg.connect(url)
    with timed(laps, "select"):
        known = {row[1]: (row[0], tuple(row)[1:]) for row in await connection.fetch(SELECT)}
        for query in BESIDE:
            await connection.fetch(query)
    with timed(laps, "diff"):
        found = diff(rows, known)
    with timed(laps, "write"):
        made = make_rows(found, 1 + 10 * plan * len(rows), plan)
        async with connection.transaction():
            for table, values in made.items():
                await connection.copy_records_to_table(
                    table, columns=COLUMNS[table], records=values
                )
            await connection.executemany(_number(UPDATE), [(*r, i) for i, _, r in found[1]])
            ending = TODAY + timedelta(days=30)
            await connection.executemany(_number(END), [(ending, plan, i) for i in found[2]])
    await connection.close()
    return laps


def _number(query: str) -> str:
    parts = query.split("?")
    return "".join(f"{part}${n}" for n, part in enumerate(parts[:-1], 1)) + parts[-1]
