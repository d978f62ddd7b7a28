"""The door of take-overs: exports of loan systems with bytes changed."""

from __future__ import annotations

import random
from contextlib import contextmanager
from typing import TYPE_CHECKING

import orjson
from hypothesis import strategies as st
from tests.core.roster.mutations import mutate
from tests.core.takeover.making import export_folio, export_koha, export_wise, make_people
from tests.fuzz.running import Door

from rosterdesk.core.errors import RefusedError
from rosterdesk.core.language import Language
from rosterdesk.core.takeover.reading import read_members

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@contextmanager
def open_members(_folder: Path) -> Iterator[Callable[[int], None]]:
    people = make_people(8, schools=2)
    seeds = [export_koha(people), export_wise(people), export_folio(people, "10AB00")]

    def read(number: int) -> None:
        dice = random.Random(number)
        _read_and_say(mutate(dice.choice(seeds), seeds, dice))

    yield read


def _read_and_say(data: bytes) -> None:
    """Read it; whatever was read can be kept, and whatever was not is said in a sentence."""
    try:
        file = read_members(data)
    except RefusedError as refused:
        refused.say(Language.NL)  # raises where the sentence lacks a value
        return
    kept = orjson.dumps(file.rows)  # no half of a character
    assert b"\\u0000" not in kept  # which PostgreSQL cannot hold
    assert all(row.values["surname"] for row in file.rows)
    assert all(remark.say(Language.NL) for remark in file.remarks)


DOOR = Door("members", st.integers(0, 2**32), open_members)
