"""The time that comparing takes beside the bare limit: a dictionary of tuples.

Seconds of processor time, the best of three; run with ``python -m tests.bench.comparing``.
"""

from __future__ import annotations

import gc
import time
from dataclasses import replace
from datetime import date, timedelta
from operator import attrgetter
from random import Random
from typing import TYPE_CHECKING

from rosterdesk.core.compare.comparing import compare
from rosterdesk.core.compare.fields import ROSTER_FIELDS
from rosterdesk.core.compare.model import Context, Known, Policy
from rosterdesk.core.compare.warnings.elsewhere import Elsewhere
from rosterdesk.core.roster.model import Pupil, Roster, RosterStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SIZES = (2_000, 10_000, 100_000)
SCHOOL, OTHER_SCHOOL = 1, 2
TODAY = date(2026, 8, 24)
FIRST_NAMES = ("Sanne", "Bram", "Yusuf", "Fleur", "Daan", "Esra", "Thijs", "Aïsha", "Zoë")
PREFIXES = (None, None, None, "van", "de", "van den", "el")
SYLLABLES = ("ber", "jan", "mul", "vis", "haan", "kor", "wil", "ster", "meer", "dijk", "laar")


def run() -> None:
    print(f"{'pupils':>8} {'what':<22} {'bare':>8} {'compare':>8} {'ratio':>6}")
    for size in SIZES:
        pupils = make_pupils(size)
        known = [to_known(number, pupil) for number, pupil in enumerate(pupils, start=1)]
        measure(size, "first", pupils, [])
        measure(size, "unchanged", pupils, known)
        measure(size, "2 % changed", change_two_percent(pupils), known)
        measure(size, "2 %, others elsewhere", change_two_percent(pupils), known, others(size))


def measure(
    size: int,
    what: str,
    pupils: list[Pupil],
    known: list[Known],
    elsewhere: Sequence[Known] = (),
) -> None:
    roster = Roster("bench.csv", "csv", RosterStatus.OK, pupils=tuple(pupils))
    bare = time_best(lambda: diff_bare(pupils, known))
    full = time_best(
        lambda: compare(roster, SCHOOL, known, Elsewhere(elsewhere), Policy(), Context(today=TODAY))
    )
    print(f"{size:>8} {what:<22} {bare:>8.3f} {full:>8.3f} {full / bare:>6.1f}")


def time_best(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(3):
        gc.collect()
        start = time.process_time()
        result = work()  # letting go of it is not part of the work
        taken.append(time.process_time() - start)
        del result
    return min(taken)


def diff_bare(pupils: list[Pupil], known: list[Known]) -> tuple[list[object], ...]:
    """Return (new, changed, leaving) of tuples keyed by number: no rule of any kind."""
    read = attrgetter(*ROSTER_FIELDS)
    before = {customer.external_number: read(customer) for customer in known}
    after = {pupil.external_number: read(pupil) for pupil in pupils}
    new = [values for number, values in after.items() if number not in before]
    leaving = [values for number, values in before.items() if number not in after]
    changed = [
        (before[number], values)
        for number, values in after.items()
        if number in before and before[number] != values
    ]
    return new, changed, leaving


def make_pupils(size: int, start: int = 0) -> list[Pupil]:
    random = Random(start + 1)
    return [make_pupil(start + number, random) for number in range(size)]


def make_pupil(number: int, random: Random) -> Pupil:
    year = random.randrange(1, 9)
    return Pupil(
        sheet=None,
        row=number + 2,
        external_number=f"{number + 100_000}",
        first_name=random.choice(FIRST_NAMES),
        prefix=random.choice(PREFIXES),
        surname="".join(random.choices(SYLLABLES, k=3)).title(),
        birth_date=date(2010, 1, 1) + timedelta(days=random.randrange(3650)),
        sex=random.choice("MV"),
        class_code=f"{year}{random.choice('ABCD')}",
        year=year,
        email=f"pupil{number}@school.example",
        postcode=f"{random.randrange(1000, 9999)} AB",
        city="Voorbeeldstad",
    )


def to_known(customer_id: int, pupil: Pupil, school_id: int = SCHOOL) -> Known:
    facts = {name: getattr(pupil, name) for name in ROSTER_FIELDS}
    return Known(customer_id, school_id, 1, **facts, school_member=True)


def change_two_percent(pupils: list[Pupil]) -> list[Pupil]:
    """Change 1 %, add 0.5 % and take 0.5 % away, as the whole way is measured."""
    part = len(pupils) // 200
    moved = [replace(pupil, class_code="9Z") for pupil in pupils[: 2 * part]]
    return moved + pupils[2 * part : -part] + make_pupils(part, start=len(pupils))


def others(size: int) -> list[Known]:
    made = make_pupils(size, start=10_000_000)
    return [to_known(10_000_000 + n, pupil, OTHER_SCHOOL) for n, pupil in enumerate(made)]


if __name__ == "__main__":
    run()
