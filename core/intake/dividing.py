"""A file of several schools becomes a part for each, which goes its own way from then on.

A part is a submission of its own: with its own plan, guards and decision. Only schools that the
sender may send for get one; the rows of others are said, and nobody reads them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rosterdesk.core.customers.registering import schools_to_send_for
from rosterdesk.core.intake.school_codes import load_codes
from rosterdesk.core.models import Channel, Customer, Event, School, Submission, SubmissionStatus
from rosterdesk.core.roster.model import LeftOut, Refusal, RosterStatus, SchoolHint
from rosterdesk.core.roster.problems import make_problem
from rosterdesk.core.roster.values.brins import BRIN
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.events import librarians, record
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads import SubmissionDivided, SubmissionReceived

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rosterdesk.core.intake.school_codes import Codes
    from rosterdesk.core.roster.model import Roster
    from rosterdesk.core.roster.packed import PackedRoster


@dataclass(frozen=True, slots=True)
class Part:
    school: School
    roster: PackedRoster


@dataclass(frozen=True, slots=True)
class Division:
    """``asked`` are codes that nobody knows yet; until they are answered there are no parts."""

    asked: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    others: dict[str, int] = field(default_factory=dict)  # code -> rows that nobody takes

    @property
    def status(self) -> SubmissionStatus:
        if self.asked:
            return SubmissionStatus.NEEDS_MAPPING
        return SubmissionStatus.DIVIDED if self.parts else SubmissionStatus.REFUSED


async def find_division(submission: Submission, roster: PackedRoster) -> Division | None:
    """Return how the file divides; None where it is of one school.

    A file with one known school is of that one, whatever its buildings are called. One with
    several BRINs, or several known schools, is of several.
    """
    said: Sequence[str | None] = roster.beside.get("school_code", ())
    rows = Counter(code for code in said if code is not None)
    if roster.frame.status is not RosterStatus.OK or len(rows) < 2:
        return None
    hint = roster.frame.school
    codes = await load_codes(hint.brin if hint else None)
    schools = {code: codes.find(code) for code in rows}
    if len({*schools.values()} - {None}) < 2 and len(_list_brins(rows)) < 2:
        return None
    if asked := tuple(sorted(code for code in rows if not codes.knows(code))):
        return Division(asked)
    allowed = await _list_allowed(submission, codes)
    taken = {code: school for code, school in schools.items() if school in allowed}
    others = {code: count for code, count in rows.items() if code not in taken}
    parts = [
        Part(allowed[school_id], _take_part(roster, said, taken, others, allowed[school_id]))
        for school_id in sorted({*taken.values()} - {None})
        if school_id is not None
    ]
    return Division((), tuple(parts), others)


def _list_brins(codes: Mapping[str, int]) -> set[str]:
    found = (BRIN.match(code) for code in codes)
    return {each[1] for each in found if each}


async def _list_allowed(submission: Submission, codes: Codes) -> dict[int, School]:
    """Return the schools that the sender may send for; an operator may for all."""
    if submission.channel is Channel.SHELL:
        found = await School.filter(id__in={*codes.schools.values(), *codes.answers.values()})
    elif submission.sender_id is None:
        found = await School.filter(id=submission.school_id)
    else:
        found = await schools_to_send_for(await Customer.get(id=submission.sender_id))
    return {school.id: school for school in found}


def _take_part(
    roster: PackedRoster,
    said: Sequence[str | None],
    taken: Mapping[str, int | None],
    others: Mapping[str, int],
    school: School,
) -> PackedRoster:
    wanted = [code is not None and taken.get(code) == school.id for code in said]
    return roster.select(wanted, _describe_part(roster.frame, said, others, school))


def _describe_part(
    frame: Roster, said: Sequence[str | None], others: Mapping[str, int], school: School
) -> Roster:
    """Say of the part what was said of the file: whom an error hides, nobody knows the school of.

    A row without a code may be of any school, so that nobody is absent from this part then.
    """
    problems = list(frame.problems)
    if others:
        named = ", ".join(sorted(others))
        problems.append(make_problem("other_schools", schools=named, count=sum(others.values())))
    left_out = frame.left_out
    if nameless := sum(code is None for code in said):
        left_out += (LeftOut("no_school", people=True, values={"count": nameless}),)
    hint = SchoolHint(school.code[:4], school.code[4:] or None)
    return replace(frame, school=hint, problems=tuple(problems), left_out=left_out)


def refuse_others(frame: Roster, others: Mapping[str, int]) -> Roster:
    """Return the answer to a file of which every row is of a school that is not the sender's."""
    refusal = Refusal("other_schools", {"schools": ", ".join(sorted(others))})
    return replace(frame, status=RosterStatus.REFUSED, refused=refusal)


def keep_corrected(submission: Submission) -> dict[str, object]:
    """Return how many cells its sender corrected, which no later reading can tell."""
    return {key: value for key, value in submission.answer.items() if key == "corrected"}


async def add_parts(
    submission: Submission,
    division: Division,
    rosters: Sequence[str],
    summaries: Sequence[dict[str, object]],
) -> None:
    """Add a submission for each part, read already; call it inside ``writing()``.

    ``rosters`` are the digests of the parts' stored rosters. The sender hears of each part when
    its plan is made.
    """
    made = []
    for number, part in enumerate(division.parts, 1):
        child = await Submission.create(
            reference=f"{submission.reference}-{number}",
            school=part.school,
            status=SubmissionStatus.READ,
            channel=submission.channel,
            trust=submission.trust,
            sender_id=submission.sender_id,
            sender_name=submission.sender_name,
            file_name=submission.file_name,
            note=submission.note,
            content_digest=submission.content_digest,
            original=submission.original,
            roster=rosters[number - 1],
            answer={**summaries[number - 1], **keep_corrected(submission)},
            origin=submission.origin,
            part_of=submission,
            received_at=submission.received_at,
        )
        said = SubmissionReceived(part_of=submission.reference)
        await record(said, SYSTEM, submission=child)
        made.append(child.id)
    # A librarian who was asked about its codes has a card of the file as a whole.
    events = Event.filter(submission=submission, kind=Kind.SUBMISSION_NEEDS_MAPPING)
    asked = await events.exists()
    await record(
        SubmissionDivided(parts=tuple(made), others=division.others),
        SYSTEM,
        submission=submission,
        to=await librarians() if asked else (),
    )
