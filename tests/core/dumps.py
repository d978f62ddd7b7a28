"""The rows that must come back byte for byte: every column, as the database has it."""

from __future__ import annotations

from typing import Any

from rosterdesk.core.storage.database import rows

TABLES = ("customer", "card", "membership", "uploader")


async def dump_people() -> dict[str, list[dict[str, Any]]]:
    return {table: await rows(f"SELECT * FROM {table} ORDER BY id") for table in TABLES}
