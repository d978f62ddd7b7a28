"""Indexes that the models cannot describe: on a part of a column, or on one database only."""

from __future__ import annotations

UNKNOWN = "-"  # stands for the first letter of a first name that is not known
# Written alike in the index and in who asks: else PostgreSQL does not recognise it.
FIRST_LETTER = f"substr(coalesce(first_name, '{UNKNOWN}'), 1, 1)"


def write_indexes(*, postgres: bool) -> str:
    """Return the statements that make them; again and again does no harm."""
    # All that core.usecases.alike reads of a customer: it needs no look into the table.
    letter = f" ({FIRST_LETTER})," if postgres else ""
    columns = f"birth_date,{letter} first_name, surname, id"
    return f"CREATE INDEX IF NOT EXISTS customer_born ON customer ({columns});"
