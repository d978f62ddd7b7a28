"""A library with a school, for tests: made with the use cases themselves."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tests.core.roster.making import write_csv

from rosterdesk.core.approval.verdicts import approve
from rosterdesk.core.customers.card_numbers import CardNumbering
from rosterdesk.core.customers.registering import add_customer, grant_uploads
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.intake.receiving import Arrival, Received, receive
from rosterdesk.core.library import Library
from rosterdesk.core.models import (
    Channel,
    Customer,
    Membership,
    MembershipKind,
    Plan,
    School,
    Submission,
    SubmissionStatus,
    Trust,
)
from rosterdesk.core.pipeline import advance
from rosterdesk.core.protection.files import FileStore
from rosterdesk.core.protection.keys import load_keys
from rosterdesk.core.roster.packed import PackedRoster, pack_roster, parse_packed
from rosterdesk.core.roster.reading import read_roster
from rosterdesk.core.roster.remarks import mark_problems
from rosterdesk.core.roster.rewriting.correcting import correct_file, list_cells
from rosterdesk.core.roster.scrub import keep_file
from rosterdesk.core.settings import CoreSettings
from rosterdesk.core.trail.actors import Actor, shell_actor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from rosterdesk.core.language import Language
    from rosterdesk.core.roster.corrections import CellTable, Correction
    from rosterdesk.core.roster.hints import Hints
    from rosterdesk.core.roster.model import Pupil, Roster

WHO: Actor = shell_actor("tester")


async def open_school(
    code: str, name: str, email: str, who: Actor = WHO, **facts: Any
) -> tuple[School, Customer]:
    """Make a school, and Anna Jansen with this address who may send its rosters."""
    school = await add_school(code, name, who, **facts)
    teacher, _ = await add_customer(
        school,
        who,
        CardNumbering("2", 10),
        first_name="Anna",
        surname="Jansen",
        email=email,
        role="teacher",
    )
    await grant_uploads(teacher, school, who)
    return school, teacher


@dataclass(frozen=True, slots=True)
class World:
    """An open library with one school, De Regenboog (12AB00)."""

    library: Library
    school: School

    async def send(self, data: bytes, name: str = "roster.csv", **facts: Any) -> Received:
        """Take a file in and bring it as far as it goes without a person."""
        received = await self.receive(data, name, **facts)
        await advance(received.submission.id, self.library)
        return received

    async def receive(self, data: bytes, name: str = "roster.csv", **facts: Any) -> Received:
        arrival = Arrival(
            school=self.school,
            file_name=name,
            data=data,
            channel=Channel.SHELL,
            trust=Trust.A,
            actor=WHO,
        )
        return await receive(replace(arrival, **facts), self.library.files)

    async def send_pupils(self, pupils: Sequence[Pupil], **facts: Any) -> Submission:
        return await refresh((await self.send(write_csv(pupils), **facts)).submission)

    async def import_pupils(self, pupils: Sequence[Pupil]) -> Submission:
        """Send, approve the version that is shown, apply."""
        submission = await self.send_pupils(pupils)
        await approve(submission.reference, (await latest_plan(submission)).version, WHO)
        await advance(submission.id, self.library)
        submission = await refresh(submission)
        assert submission.status is SubmissionStatus.APPLIED
        return submission

    async def members(self) -> dict[str, Customer]:
        """Return the customers with an open school-library membership, by external number."""
        open_ones = await Membership.filter(
            kind=MembershipKind.SCHOOL_LIBRARY, ends_on=None, customer__school=self.school
        ).prefetch_related("customer")
        return {m.customer.external_number: m.customer for m in open_ones}


async def refresh(submission: Submission) -> Submission:
    return await Submission.get(id=submission.id).prefetch_related("school")


async def latest_plan(submission: Submission) -> Plan:
    plan = await Plan.filter(submission_id=submission.id).order_by("-version").first()
    assert plan is not None
    return plan


class ReaderHere:
    """The reader's own functions without its process, which takes a second to start."""

    async def read_and_scrub(
        self, data: bytes, file: str, hints: Hints, answered: Any = None
    ) -> tuple[PackedRoster, bytes]:
        if answered is not None:
            await answered()
        roster = read_roster(data, file, hints=hints)
        return parse_packed(pack_roster(roster).dump()), keep_file(data, roster, hints)

    async def correct(
        self, data: bytes, roster: Roster, corrections: Sequence[Correction], hints: Hints
    ) -> tuple[PackedRoster, bytes]:
        corrected = correct_file(data, roster, corrections)
        return await self.read_and_scrub(corrected, roster.file, hints)

    async def list_cells(self, data: bytes, roster: Roster) -> list[CellTable]:
        return list_cells(data, roster)

    async def mark_problems(
        self, data: bytes, roster: Roster, language: Language
    ) -> tuple[str, bytes]:
        return mark_problems(data, roster, language)


@asynccontextmanager
async def open_world(folder: Path, **settings: Any) -> AsyncIterator[World]:
    """Open a library on the database of this task, with its files in the folder."""
    made = CoreSettings(data=folder, **settings)
    keys = load_keys(folder / "secret.key")
    library = Library(
        made, keys, FileStore(folder / "files", keys), ReaderHere(), CardNumbering("2", 10)
    )
    school = await School.get_or_none(code="12AB00") or await add_school(
        "12AB00", "De Regenboog", WHO
    )
    yield World(library, school)
