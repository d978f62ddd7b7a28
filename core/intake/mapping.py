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
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import Kind, record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rosterdesk.core.roster.hints import DateOrder, Hints
    from rosterdesk.core.roster.model import Roster
    from rosterdesk.core.trail.actors import Actor

    Columns = Mapping[str, str | None]  # a header as the school wrote it -> its field


class NonsenseAnswerError(RosterdeskError):
    """The values in the column cannot be what it was said to be."""


class NothingToMapError(RosterdeskError):
    """The file does not wait for an answer about its columns, or not any more."""


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
        earlier = await MappingAnswer.get_or_none(school_id=submission.school_id, headers=headers)
        mapping = {normalise_header(header): field for header, field in columns.items()}
        await MappingAnswer.update_or_create(
            {
                "mapping": {**(earlier.mapping if earlier else {}), **mapping},
                "date_order": date_order or (earlier.date_order if earlier else None),
                "answered_by": actor.name,
                "answered_at": now(),
            },
            school_id=submission.school_id,
            headers=headers,
        )
        again = await Submission.filter(
            id=submission.id, status=SubmissionStatus.NEEDS_MAPPING
        ).update(status=SubmissionStatus.RECEIVED, attempts=0)
        if not again:
            raise NothingToMapError(N_("Somebody answered this already."))
        await record(
            Kind.COLUMNS_MAPPED, actor, submission=submission, data={"columns": len(columns)}
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
        facts = {"columns": len(answer.mapping)}
        await record(Kind.COLUMNS_FORGOTTEN, actor, school_id=school_id, data=facts)


def add_mapping(hints: Hints, answer: MappingAnswer) -> Hints:
    order = cast("DateOrder | None", answer.date_order)
    return replace(hints, mapping={**hints.mapping, **answer.mapping}, date_order=order)
