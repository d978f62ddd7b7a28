"""Random rosters, approvals, rejections, undos, hand edits and moves, against a simple model.

The model knows nothing of plans or tables: a person is a pile of states, an import puts one on
the pile of everybody whom it touches, and undoing takes exactly those off again.
``ROSTERDESK_STEPS`` sets how many steps are taken at most (by hand: 10,000 and more).
"""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests.core.dumps import dump_people
from tests.core.roster.making import cells_to_csv
from tests.core.worlds import WHO, latest_plan, open_world

from rosterdesk.bot.program.database import APPS
from rosterdesk.core.applying.undo import UndoRefusedError, undo
from rosterdesk.core.approval.verdicts import approve, reject
from rosterdesk.core.clock import today
from rosterdesk.core.customers.registering import change_customer
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.models import Card, Customer, Membership, PlanStatus, School
from rosterdesk.core.pipeline import advance
from rosterdesk.core.privacy.housekeeping import block_due_cards
from rosterdesk.core.storage.database import change, open_database, sqlite_url

STEPS = int(os.environ.get("ROSTERDESK_STEPS", "240"))
STEP_COUNT = 30
NAMES = ["Anna", "Bram", "Carlijn", "Dirk", "Esra", "Floor", "Gijs", "Hanna"]
SURNAMES = ["Bakker", "Visser", "Hendriks", "Oosterhout", "Yilmaz", "Wu", "Zandstra", "Quist"]
PEOPLE = range(len(NAMES))
SCHOOLS = ("12AB00", "34CD00")
CLASSES = ("5A", "5B", "6C")
HEADERS = ["Stamnummer", "Roepnaam", "Achternaam", "Geboortedatum", "Klas", "Leerjaar", "Mentor"]
# The guards have their own tests: here everything goes through.
NO_GUARDS = dict.fromkeys(
    ("wrong_school_count", "shifted_count", "renumbered_count", "partial_count", "rollover_count"),
    1000,
) | {"leaving_percent": 100}
GRACE = timedelta(days=30)


@dataclass
class State:
    """The state of a person; ``by`` is the step that made it, ``blocked`` comes by itself later."""

    by: int
    school: int
    klass: str
    member: bool = True
    edited: bool = False
    blocked: bool = False


@dataclass
class Model:
    piles: dict[int, list[State]] = field(default_factory=lambda: {p: [] for p in PEOPLE})
    imports: dict[int, list[int]] = field(default_factory=dict)  # step -> people

    def get(self, person: int) -> State | None:
        return self.piles[person][-1] if self.piles[person] else None

    def apply(self, step: int, school: int, roster: dict[int, str]) -> None:
        touched = []
        for person in PEOPLE:
            before = self.get(person)
            after = self.next(before, step, school, roster.get(person))
            if after is not None and (before is None or replace(after, by=before.by) != before):
                self.piles[person].append(after)
                touched.append(person)
        self.imports[step] = touched

    def next(self, before: State | None, step: int, school: int, klass: str | None) -> State | None:
        if klass is None:
            if before is None or before.school != school or not before.member:
                return before
            return replace(before, by=step, member=False)
        if before is None:
            return State(step, school, klass)
        kept = before.klass if before.edited else klass
        return replace(before, by=step, school=school, klass=kept, member=True, blocked=False)

    def edit(self, step: int, person: int, klass: str) -> None:
        self.piles[person].append(
            replace(self.piles[person][-1], by=step, klass=klass, edited=True)
        )

    def can_undo(self, step: int) -> bool:
        return all(self.piles[p] and self.piles[p][-1].by == step for p in self.imports[step])

    def undo(self, step: int) -> None:
        for person in self.imports.pop(step):
            self.piles[person].pop()

    def block(self) -> None:
        for pile in self.piles.values():
            if pile and not pile[-1].member:
                pile[-1].blocked = True


async def empty_database() -> None:
    """Take everything out, the audit trail too, which the program itself cannot."""
    kept_whole = ("event", "audit_link")
    for table in kept_whole:
        await change(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    await change("TRUNCATE school, submission, customer, event, stored_file, audit_link CASCADE")
    for table in kept_whole:
        await change(f"ALTER TABLE {table} ENABLE TRIGGER USER")


class Importing(RuleBasedStateMachine):
    """One library with two schools, and the model beside it."""

    url: str
    template: Path
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.numbers = itertools.count(1)
        self.references: dict[int, str] = {}
        # Of the imports after which nothing but imports and their undoing happened.
        self.dumps: list[tuple[int, dict]] = []
        self.folder = Path(tempfile.mkdtemp(prefix="rosterdesk-model-"))
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.runner.run(self.open())

    async def open(self) -> None:
        url = self.url
        if url.startswith("sqlite"):
            shutil.copytree(self.template, self.folder / "data")
            url = sqlite_url(self.folder / "data")
        await self.stack.enter_async_context(open_database(url, APPS))
        if not url.startswith("sqlite"):
            await empty_database()
        first = await self.stack.enter_async_context(open_world(self.folder / "files"))
        second = replace(first, school=await add_school(SCHOOLS[1], "De Vlinder", WHO))
        self.worlds = [first, second]
        await School.all().update(policy=NO_GUARDS)

    def teardown(self) -> None:
        self.runner.run(self.stack.aclose())
        self.runner.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @rule(
        school=st.integers(0, 1),
        roster=st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(CLASSES), min_size=1),
        approved=st.sampled_from([True, True, True, False]),
    )
    def send(self, school: int, roster: dict[int, str], approved: bool) -> None:
        step = next(self.numbers)
        dump = self.runner.run(dump_people())
        self.references[step] = self.runner.run(self.do_send(step, school, roster, approved))
        if approved:
            self.model.apply(step, school, roster)
            self.dumps.append((step, dump))

    async def do_send(self, step: int, school: int, roster: dict[int, str], approved: bool) -> str:
        world = self.worlds[school]
        submission = (await world.send(write_roster(step, school, roster))).submission
        plan = await latest_plan(submission)
        assert plan.status is PlanStatus.WAITING, plan.warnings
        assert plan.counts["conflicts"] == 0
        if approved:
            await approve(submission.reference, plan.version, WHO)
            await advance(submission.id, world.library)
        else:
            await reject(submission.reference, plan.version, "no", WHO)
        return submission.reference

    @rule(person=st.sampled_from(PEOPLE), klass=st.sampled_from(["7X", "7Y"]))
    def edit(self, person: int, klass: str) -> None:
        if self.model.get(person) is not None:
            self.runner.run(self.do_edit(person, klass))
            self.model.edit(next(self.numbers), person, klass)
            self.dumps.clear()

    async def do_edit(self, person: int, klass: str) -> None:
        customer = await Customer.get(first_name=NAMES[person])
        await change_customer(customer, WHO, class_code=klass, class_name=klass)

    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        if not self.model.imports:
            return
        step = data.draw(st.sampled_from(sorted(self.model.imports, reverse=True)))
        possible = self.model.can_undo(step)
        try:
            self.runner.run(undo(self.references[step], WHO, days=14))
        except UndoRefusedError:
            assert not possible
            return
        assert possible
        self.model.undo(step)
        if self.dumps and self.dumps[-1][0] == step:
            assert self.runner.run(dump_people()) == self.dumps.pop()[1]
        else:
            self.dumps.clear()

    @rule()
    def block_cards(self) -> None:
        self.runner.run(block_due_cards(today() + GRACE + timedelta(days=1)))
        self.model.block()
        self.dumps.clear()

    @invariant()
    def same_as_the_model(self) -> None:
        type(self).steps += 1
        assert self.runner.run(self.describe()) == {
            NAMES[person]: (
                SCHOOLS[state.school],
                f"{state.school + 1}{person:03}",
                state.klass,
                state.member,
                state.edited,
                "blocked" if state.blocked else "active",
            )
            for person in PEOPLE
            if (state := self.model.get(person)) is not None
        }

    async def describe(self) -> dict[str, tuple]:
        members = await Membership.filter(ends_on=None).values_list("customer_id", flat=True)
        cards = dict(await Card.all().values_list("customer_id", "status"))
        found = await Customer.all().prefetch_related("school")
        assert len(found) == len(cards) == await Card.all().count()
        assert len(members) == len(set(members))
        return {
            c.first_name: (
                c.school.code,
                c.external_number,
                c.class_code,
                c.id in members,
                "class_code" in c.hand_edited,
                str(cards[c.id]),
            )
            for c in found
        }


def write_roster(step: int, school: int, roster: dict[int, str]) -> bytes:
    return cells_to_csv(
        [
            HEADERS,
            *(
                [
                    f"{school + 1}{person:03}",
                    NAMES[person],
                    SURNAMES[person],
                    f"{date(2014, 1 + person, 20 + person):%d-%m-%Y}",
                    klass,
                    5,
                    f"Mentor {step}",  # nobody keeps it, but no two files are the same
                ]
                for person, klass in roster.items()
            ),
        ]
    )


@pytest.mark.timeout(0)
def test_database_equals_a_simple_model_after_every_step(database_url, sqlite_template):
    machine = type("Machine", (Importing,), {"url": database_url, "template": sqlite_template})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=max(1, STEPS // STEP_COUNT),
            stateful_step_count=STEP_COUNT,
            deadline=None,
            database=None,
            derandomize="ROSTERDESK_STEPS" not in os.environ,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink),
        ),
    )
    print(f"{machine.steps} steps")
    assert machine.steps >= STEPS // 2
