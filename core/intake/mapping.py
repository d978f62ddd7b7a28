"""The answers on what columns are: asked once for a school and a set of headers."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from rosterdesk.core.clock import now
from rosterdesk.core.customers.locking import lock_school
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.intake.submissions import find_submission
from rosterdesk.core.language import N_
from rosterdesk.core.models import MappingAnswer, Submission, SubmissionStatus
from rosterdesk.core.roster.columns.evidence import fits_samples
from rosterdesk.core.roster.columns.headers import normalise_header
from rosterdesk.core.roster.model import RosterStatus
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import ColumnsForgotten, ColumnsMapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rosterdesk.core.roster.hints import DateOrder, Hints
    from rosterdesk.core.roster.model import Problem, Roster
    from rosterdesk.core.trail.actors import Actor

    Columns = Mapping[str, str | None]  # a header as the school wrote it -> its field


# What a column of a roster can be; card numbers and roles are not guessed by a person.
CHOICES = (
    *("first_name", "prefix", "surname", "initials", "birth_date", "external_number"),
    *("class_code", "year", "sex", "email", "phone", "street", "house_number"),
    *("house_number_suffix", "postcode", "city", "full_name"),
)


class NonsenseAnswerError(RosterdeskError):
    """The values in the column cannot be what it was said to be."""


class NothingToMapError(RosterdeskError):
    """The file does not wait for an answer about its columns, or not any more."""


def find_date_doubt(roster: Roster) -> Problem | None:
    """Return the remark on dates that can be read in two ways, with such dates."""
    return next((problem for problem in roster.problems if problem.values.get("samples")), None)


def digest_headers(headers: Iterable[str]) -> str:
    """Return what is the same for files with the same headers, in whatever order."""
    names = sorted({normalise_header(header) for header in headers})
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


async def map_columns(
    reference: str,
    roster: Roster,
    columns: Columns,
    actor: Actor,
    date_order: DateOrder | None = None,
) -> None:
    """Remember the answers for the school and let the file be read again with them.

    ``date_order`` answers which comes first in its dates; what was said of it before stays where
    it is None.
    Raises NonsenseAnswerError where a column cannot be that, and NothingToMapError where somebody
    else answered first.
    """
    require_sense(roster, columns)
    submission = await find_submission(reference)
    headers = digest_headers(column.header for column in roster.columns)
    async with writing():
        await lock_school(submission.school_id)
        await remember_mapping(
            submission.school_id, headers, normalise_columns(columns), actor, date_order
        )
        again = await Submission.filter(
            id=submission.id, status=SubmissionStatus.NEEDS_MAPPING
        ).update(status=SubmissionStatus.RECEIVED, attempts=0)
        if not again:
            raise NothingToMapError(N_("Somebody answered this already."))
        await record(ColumnsMapped(columns=len(columns)), actor, submission=submission)


def normalise_columns(columns: Columns) -> dict[str, str | None]:
    """Return the answers by headers as they are remembered."""
    return {normalise_header(header): field for header, field in columns.items()}


async def remember_mapping(
    school_id: int, headers: str, mapping: Columns, actor: Actor, date_order: str | None
) -> None:
    """Add the answers to those of before about this school and this set of headers."""
    earlier = await MappingAnswer.get_or_none(school_id=school_id, headers=headers)
    await MappingAnswer.update_or_create(
        {
            "mapping": {**(earlier.mapping if earlier else {}), **mapping},
            "date_order": date_order or (earlier.date_order if earlier else None),
            "answered_by": actor.name,
            "answered_at": now(),
        },
        school_id=school_id,
        headers=headers,
    )


def require_sense(roster: Roster, columns: Columns) -> None:
    """Raise NonsenseAnswerError for the first column whose samples do not look like its field."""
    samples = {column.header: column.samples for column in roster.columns}
    for header, field in columns.items():
        if not fits_samples(field, samples.get(header, ())):
            raise NonsenseAnswerError(
                N_("What stands in the column {column} cannot be that: choose something else."),
                column=header,
            )


async def find_mapping(school_id: int, roster: Roster) -> MappingAnswer | None:
    """Return what was answered before about a file of this school with these headers."""
    headers = digest_headers(column.header for column in roster.columns)
    return await MappingAnswer.get_or_none(school_id=school_id, headers=headers)


def says_otherwise(answer: MappingAnswer, roster: Roster) -> bool:
    """Return whether the file would be read in another way with the answer."""
    if roster.status is RosterStatus.NEEDS_MAPPING:
        return True
    found = {normalise_header(column.header): column.field for column in roster.columns}
    return any(found.get(header, field) != field for header, field in answer.mapping.items())


def format_moment(answer: MappingAnswer | None) -> str | None:
    """Return when it was given, as submissions keep it: another moment is another answer."""
    return answer.answered_at.isoformat() if answer else None


async def is_answered_anew(submission: Submission) -> bool:
    """Return whether the answers about its columns changed since the submission was read."""
    headers = submission.answer.get("headers")
    if headers is None:
        return False
    answer = await MappingAnswer.get_or_none(school_id=submission.school_id, headers=headers)
    return format_moment(answer) != submission.answer.get("answered")


async def offer_mapping(school_id: int, roster: Roster) -> dict[str, str | None]:
    """Return the newest answer of another school about the same headers: an offer, no more."""
    headers = digest_headers(column.header for column in roster.columns)
    found = (
        await MappingAnswer.filter(headers=headers)
        .exclude(school_id=school_id)
        .order_by("-answered_at")
        .first()
    )
    return found.mapping if found else {}


async def list_mappings(school_id: int) -> Sequence[MappingAnswer]:
    """Return what was answered for this school, the oldest first."""
    return await MappingAnswer.filter(school_id=school_id).order_by("id")


async def find_answer(school_id: int, number: int) -> MappingAnswer:
    found = await MappingAnswer.get_or_none(school_id=school_id, id=number)
    if found is None:
        raise NothingToMapError(N_("This answer about columns is no longer there."))
    return found


async def forget_mapping(school_id: int, number: int, actor: Actor) -> None:
    """Forget one answer: the next file with these headers is asked about again.

    Raises NothingToMapError where it is gone already.
    """
    async with writing():
        answer = await find_answer(school_id, number)
        await answer.delete()
        forgotten = ColumnsForgotten(columns=len(answer.mapping))
        await record(forgotten, actor, school_id=school_id)


def add_mapping(hints: Hints, answer: MappingAnswer) -> Hints:
    order = cast("DateOrder | None", answer.date_order)
    return replace(hints, mapping={**hints.mapping, **answer.mapping}, date_order=order)
