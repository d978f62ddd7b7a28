"""Faults put into the code one at a time, to see whether its own tests notice.

``python -m tests.mutations [area …] --sample 100 --seed 1``. Each mutant (one operator, number,
``and``, ``not`` or branch changed) is tried in a process of its own against the tests of its area
that reach its line. The exit status is 1 where fewer than nine of ten die in an area, or where one
survives that ``survivors.toml`` gives no reason for. It needs the libraries of the group
``mutations``: ``make mutations``.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time

from tests.mutations.areas import AREAS, Survivor, load_survivors
from tests.mutations.making import Mutant, Place, list_places
from tests.mutations.trying import Fate, Reach, require_life, survey, try_mutant

LEAST_DEAD = 0.9


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("areas", nargs="*", choices=[*AREAS, []], help="all of them unless named")
    parser.add_argument("--sample", type=int, default=100, help="of each area; 0 for all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="mutants of files whose path has this text")
    asked = parser.parse_args()
    os.nice(10)  # others work on this machine
    known = load_survivors()
    return max([_try_area(name, asked, known) for name in asked.areas or AREAS])


def _try_area(name: str, asked: argparse.Namespace, known: frozenset[Survivor]) -> int:
    area = AREAS[name]
    begun = time.monotonic()
    reach: Reach = survey(area)
    places = [each for each in list_places(area.files()) if asked.only in str(each.file)]
    sample = _choose(places, asked)
    for mutant in sample[:3]:
        require_life(mutant, reach)
    died = unknown = explained = 0
    for mutant in sample:
        fate = try_mutant(mutant, reach)
        died += fate is not Fate.SURVIVED
        if fate is Fate.SURVIVED:
            has_reason = mutant.key in known
            explained += has_reason
            unknown += not has_reason
            print(f"{'explained' if has_reason else 'SURVIVED '} {mutant}", flush=True)
    print(
        f"{name:10} {len(places)} places, {len(sample)} tried against {len(reach.seconds)} tests:"
        f" {died} died ({died / len(sample):.1%}), {explained} survived with a reason,"
        f" {unknown} without, in {time.monotonic() - begun:.0f} s",
        flush=True,
    )
    return int(died < LEAST_DEAD * len(sample) or unknown > 0)


def _choose(places: list[Place], asked: argparse.Namespace) -> list[Mutant]:
    """Return so many mutants that behave otherwise; an operator may change one line alike twice."""
    chosen: dict[Survivor, Mutant] = {}
    for place in random.Random(asked.seed).sample(places, len(places)):
        if asked.sample and len(chosen) == asked.sample:
            break
        mutant = place.make()
        if mutant is not None:
            chosen.setdefault(mutant.key, mutant)
    return list(chosen.values())


if __name__ == "__main__":
    sys.exit(main())
