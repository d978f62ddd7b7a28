"""The customers who may be one of a file's people, found without a look at every customer.

People are recognised by birth date and name, and names are compared in Python. In a library of
24,000 customers eight share a birth date, in a country of 2.4 million eight hundred do, and for a
file of 300 that would be 240,000 to load. So the database gives those whose first name and surname
begin with the same letters, from an index alone, and only those who pass the comparison are loaded.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from rosterdesk.core.person_names import are_names_similar, fold, make_name_keys
from rosterdesk.core.storage.bulk import dump, select_tuples
from rosterdesk.core.storage.database import is_postgres
from rosterdesk.core.storage.indexes import LATIN, LETTERS, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from tortoise.backends.base.client import BaseDBAsyncClient

    from rosterdesk.core.roster.model import Pupil

_Letters = frozenset[str]
_Wanted = tuple[date, _Letters, _Letters]  # of a birth date: first name, surname

_FOLDED = frozenset(fold(letter)[:1] for letter in LATIN)
_COLUMNS = "SELECT c.id, c.birth_date, c.first_name, c.surname FROM"
# SQLite, where no library has millions, folds no letters: it is asked for each way to write them.
SQLITE = (
    f"{_COLUMNS} (SELECT json_extract(value, '$[0]') AS born, json_extract(value, '$[1]') AS"
    " called, json_extract(value, '$[2]') AS named FROM json_each(?)) s"
    " JOIN customer c ON c.birth_date = s.born"
    f" WHERE instr(s.called, substr(coalesce(c.first_name, '{UNKNOWN}'), 1, 1)) > 0"
    # Of several surnames each may be the one that is alike.
    " AND (c.surname LIKE '% %' OR c.surname LIKE '%-%'"
    " OR instr(s.named, substr(c.surname, 1, 1)) > 0)"
)
POSTGRES = (
    f"{_COLUMNS} unnest(?::date[], ?::text[]) AS s(born, letters)"
    " JOIN customer c ON c.birth_date = s.born"
    f" AND {LETTERS} = ANY(string_to_array(s.letters, chr(10)))"
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
    wanted: set[_Wanted] = set()
    list_called, list_named = cache(_list_called), cache(_list_named)  # thousands share a name
    for person in people:
        if person.birth_date is not None:
            born[person.birth_date].append(person)
            called, named = list_called(person.first_name), list_named(person.surname)
            wanted.add((person.birth_date, called, named))
    # Only of days on which somebody was found, and once: in a country those are hundreds.
    list_keys = cache(lambda day: [make_name_keys(each) for each in born[day]])
    found = map(_to_person, await _select(client, wanted))
    return [
        one.id
        for one in found
        if any(
            are_names_similar(keys, make_name_keys(one), percent)
            for keys in list_keys(one.birth_date)
        )
    ]


async def _select(
    client: BaseDBAsyncClient, wanted: Collection[_Wanted]
) -> Sequence[Sequence[Any]]:
    if not wanted:
        return ()
    if is_postgres(client):
        asked = [(day, _write_pairs(called, named)) for day, called, named in wanted]
        return await select_tuples(client, POSTGRES, list(map(list, zip(*asked, strict=True))))
    spelt = [(day, _spell(called) + UNKNOWN, _spell(named)) for day, called, named in wanted]
    return await select_tuples(client, SQLITE, [dump(spelt)])


def _to_person(row: Sequence[Any]) -> _Person:
    born = row[1]
    return _Person(row[0], date.fromisoformat(born) if isinstance(born, str) else born, *row[2:])


def _list_called(first_name: str | None) -> _Letters:
    return _list_letters([first_name])


def _list_named(surname: str | None) -> _Letters:
    return _list_letters((surname or "").replace("-", " ").split())


def _list_letters(names: Iterable[str | None]) -> _Letters:
    """Return the folded letters that the names begin with.

    All of them where a name is not known: it contradicts none.
    """
    letters = frozenset(fold(name)[:1] if name else "" for name in names)
    return letters if letters and "" not in letters else _FOLDED


@cache
def _write_pairs(called: _Letters, named: _Letters) -> str:
    """Return what `LETTERS` may be: of other scripts PostgreSQL leaves the letters as they are."""
    first = [UNKNOWN, *called, *map(str.upper, called - _FOLDED)]
    second = ["", *named, *map(str.upper, named - _FOLDED)]
    return "\n".join(one + other for one in first for other in second)


@cache
def _spell(letters: _Letters) -> str:
    """Return every way to write the letters."""
    others = letters - _FOLDED
    return "".join(
        (*(each for each in LATIN if fold(each)[:1] in letters), *others, *map(str.upper, others))
    )
