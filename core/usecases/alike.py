"""Who of all customers may be one of a file's people, without a look at every customer.

People are recognised by birth date and name, and names are compared in Python. In a library of
24,000 customers eight share a birth date, in a country of 2.4 million eight hundred do, and for a
file of 300 that would be 240,000 to load. So the database gives those whose first name begins with
the same letter and whose surname may be alike, from an index alone, and only those who pass the
comparison are loaded.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from rosterdesk.core.bulk import dump, select_tuples
from rosterdesk.core.compare.names import are_names_similar, fold, make_name_keys
from rosterdesk.core.database import is_postgres
from rosterdesk.core.indexes import FIRST_LETTER, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tortoise.backends.base.client import BaseDBAsyncClient

    from rosterdesk.core.roster.model import Pupil

_LATIN = tuple(map(chr, chain(range(0x41, 0x180), range(0x218, 0x21C))))  # of European names
_COLUMNS = "SELECT c.id, c.birth_date, c.first_name, c.surname FROM"
# Of several surnames each may be the one that is alike.
_NAMED = (
    "(c.surname LIKE '% %' OR c.surname LIKE '%-%'"
    " OR s.named LIKE '%' || substr(c.surname, 1, 1) || '%')"
)
SQLITE = (
    f"{_COLUMNS} (SELECT json_extract(value, '$[0]') AS born, json_extract(value, '$[1]') AS"
    " called, json_extract(value, '$[2]') AS named FROM json_each(?)) s"
    f" JOIN customer c ON c.birth_date = s.born"
    f" WHERE instr(s.called, {FIRST_LETTER}) > 0 AND {_NAMED}"
)
POSTGRES = (
    f"{_COLUMNS} unnest(?::date[], ?::text[], ?::text[]) AS s(born, called, named)"
    f" JOIN customer c ON c.birth_date = s.born"
    f" AND {FIRST_LETTER} = ANY(string_to_array(s.called, NULL)) WHERE {_NAMED}"
)


class _Person(NamedTuple):
    id: int
    birth_date: date
    first_name: str | None
    surname: str
    initials: None = None
    prefix: None = None


async def find_alike(client: BaseDBAsyncClient, people: Iterable[Pupil], percent: int) -> list[int]:
    """Return the customers with the birth date of one of these people and a similar name.

    Where the first letters of two first names differ they are taken for different names.
    """
    born: dict[date, list[Pupil]] = defaultdict(list)
    wanted: set[tuple[date, str, str]] = set()
    list_called, list_named = cache(_list_called), cache(_list_named)  # thousands share a name
    for person in people:
        if person.birth_date is not None:
            born[person.birth_date].append(person)
            called, named = list_called(person.first_name), list_named(person.surname)
            wanted.add((person.birth_date, called, named))
    # Only of days on which somebody was found, and once: in a country those are hundreds.
    list_keys = cache(lambda day: [make_name_keys(each) for each in born[day]])
    found = map(_to_person, await _select(client, list(wanted)))
    return [
        one.id
        for one in found
        if any(
            are_names_similar(keys, make_name_keys(one), percent)
            for keys in list_keys(one.birth_date)
        )
    ]


async def _select(
    client: BaseDBAsyncClient, wanted: Sequence[tuple[date, str, str]]
) -> Sequence[Sequence[Any]]:
    if not wanted:
        return ()
    if is_postgres(client):
        return await select_tuples(client, POSTGRES, list(map(list, zip(*wanted, strict=True))))
    return await select_tuples(client, SQLITE, [dump(wanted)])


def _to_person(row: Sequence[Any]) -> _Person:
    born = row[1]
    return _Person(row[0], date.fromisoformat(born) if isinstance(born, str) else born, *row[2:])


def _list_called(first_name: str | None) -> str:
    return _list_letters([first_name]) + UNKNOWN


def _list_named(surname: str | None) -> str:
    return _list_letters((surname or "").replace("-", " ").split())


def _list_letters(names: Iterable[str | None]) -> str:
    """Return every letter with which one of the names may begin, however it is spelt.

    All of them where a name is not known: it contradicts none.
    """
    first = [fold(name)[:1] if name else "" for name in names] or [""]
    return "".join(sorted(set("".join(map(_list_variants, first)))))


@cache
def _list_variants(letter: str) -> str:
    found = [each for each in _LATIN if not letter or fold(each)[:1] == letter]
    return "".join(found) or letter + letter.upper()
