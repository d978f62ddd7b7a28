"""Taking over the members of all schools from one file: as a whole, or not at all."""

from __future__ import annotations

import asyncio
import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from rosterdesk.core.clock import now, today
from rosterdesk.core.collecting import collector_paused
from rosterdesk.core.customers.card_numbers import find_taken
from rosterdesk.core.customers.locking import lock_schools
from rosterdesk.core.customers.policies import read_policy
from rosterdesk.core.file_names import clean_file_name
from rosterdesk.core.intake.receiving import REFERENCE_LENGTH
from rosterdesk.core.intake.school_codes import load_codes
from rosterdesk.core.models import (
    Card,
    Customer,
    School,
    Submission,
    SubmissionStatus,
    Trust,
)
from rosterdesk.core.plans.known import load_customers_of_school
from rosterdesk.core.protection.passwords import make_code
from rosterdesk.core.storage.bulk import select_any
from rosterdesk.core.storage.database import writing
from rosterdesk.core.takeover.comparing import Existing, Owners, compare_school, find_repeated
from rosterdesk.core.takeover.model import ChangedMeanwhileError, NotTakenError, Remark, Tally
from rosterdesk.core.takeover.writing import write_school

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tortoise.backends.base.client import BaseDBAsyncClient

    from rosterdesk.core.customers.card_numbers import CardNumbering
    from rosterdesk.core.takeover.comparing import Outcome
    from rosterdesk.core.takeover.model import MemberFile, Row
    from rosterdesk.core.trail.actors import Actor


@dataclass(frozen=True, slots=True)
class TakenOver:
    """The outcome of taking over; ``reference`` undoes all of it, None of a dry run.

    ``digest`` is of the difference itself, person by person: it is another one as soon as the
    file or one of the customers is.
    """

    schools: tuple[Tally, ...]
    others: Mapping[str, int]  # what the file calls other schools -> lines that were left
    reference: str | None
    digest: str


async def take_over(
    file: MemberFile,
    file_name: str,
    actor: Actor,
    numbering: CardNumbering,
    *,
    school: School | None = None,
    leave_others: bool = False,
    dry_run: bool = False,
    shown: str | None = None,
) -> TakenOver:
    """Take everybody of the file over in one transaction.

    ``school`` is that of lines which name none. ``leave_others``: lines of schools that nobody
    knows (a loan system has branches that are no schools) are left, and counted. ``shown`` is the
    digest of the difference that a person saw and said yes to.

    Raises NotTakenError with a remark for each line that cannot be taken over, and
    ChangedMeanwhileError where the difference is not the one that was shown.
    """
    with collector_paused():
        rows, others, remarks = await _place_rows(file, school, leave_others=leave_others)
        schools = {each.id: each for each in await School.filter(id__in=list(rows) or [0])}
        _fill_in(rows, schools, file.form)
        placed = [(number, row) for number, of_school in rows.items() for row in of_school]
        remarks += await asyncio.to_thread(find_repeated, placed)
        async with writing() as client:
            await lock_schools(rows)
            owners = await _load_owners(client, [row for _, row in placed])
            outcomes: dict[int, Outcome] = {}
            for number in sorted(rows):
                existing = await _load_existing(client, number)
                found = await asyncio.to_thread(compare_school, rows[number], existing, owners)
                outcomes[number] = found[0]
                remarks += found[1]
            if remarks:
                raise NotTakenError(sorted(remarks, key=lambda remark: remark.line))
            tallies = tuple(
                Tally(schools[number].code, schools[number].name, outcome.counts)
                for number, outcome in outcomes.items()
            )
            digest = await asyncio.to_thread(_digest, outcomes)
            if dry_run or not outcomes:
                return TakenOver(tallies, others, None, digest)
            if shown not in (None, digest):
                raise ChangedMeanwhileError
            whole = await _add_whole(file, file_name, schools[min(outcomes)], actor)
            for place, (number, outcome) in enumerate(outcomes.items(), 1):
                part = await _add_part(whole, place, schools[number])
                await write_school(client, part, outcome, actor, numbering)
    return TakenOver(tallies, others, whole.reference, digest)


def _digest(outcomes: Mapping[int, Outcome]) -> str:
    digest = hashlib.sha256()
    for number, outcome in outcomes.items():
        joined = [
            (each.existing.known.id, each.existing.known.revision, each.fields, each.card)
            for each in outcome.joined
        ]
        joins = [each.joins for each in outcome.joined]
        digest.update(orjson.dumps([number, outcome.new, joined, joins]))
    return digest.hexdigest()


async def _place_rows(
    file: MemberFile, school: School | None, *, leave_others: bool
) -> tuple[dict[int, list[Row]], dict[str, int], list[Remark]]:
    codes = await load_codes()
    rows: dict[int, list[Row]] = defaultdict(list)
    others: dict[str, int] = defaultdict(int)
    remarks = list(file.remarks)
    for row in file.rows:
        said = row.school or file.source
        number = codes.find(said) if said else (school.id if school else None)
        if number is not None:
            rows[number].append(row)
        elif leave_others:
            others[said or ""] += 1
        else:
            remarks.append(Remark(row.line, "school_unknown", (said or "?")[:40]))
    return rows, dict(others), remarks


def _fill_in(rows: Mapping[int, Sequence[Row]], schools: Mapping[int, School], form: str) -> None:
    """Read what the policy of a school says of its members: attributes, category of teachers."""
    day = today()
    for number, of_school in rows.items():
        policy = read_policy(schools[number])
        named = {
            policy.loan_number_attribute: "external_number",
            policy.loan_class_attribute: "class_code",
        }
        teachers = policy.loan_category_teachers
        for row in of_school:
            for name, value in row.values.pop("attributes", {}).items():
                if name and name in named:
                    row.values.setdefault(named[name], value)
            if teachers and row.category == teachers != policy.loan_category:
                row.values.setdefault("role", "teacher")
            if form == "folio" and row.blocked and row.until is None:
                row.until = day  # FOLIO's users who are not active have left


async def _load_owners(client: BaseDBAsyncClient, rows: Sequence[Row]) -> Owners:
    cards = await find_taken([row.card for row in rows if row.card])
    wanted = [eck for row in rows if (eck := row.values.get("eck_id"))]
    ecks = await select_any(client, "SELECT id, eck_id FROM customer WHERE", "eck_id", wanted)
    return Owners(cards, {row["eck_id"]: row["id"] for row in ecks})


async def _load_existing(client: BaseDBAsyncClient, school_id: int) -> list[Existing]:
    known = await load_customers_of_school(client, school_id)
    if not known:
        return []
    cards: dict[int, set[str]] = defaultdict(set)
    for owner, number in await Card.filter(customer__school_id=school_id).values_list(
        "customer_id", "number"
    ):
        cards[owner].add(number)
    keys = {
        number: (eck_id, second)
        for number, eck_id, second in await Customer.filter(school_id=school_id).values_list(
            "id", "eck_id", "external_number_2"
        )
    }
    return [Existing(one, *keys[one.id], frozenset(cards[one.id])) for one in known]


async def _add_whole(file: MemberFile, file_name: str, school: School, actor: Actor) -> Submission:
    """Add the file itself; what it held is in its parts, one for each school."""
    name = clean_file_name(file_name)
    digest = hashlib.sha256(f"{name}{now().isoformat()}".encode()).hexdigest()
    return await Submission.create(
        reference=make_code(REFERENCE_LENGTH),
        school=school,
        status=SubmissionStatus.DIVIDED,
        channel=actor.channel,
        trust=Trust.A,
        sender_name=actor.name,
        file_name=name,
        content_digest=digest,
        answer={"takeover": file.form, "people": len(file.rows)},
        received_at=now(),
    )


async def _add_part(whole: Submission, place: int, school: School) -> Submission:
    return await Submission.create(
        reference=f"{whole.reference}-{place}",
        school=school,
        status=SubmissionStatus.APPLIED,
        channel=whole.channel,
        trust=whole.trust,
        sender_name=whole.sender_name,
        file_name=whole.file_name,
        content_digest=whole.content_digest,
        answer={"takeover": whole.answer["takeover"]},
        part_of=whole,
        received_at=whole.received_at,
    )
