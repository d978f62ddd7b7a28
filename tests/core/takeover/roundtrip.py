"""The round trip: ``python -m tests.core.takeover.roundtrip [--schools 30] [--people 12000]``.

A made library in each of the export forms is taken over, given back by our own files, and those
are taken over into an empty database: the same customers, cards and memberships. Then the first
roster of each school gives no doubles.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.core.handover.checking import check_folio, check_koha, check_wise_en, check_wise_nl
from tests.core.roster.making import write_csv
from tests.core.takeover.making import (
    CODES,
    Person,
    export_folio,
    export_koha,
    export_wise,
    make_people,
)
from tests.core.worlds import WHO, World, latest_plan, open_world, refresh

from rosterdesk.bot.program.database import APPS
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.handover.giving import hand_over
from rosterdesk.core.handover.model import Form, Who
from rosterdesk.core.handover.people import load_members_of_school
from rosterdesk.core.models import School
from rosterdesk.core.plans.policy import set_policy
from rosterdesk.core.roster.model import Pupil
from rosterdesk.core.storage.database import connection, open_database, sqlite_url
from rosterdesk.core.takeover.loading import take_over
from rosterdesk.core.takeover.reading import read_members

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

CHECKS: dict[Form, Callable[[bytes], Any]] = {
    Form.KOHA: check_koha,
    Form.FOLIO: check_folio,
    Form.WISE_NL: check_wise_nl,
    Form.WISE_EN: check_wise_en,
}
_POLICY = {
    "loan_category": "JEUGD",
    "loan_number_attribute": "LLNR",
    "loan_class_attribute": "KLAS",
    "loan_address_type": "Home",
    "card_numbers": "file",
}
# What each form has a place for, beside names, birth date, address, number and card.
_CARRIED = {
    Form.KOHA: ("sex", "class_code"),
    Form.FOLIO: (),
    Form.WISE_NL: ("sex", "class_code", "year"),
    Form.WISE_EN: ("sex",),
}
_ALWAYS = ("external_number", "first_name", "prefix", "surname", "birth_date", "email")
_ALWAYS += ("street", "house_number", "house_number_suffix", "postcode", "city")
_WITH_DATES = (Form.KOHA, Form.FOLIO)


async def go_round(folder: Path, form: Form, people: Sequence[Person], url: str) -> dict[str, Any]:
    """Take over, give back, take over again into ``folder``; return what both are found to be."""
    codes = sorted({person.school for person in people})
    async with open_library(folder / "one", url, codes) as world:
        await take_in(world, form, people)
        files = {code: await give(world, code, form) for code in codes}
        before = await describe(form)
    async with open_library(folder / "two", "", codes) as world:
        for code, data in files.items():
            school = await School.get(code=code)
            file = read_members(data)
            await take_over(file, f"{code}.csv", WHO, world.library.numbering, school=school)
        after = await describe(form)
        doubles = [await send_first_roster(world, code, people) for code in codes]
    return {"before": before, "after": after, "doubles": doubles}


@asynccontextmanager
async def open_library(folder: Path, url: str, codes: Sequence[str]) -> AsyncIterator[World]:
    """Open a library with these schools; ``url`` "" is a database of its own in the folder."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    async with open_database(url or sqlite_url(folder), APPS), open_world(folder) as world:
        there = set(await School.all().values_list("code", flat=True))
        for code in codes:
            if code not in there:
                await add_school(code, f"School {code}", WHO)
        await set_policy(await School.all().values_list("id", flat=True), _POLICY, WHO)  # type: ignore[arg-type] # flat
        yield world


async def take_in(world: World, form: Form, people: Sequence[Person]) -> None:
    files = {
        Form.KOHA: lambda: [export_koha(list(people))],
        Form.WISE_NL: lambda: [export_wise(list(people))],
        Form.WISE_EN: lambda: [export_wise(list(people))],
        Form.FOLIO: lambda: [
            export_folio(list(people), code) for code in sorted({p.school for p in people})
        ],
    }[form]()
    for data in files:
        await take_over(read_members(data), "leden", WHO, world.library.numbering)


async def give(world: World, code: str, form: Form) -> bytes:
    del world
    school = await School.get(code=code)
    given = await hand_over(school, form, Who.EVERYBODY, WHO, with_cards=True)
    assert not given.refused, given.refused[:3]
    CHECKS[form](given.content)
    return given.content


async def describe(form: Form) -> dict[str, Any]:
    """Return every customer by card, as far as the form has a place for them."""
    found: dict[str, Any] = {}
    names = (*_ALWAYS, *_CARRIED[form])
    for school in await School.all():
        for member in await load_members_of_school(connection(), school.id):
            periods = [
                (p.kind, p.starts_on if form in _WITH_DATES else None, p.ends_on)
                for p in member.periods
            ]
            facts = {name: getattr(member.known, name) for name in names}
            found[member.cards[-1][0]] = (school.code, member.cards, periods, facts)
    return found


async def send_first_roster(world: World, code: str, people: Sequence[Person]) -> tuple[int, int]:
    """Send the school's roster; return how many new people and questions it makes."""
    pupils = [
        Pupil(
            None,
            row,
            external_number=p.number,
            first_name=p.first_name,
            prefix=p.prefix,
            surname=p.surname,
            birth_date=p.born,
            sex=p.sex,
            class_code=p.class_code,
            year=p.year,
        )
        for row, p in enumerate((p for p in people if p.school == code), 2)
    ]
    received = await world.send(write_csv(pupils), school=await School.get(code=code))
    plan = await latest_plan(await refresh(received.submission))
    return plan.counts["new"] + plan.counts["leaving"], plan.counts["conflicts"]


def make_library(people: int, schools: int) -> list[Person]:
    """Return members who are there now: who left is in no file of everybody."""
    made = make_people(people, schools=schools)
    return [replace(person, until=None, blocked=False) for person in made]


async def main(schools: int, count: int) -> None:
    people = make_library(count, schools)
    assert schools <= len(CODES)
    for form in CHECKS:
        with tempfile.TemporaryDirectory() as folder:
            started = time.process_time()
            found = await go_round(Path(folder), form, people, "")
            same = found["before"] == found["after"]
            assert len(found["before"]) == count
            print(
                f"{form}: {count} people of {schools} schools, the same: {same};"
                f" new or leaving and questions of the first rosters:"
                f" {sum(a for a, _ in found['doubles'])}, {sum(b for _, b in found['doubles'])};"
                f" {time.process_time() - started:.0f} s of processor"
            )
            assert same


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--schools", type=int, default=30)
    parser.add_argument("--people", type=int, default=12_000)
    said = parser.parse_args()
    asyncio.run(main(said.schools, said.people))
