from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rosterdesk.core.clock import now
from rosterdesk.core.customers.locking import lock_school
from rosterdesk.core.file_names import clean_file_name
from rosterdesk.core.intake.mapping import is_answered_anew
from rosterdesk.core.intake.together import leave_out_again, note_again
from rosterdesk.core.models import (
    Channel,
    Customer,
    Destination,
    School,
    StoredFile,
    Submission,
    SubmissionStatus,
    Trust,
)
from rosterdesk.core.protection.passwords import make_code
from rosterdesk.core.roster.values.state_numbers import blank_state_numbers
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import SubmissionReceived, SubmissionRepeated

if TYPE_CHECKING:
    from datetime import datetime

    from rosterdesk.core.protection.files import FileStore
    from rosterdesk.core.trail.actors import Actor

REFERENCE_LENGTH = 6
_ON_ITS_WAY = (
    SubmissionStatus.RECEIVED,
    SubmissionStatus.READ,
    SubmissionStatus.NEEDS_MAPPING,
    SubmissionStatus.WAITING,
    SubmissionStatus.BLOCKED,
    SubmissionStatus.APPROVED,
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file that came in, and what is known of who sent it."""

    school: School
    file_name: str
    data: bytes
    channel: Channel
    trust: Trust
    actor: Actor
    sender: Customer | None = None
    sender_name: str = ""
    note: str = ""
    # Where an adapter finds the message again that it answers, for example {"mail": 12}.
    origin: dict[str, int | str] = field(default_factory=dict)
    charset: str | None = None  # what the message said of the file, which need not be true
    # The origin names this one file: handed over once more after a crash, it is no repetition.
    once: bool = False
    # When its message arrived, where that is not now: a mail may be held for days.
    arrived_at: datetime | None = None
    # Who hears that it arrived, beside what the adapter itself answers.
    tell: tuple[Destination, ...] = ()


@dataclass(frozen=True, slots=True)
class Received:
    submission: Submission
    repeated: bool  # the same content was on its way, or was the school's last import


async def receive(arrival: Arrival, files: FileStore) -> Received:
    """Keep the file, encrypted and durable, before anything looks into it."""
    name = await files.save(arrival.data)
    received = await _take(arrival, name, files.digest(arrival.data))
    if received.submission.original != name:  # it was here already
        await files.delete(name)
    return received


async def _take(arrival: Arrival, name: str, digest: str) -> Received:
    async with writing():
        await lock_school(arrival.school.id)
        if arrival.once and (kept := await _find_kept(arrival, digest)):
            return Received(kept, repeated=False)
        earlier = await find_same(arrival.school, digest)
        if earlier:
            await record(
                SubmissionRepeated.model_validate(
                    {**arrival.origin, "file": clean_file_name(arrival.file_name)}
                ),
                arrival.actor,
                submission=earlier,
            )
            await note_again(earlier, arrival.origin)
            return Received(earlier, repeated=True)
        return Received(await _create(arrival, name, digest), repeated=False)


async def _find_kept(arrival: Arrival, digest: str) -> Submission | None:
    """Return the submission that this very arrival made before the process died over it."""
    found = await Submission.filter(school=arrival.school, content_digest=digest)
    return next(
        (each for each in found if leave_out_again(each.origin) == _note_origin(arrival)), None
    )


def _note_origin(arrival: Arrival) -> dict[str, int | str]:
    return {**arrival.origin, **({"charset": arrival.charset} if arrival.charset else {})}


async def find_same(school: School, digest: str) -> Submission | None:
    """Return the submission of that content that is on its way, or was imported last.

    None where the answers about its columns changed since: it is read otherwise now.
    """
    found = await _find_content(school, digest)
    return None if found is None or await is_answered_anew(found) else found


async def _find_content(school: School, digest: str) -> Submission | None:
    on_its_way = await Submission.filter(
        school=school, content_digest=digest, status__in=_ON_ITS_WAY
    ).first()
    if on_its_way:
        return on_its_way
    # A file of several schools need have none of the one that it was sent for.
    part = await Submission.filter(
        part_of__school=school, content_digest=digest, status__in=_ON_ITS_WAY
    ).first()
    if part:
        return part
    last = (
        await Submission.filter(school=school, status=SubmissionStatus.APPLIED)
        .order_by("-id")
        .first()
    )
    return last if last and last.content_digest == digest else None


def _find_arrival(arrival: Arrival) -> datetime:
    """Return when it arrived: the clock of another server does not make it come later than now."""
    moment = now()
    return min(arrival.arrived_at or moment, moment)


async def _create(arrival: Arrival, name: str, digest: str) -> Submission:
    await StoredFile.create(digest=name, size=len(arrival.data), stored_at=now())
    submission = await Submission.create(
        reference=make_code(REFERENCE_LENGTH),
        school=arrival.school,
        channel=arrival.channel,
        trust=arrival.trust,
        sender=arrival.sender,
        sender_name=arrival.sender_name[:200],
        file_name=clean_file_name(arrival.file_name),
        note=blank_state_numbers(arrival.note)[:1000],
        content_digest=digest,
        original=name,
        origin=_note_origin(arrival),
        received_at=_find_arrival(arrival),
    )
    await record(
        SubmissionReceived.model_validate(
            {**arrival.origin, "bytes": len(arrival.data), "file": submission.file_name}
        ),
        arrival.actor,
        submission=submission,
        to=arrival.tell,
    )
    return submission
