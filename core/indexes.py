"""Indexes that the models cannot describe: on some of the rows, or on one database only."""

from __future__ import annotations

UNKNOWN = "-"  # stands for the first letter of a first name that is not known
# Written alike in the index and in who asks: else PostgreSQL does not recognise it.
FIRST_LETTER = f"substr(coalesce(first_name, '{UNKNOWN}'), 1, 1)"
# Empty in nearly every row: a whole index would hold those too, and each import would fill it.
_RARE = (
    ("customer", "email"),
    ("customer", "external_number_2"),
    ("membership", "card_id"),
    ("membership", "ended_by_plan_id"),
    ("change", "customer_id"),
)
_RARE_AND_UNIQUE = (("customer", "user_name"),)


def write_indexes(*, postgres: bool) -> str:
    """Return the statements that make them; again and again does no harm."""
    # All that core.usecases.alike reads of a customer: it needs no look into the table.
    letter = f" ({FIRST_LETTER})," if postgres else ""
    columns = f"birth_date,{letter} first_name, surname, id"
    return "\n".join(
        (
            f"CREATE INDEX IF NOT EXISTS customer_born ON customer ({columns});",
            *(_write_rare("INDEX", *where) for where in _RARE),
            *(_write_rare("UNIQUE INDEX", *where) for where in _RARE_AND_UNIQUE),
        )
    )


def _write_rare(kind: str, table: str, column: str) -> str:
    return (
        f'CREATE {kind} IF NOT EXISTS {table}_{column} ON "{table}" ({column})'
        f" WHERE {column} IS NOT NULL;"
    )
