"""A database of the size of a country, filled in minutes: nobody in here exists.

Every customer has what an import leaves behind: a card, a membership, the line of the plan that
made them, a slip with its one-time password, and the events of it. Names follow a long tail, as
people's do: some are everywhere, most are rare.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from rosterdesk.core.roster.model import Pupil
from rosterdesk.core.storage.bulk import insert_rows
from rosterdesk.core.storage.database import connection, rows, writing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CLASSES = 16  # of a school: eight years, two of each
_ONSETS = ("b", "br", "d", "dr", "f", "g", "h", "j", "k", "kl", "l", "m", "n", "p", "r", "s", "st",
           "t", "v", "w", "z", "sch", "vr")  # fmt: skip
_VOWELS = ("a", "aa", "e", "ee", "i", "ie", "o", "oe", "oo", "u", "ij", "ei")
_SURNAME_ENDS = ("ma", "stra", "sen", "huis", "man", "veld", "berg", "ink", "mans", "ker", "dijk",
                 "laar", "ers", "ens", "horst", "meer", "stein", "s", "k", "l")  # fmt: skip
_FIRST_NAME_ENDS = ("n", "s", "na", "la", "ke", "m", "t", "ra", "tje", "lle", "an", "o")
_PREFIXES = (None, None, None, None, "van", "de", "van den", "van der")
_STEEPNESS = 40  # the smaller, the more of all people have the first names of the list


@dataclass(frozen=True, slots=True)
class People:
    """Draws pupils; two of the same seed draw the same ones."""

    surnames: Sequence[str]
    first_names: Sequence[str]

    def draw(self, count: int, seed: int) -> list[Pupil]:
        """Return the pupils of a school; their numbers are unique within it, not among schools."""
        dice = Random(seed)
        start = dice.randrange(10_000, 90_000)
        return [self._draw_one(dice, row, start + 7 * row) for row in range(2, count + 2)]

    def _draw_one(self, dice: Random, row: int, number: int) -> Pupil:
        year = row % 8 + 1
        first_name = _pick(self.first_names, dice)
        return Pupil(
            sheet=None,
            row=row,
            external_number=str(number),
            first_name=first_name,
            prefix=dice.choice(_PREFIXES),
            surname=_pick(self.surnames, dice),
            birth_date=date(2022 - year, 8, 1) - timedelta(days=dice.randrange(365)),
            sex=dice.choice("MF"),
            class_code=f"{year}{'ab'[row // 8 % 2]}",
            class_name=f"{year}{'ab'[row // 8 % 2]}",
            year=year,
            street="Dorpsstraat",
            house_number=str(dice.randrange(1, 240)),
            postcode=f"{dice.randrange(1000, 9999)} AB",
            city="Voorbeelddam",
        )


def make_people() -> People:
    dice = Random(1)
    syllables = [a + b for a, b in product(_ONSETS, _VOWELS)]
    surnames = [(a + b + c).title() for a, b, c in product(syllables, syllables, _SURNAME_ENDS)]
    first_names = [(a + b + c).title() for a, b, c in product(syllables, ("", "l", "r", "m", "li",
                   "ri", "mi", "no"), _FIRST_NAME_ENDS)]  # fmt: skip
    dice.shuffle(surnames)
    dice.shuffle(first_names)
    return People(surnames[:300_000], first_names[:20_000])


def _pick(names: Sequence[str], dice: Random) -> str:
    """Draw by a curve on which the hundredth name is a third as frequent as the first."""
    rank = _STEEPNESS * ((len(names) / _STEEPNESS + 1) ** dice.random() - 1)
    return names[int(rank)]


CUSTOMER = ("id", "school_id", "origin_change_id", "revision", "hand_edited", "role",
            "external_number", "first_name", "prefix", "surname", "birth_date", "sex",
            "class_code", "class_name", "year", "street", "house_number", "postcode",
            "city")  # fmt: skip
_PLAIN = CUSTOMER[CUSTOMER.index("role") :]
_AT_ONCE = 20_000

_LEFT_BEHIND = Path(__file__).with_suffix(".sql")
_COUNTING = ("school", "submission", "plan", "event", "change", "customer", "card", "membership",
             "slip")  # fmt: skip


async def fill(people: People, schools: int, customers: int) -> None:
    """Fill the open, empty database; its own planner knows of it afterwards."""
    client = connection()
    names = [(n, f"{n:04}00", f"School {n}", "{}", 1) for n in range(1, schools + 1)]
    async with writing() as writer:
        await insert_rows(writer, "school", ("id", "code", "name", "policy", "revision"), names)
        for part in _write_customers(people, schools, customers):
            await insert_rows(writer, "customer", CUSTOMER, part)
    await client.execute_script(_LEFT_BEHIND.read_text(encoding="utf-8"))
    for table in _COUNTING:
        await rows(
            f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), max(id)) FROM \"{table}\""
        )
    await client.execute_script("VACUUM ANALYZE")


def _write_customers(
    people: People, schools: int, customers: int
) -> Iterator[list[tuple[object, ...]]]:
    part: list[tuple[object, ...]] = []
    number, size = 0, -(-customers // schools)
    for school in range(1, schools + 1):
        for pupil in people.draw(min(size, customers - number), school):
            number += 1
            plain = (getattr(pupil, name) for name in _PLAIN)
            part.append((number, school, number, 4, "[]", *plain))
        if len(part) >= _AT_ONCE:
            yield part
            part = []
    yield part
