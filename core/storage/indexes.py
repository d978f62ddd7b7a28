"""Indexes that the models cannot describe: on some of the rows, or on one database only."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from rosterdesk.core.person_names import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

UNKNOWN = "-"  # stands for the first letter of a first name that is not known
# Of European names.
LATIN = tuple(filter(str.isalpha, map(chr, chain(range(0x41, 0x180), range(0x218, 0x21C)))))
_CHANGING = {letter: fold(letter)[:1] for letter in LATIN if fold(letter)[:1] != letter}
# PostgreSQL's folded first letters of the first name and of the surname, one text: with two of them
# its planner finds no way through the index. Of several surnames each may be the one that is alike:
# such a person has no second letter. Written alike in the index and in who asks, or not recognised.
LETTERS = (
    f"translate(substr(coalesce(first_name, '{UNKNOWN}'), 1, 1) ||"
    " CASE WHEN surname LIKE '% %' OR surname LIKE '%-%' THEN '' ELSE substr(surname, 1, 1) END,"
    f" '{''.join(_CHANGING)}', '{''.join(_CHANGING.values())}')"
)
# Empty in nearly every row: a whole index would hold those too, and each import would fill it.
_RARE = (
    ("customer", "email"),
    ("customer", "external_number_2"),
    ("membership", "card_id"),
    ("membership", "ended_by_plan_id"),
    ("change", "customer_id"),
)
_RARE_AND_UNIQUE = (("customer", "user_name"), ("customer", "eck_id"))


def write_indexes(columns_of: Mapping[str, Collection[str]], *, postgres: bool) -> str:
    """Return the statements that make them; again and again does no harm.

    ``columns_of`` are the columns that each table has: an older step may lack some.
    """
    # All that core.plans.alike reads of a customer: it needs no look into the table.
    letters = f" ({LETTERS})," if postgres else ""
    columns = f"birth_date,{letters} first_name, surname, id"
    return "\n".join(
        (
            f"CREATE INDEX IF NOT EXISTS customer_born ON customer ({columns});",
            *(
                _write_rare(kind, table, column)
                for kind, where in (("INDEX", _RARE), ("UNIQUE INDEX", _RARE_AND_UNIQUE))
                for table, column in where
                if column in columns_of.get(table, ())
            ),
        )
    )


def _write_rare(kind: str, table: str, column: str) -> str:
    return (
        f'CREATE {kind} IF NOT EXISTS {table}_{column} ON "{table}" ({column})'
        f" WHERE {column} IS NOT NULL;"
    )
