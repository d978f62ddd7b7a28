"""Indexes that the models cannot describe: on some of the rows, or on one database only."""

from __future__ import annotations

from itertools import chain

from rosterdesk.core.person_names import fold

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
_RARE_AND_UNIQUE = (("customer", "user_name"),)


def write_indexes(*, postgres: bool) -> str:
    """Return the statements that make them; again and again does no harm."""
    # All that core.usecases.alike reads of a customer: it needs no look into the table.
    letters = f" ({LETTERS})," if postgres else ""
    columns = f"birth_date,{letters} first_name, surname, id"
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
