"""Finding customers: by card, by number, by name however it is spelt."""

from __future__ import annotations

import asyncio
import heapq
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz, process

from rosterdesk.core.bulk import match_any, select_tuples
from rosterdesk.core.compare.names import PREFIXES, fold
from rosterdesk.core.database import connection, rows
from rosterdesk.core.models import Customer
from rosterdesk.core.usecases.schools import find_school

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MOST_FOUND = 100
_LEAST_ALIKE = 72  # percent: "sane" is Sanne and "vreis" Vries, "bergmann" is not Berg
_BEGUN = 90  # percent, for a word of which the beginning was typed
_SHORTEST_BEGINNING = 3
_WORD = re.compile(r"[a-z0-9']+")
_MOST_VALUES = 500

# Each of these has an index: the union reads a handful of rows, whatever the size of the library.
BY_NUMBER = (
    "SELECT customer_id AS id FROM card WHERE number = ?"
    " UNION SELECT id FROM customer WHERE external_number = ?"
    " UNION SELECT id FROM customer WHERE external_number_2 = ?"
    " UNION SELECT id FROM customer WHERE user_name = ?"
    " UNION SELECT id FROM customer WHERE email = ?"
)
_CALLED = "coalesce(first_name, initials, '')"
SURNAMES = "SELECT DISTINCT surname FROM customer"
CALLED = f"SELECT DISTINCT {_CALLED} FROM customer"
_CANDIDATES = f"SELECT id, {_CALLED}, surname FROM customer"

Scores = dict[str, tuple[float, ...]]  # a name -> how alike it is to each word that was typed


async def find_customers(
    text: str = "",
    *,
    school_code: str | None = None,
    class_name: str | None = None,
    limit: int = MOST_FOUND,
) -> list[Customer]:
    """Return at most ``limit`` customers, the best first; without a text in order of class.

    A text that is exactly a card, a number, a user name or an e-mail address finds only that.
    """
    where, values = await _narrow(school_code, class_name)
    if not text.strip():
        ids = await _list_ids(where, values, limit)
    else:
        ids = await _find_number(text.strip(), where, values)
        ids = ids or await find_names(text, where, values, limit)
    return await _load(ids[:limit])


async def _narrow(school_code: str | None, class_name: str | None) -> tuple[str, list[Any]]:
    parts: list[str] = []
    values: list[Any] = []
    if school_code:
        parts.append("school_id = ?")
        values.append((await find_school(school_code)).id)
    if class_name:
        parts.append("(class_name = ? OR class_code = ?)")
        values += [class_name, class_name]
    return (" WHERE " + " AND ".join(parts) if parts else ""), values


async def _list_ids(where: str, values: Sequence[Any], limit: int) -> list[int]:
    found = await rows(
        f"SELECT id FROM customer{where} ORDER BY surname, first_name, id LIMIT {limit}", values
    )
    return [row["id"] for row in found]


async def _find_number(text: str, where: str, values: Sequence[Any]) -> list[int]:
    found = [row["id"] for row in await rows(BY_NUMBER, [text, text, text, text.lower(), text])]
    if not found or not where:
        return found
    marks = ", ".join("?" * len(found))
    kept = await rows(f"SELECT id FROM customer{where} AND id IN ({marks})", [*values, *found])
    return [row["id"] for row in kept]


async def find_names(text: str, where: str, values: Sequence[Any], limit: int) -> list[int]:
    """Return those whose name is most like the text.

    Many people share a name: the different names are judged first, then who has them is read.
    """
    client = connection()
    wanted = split_name(text)
    surnames = [row[0] for row in await select_tuples(client, SURNAMES + where, values)]
    called = [row[0] for row in await select_tuples(client, CALLED + where, values)]
    # Off the event loop: it is a moment's work, and others wait for their screens.
    by_surname = await asyncio.to_thread(score_names, wanted, surnames)
    by_called = await asyncio.to_thread(score_names, wanted, called)
    first, one = match_any(client, "surname", by_surname)
    second, other = match_any(client, _CALLED, by_called)
    condition = f"{where} AND ({first} OR {second})" if where else f" WHERE ({first} OR {second})"
    people = await select_tuples(client, _CANDIDATES + condition, [*values, one, other])
    return _rank(people, by_called, by_surname, len(wanted), limit)


def split_name(text: str) -> list[str]:
    """Return the words of a name, folded, without prefixes unless there is nothing else."""
    words = _WORD.findall(fold(text))
    return [word for word in words if word not in PREFIXES] or words


def score_names(wanted: Sequence[str], names: Sequence[str]) -> Scores:
    """Return the names that are like some word, with how alike in percent, 0 where not at all."""
    owners: dict[str, list[str]] = defaultdict(list)
    for name in names:
        for word in split_name(name):
            owners[word].append(name)
    found: dict[str, list[float]] = {}
    for place, word in enumerate(wanted):
        for other, score in _score_word(word, owners):
            for name in owners[other]:
                scores = found.setdefault(name, [0.0] * len(wanted))
                scores[place] = max(scores[place], score)
    return {name: tuple(scores) for name, scores in found.items()}


def _score_word(word: str, others: Iterable[str]) -> Iterator[tuple[str, float]]:
    choices = list(others)
    alike = process.extract(word, choices, scorer=fuzz.ratio, score_cutoff=_LEAST_ALIKE, limit=None)
    yield from ((other, score) for other, score, _ in alike)
    if len(word) >= _SHORTEST_BEGINNING:
        yield from ((other, _BEGUN) for other in choices if other.startswith(word))


def _rank(
    people: Sequence[Sequence[Any]],
    by_called: Scores,
    by_surname: Scores,
    words: int,
    limit: int,
) -> list[int]:
    """Return the ids of the most alike. Of three words one may be wrong; of two, none."""
    none = (0.0,) * words
    least = _LEAST_ALIKE * (words if words < 3 else words - 1)
    good = []
    for number, called, surname in people:
        pairs = zip(by_called.get(called, none), by_surname.get(surname, none), strict=True)
        total = sum(map(max, pairs))
        if total >= least:
            good.append((-total, surname, called, number))
    return [number for *_, number in heapq.nsmallest(limit, good)]


async def _load(ids: Sequence[int]) -> list[Customer]:
    found: dict[int, Customer] = {}
    for start in range(0, len(ids), _MOST_VALUES):
        part = ids[start : start + _MOST_VALUES]
        for customer in await Customer.filter(id__in=part).prefetch_related("school"):
            found[customer.id] = customer
    return [found[number] for number in ids if number in found]
