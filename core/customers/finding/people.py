"""Finding people by name, the best first, without a look at all who have nearly that name."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Any

from rosterdesk.core.customers.finding.names import CALLED
from rosterdesk.core.customers.finding.words import LEAST_ALIKE
from rosterdesk.core.storage.bulk import match_any, select_tuples
from rosterdesk.core.storage.database import connection, is_postgres

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tortoise.backends.base.client import BaseDBAsyncClient

    from rosterdesk.core.customers.finding.words import Scores

    Found = Sequence[Sequence[Any]]  # id, first name, surname

_PEOPLE = f"SELECT id, {CALLED}, surname FROM customer WHERE"
_EXACT = 100.0
_OTHER = {"surname": "first_name", "first_name": "surname"}


async def list_called(by_called: Scores, by_surname: Scores, words: int, limit: int) -> Found:
    """Return who may be among the best: at least the ``limit`` best of all customers are there."""
    if words > 1:
        return await _list_by_both(by_called, by_surname, words, limit)
    exact = await _list_by_one(
        [name for name, (score,) in by_surname.items() if score == _EXACT],
        [name for name, (score,) in by_called.items() if score == _EXACT],
        limit,
    )
    # Everybody who is only nearly called so comes after them.
    return exact if len(exact) >= limit else await _list_by_one(by_surname, by_called, limit)


async def _list_by_one(surnames: Iterable[str], called: Iterable[str], limit: int) -> Found:
    client = connection()
    return [
        *await _list_first(client, "surname", list(surnames), limit),
        *await _list_first(client, "first_name", list(called), limit),
    ]


async def _list_by_both(by_called: Scores, by_surname: Scores, words: int, limit: int) -> Found:
    """Return who has both of a surname and a first name, or all the words in one of them."""
    client = connection()
    surname, surnames = match_any(client, "surname", by_surname)
    called, first_names = match_any(client, CALLED, by_called)
    query = f"{_PEOPLE} {surname} AND {called}"
    both = await select_tuples(client, query, [surnames, first_names])
    wanted = _count_wanted(words)
    return [
        *both,
        *await _list_by_one(_list_full(by_surname, wanted), _list_full(by_called, wanted), limit),
    ]


def _list_full(scores: Scores, words: int) -> list[str]:
    """Return the names that have at least so many of the typed words by themselves."""
    return [name for name, of_words in scores.items() if sum(map(bool, of_words)) >= words]


async def _list_first(
    client: BaseDBAsyncClient, column: str, names: Sequence[str], limit: int
) -> Found:
    """Return the first ``limit`` people of each of these names."""
    if not names:
        return ()
    if not is_postgres(client):  # it has no LATERAL, and no library of millions
        condition, value = match_any(client, column, names)
        return await select_tuples(client, f"{_PEOPLE} {condition}", [value])
    return await select_tuples(
        client,
        "SELECT found.* FROM unnest(?::text[]) AS wanted, LATERAL"
        f" ({_PEOPLE} {column} = wanted ORDER BY {_OTHER[column]}, id LIMIT {limit}) AS found",
        [names],
    )


def list_needed(wanted: Sequence[str], by_called: Scores) -> list[str]:
    """Return the words that a surname must have, because no first name is like them."""
    if _count_wanted(len(wanted)) < len(wanted):
        return []
    of_words = zip(wanted, *by_called.values(), strict=True)
    return [word for word, *scores in of_words if not any(scores)]


def _count_wanted(words: int) -> int:
    """Return how many words must be right: of three words one may be wrong; of two, none."""
    return words if words < 3 else words - 1


def rank(people: Found, by_called: Scores, by_surname: Scores, words: int, limit: int) -> list[int]:
    """Return the ids of the most alike."""
    none = (0.0,) * words
    least = LEAST_ALIKE * _count_wanted(words)
    good = set()
    for number, called, surname in people:
        pairs = zip(by_called.get(called, none), by_surname.get(surname, none), strict=True)
        total = sum(map(max, pairs))
        if total >= least:
            good.add((-total, surname, called, number))
    return [number for *_, number in heapq.nsmallest(limit, good)]
