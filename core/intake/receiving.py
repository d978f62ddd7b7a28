from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rosterdesk.core.clock import now
from rosterdesk.core.customers.locking import lock_school
from rosterdesk.core.file_names import clean_file_name
from rosterdesk.core.models import (
    Channel,
    Customer,
    School,
    StoredFile,
    Submission,
    SubmissionStatus,
    Trust,
)
from rosterdesk.core.protection.passwords import make_code
from rosterdesk.core.roster.values.state_numbers import blank_state_numbers
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import Kind, record

if TYPE_CHECKING:
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
    # The origin names this one file: handed over once more after a crash, it is no repetition.
    once: bool = False
    # Who hears that it arrived, beside what the adapter itself answers.
    tell: tuple[tuple[Channel, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Received:
    submission: Submission
    repeated: bool  # the same content was on its way, or was the school's last import


async def receive(arrival: Arrival, files: FileStore) -> Received:
    """Keep the file, encrypted and durable, before anything looks into it."""
    digest = await files.save(arrival.data)
    async with writing():
        await lock_school(arrival.school.id)
        if arrival.once and (kept := await _find_kept(arrival, digest)):
            return Received(kept, repeated=False)
        earlier = await _find_same(arrival.school, digest)
        if earlier:
            await record(
                Kind.SUBMISSION_REPEATED,
                arrival.actor,
                submission=earlier,
                data=dict(arrival.origin),
                private={"file": clean_file_name(arrival.file_name)},
            )
            return Received(earlier, repeated=True)
        return Received(await _create(arrival, digest), repeated=False)


async def _find_kept(arrival: Arrival, digest: str) -> Submission | None:
    """Return the submission that this very arrival made before the process died over it."""
    found = await Submission.filter(school=arrival.school, content_digest=digest)
    return next((each for each in found if each.origin == arrival.origin), None)


async def _find_same(school: School, digest: str) -> Submission | None:
    on_its_way = await Submission.filter(
        school=school, content_digest=digest, status__in=_ON_ITS_WAY
    ).first()
    if on_its_way:
        return on_its_way
    last = (
        await Submission.filter(school=school, status=SubmissionStatus.APPLIED)
        .order_by("-id")
        .first()
    )
    return last if last and last.content_digest == digest else None


async def _create(arrival: Arrival, digest: str) -> Submission:
    await StoredFile.get_or_create(
        digest=digest, defaults={"size": len(arrival.data), "stored_at": now()}
    )
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
        original=digest,
        origin=arrival.origin,
        received_at=now(),
    )
    await record(
        Kind.SUBMISSION_RECEIVED,
        arrival.actor,
        submission=submission,
        data={"bytes": len(arrival.data), **arrival.origin},
        private={"file": submission.file_name},
        to=arrival.tell,
    )
    return submission
