"""Sending a draft: the library gets exactly what its sender saw, once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from rosterdesk.core.clock import now
from rosterdesk.core.customers.locking import lock_school
from rosterdesk.core.drafts.copies import delete_copies, list_copies, load_copy, refuse_changed
from rosterdesk.core.drafts.corrected import gather, settle
from rosterdesk.core.drafts.reading import load_corrections, load_draft_roster
from rosterdesk.core.intake.dividing import find_division
from rosterdesk.core.intake.mapping import format_moment, remember_mapping
from rosterdesk.core.intake.receiving import REFERENCE_LENGTH, find_same
from rosterdesk.core.models import (
    Channel,
    Customer,
    Draft,
    DraftStatus,
    MappingAnswer,
    School,
    StoredFile,
    Submission,
    SubmissionStatus,
    Trust,
)
from rosterdesk.core.person_names import show_name
from rosterdesk.core.protection.passwords import make_code
from rosterdesk.core.roster.corrections import pack_corrections, unpack_corrections
from rosterdesk.core.roster.values.state_numbers import blank_state_numbers
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import customer_actor
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import (
    ColumnsMapped,
    SubmissionReceived,
    SubmissionRepeated,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosterdesk.core.drafts.corrected import Corrected
    from rosterdesk.core.library import Library
    from rosterdesk.core.models import Destination
    from rosterdesk.core.protection.files import FileStore
    from rosterdesk.core.roster.packed import PackedRoster

_LONGEST_NOTE = 1000


@dataclass(frozen=True, slots=True)
class _Files:
    """The draft's files as those of a submission."""

    original: str
    roster: str
    corrections: str | None
    content: str
    corrected: int
    read: PackedRoster

    def list_names(self) -> list[str]:
        return [name for name in (self.original, self.roster, self.corrections) if name]


async def send_draft(
    draft: Draft,
    sender: Customer,
    version: int,
    note: str,
    library: Library,
    tell: Iterable[Destination] = (),
) -> Submission:
    """Make the draft a submission, which is compared next; the draft is gone then.

    ``version`` is the one that was shown: raises ChangedMeanwhileError where it is another by now.
    A file that is on its way already, or was imported last, is not sent once more: that submission
    is returned.
    """
    if draft.status is not DraftStatus.READY or draft.version != version:
        raise refuse_changed()
    files = await _save_files(draft, library.files)
    submission = await _put_in(draft, sender, files, note, tell)
    copies = list_copies(draft)
    if submission.original != files.original:  # it was here already
        copies += files.list_names()
    await delete_copies(library.files, copies)
    return submission


async def _put_in(
    draft: Draft, sender: Customer, files: _Files, note: str, tell: Iterable[Destination]
) -> Submission:
    async with writing():
        await lock_school(draft.school_id)
        ours = Draft.filter(id=draft.id, status=DraftStatus.READY, version=draft.version)
        if not await ours.delete():
            raise refuse_changed()
        school = await School.get(id=draft.school_id)
        submission = await find_same(school, files.content)
        if submission is None:
            submission = await _create(draft, sender, school, files, note, tell)
        else:
            actor = customer_actor(sender, Channel.PAGE)
            repeated = SubmissionRepeated(file=draft.file_name)
            await record(repeated, actor, submission=submission)
    return submission


async def _save_files(draft: Draft, files: FileStore) -> _Files:
    corrections = await load_corrections(draft, files)
    kept = await load_copy(files, draft.mended if corrections and draft.mended else draft.file)
    read = await load_draft_roster(draft, files)
    roster = await asyncio.to_thread(read.dump)
    packed = orjson.dumps(pack_corrections(corrections))
    return _Files(
        await files.save(kept),
        await files.save(roster),
        await files.save(packed) if corrections else None,
        files.digest(kept) if corrections else draft.content_digest,
        len(settle(corrections)),
        read,
    )


async def _create(
    draft: Draft,
    sender: Customer,
    school: School,
    files: _Files,
    note: str,
    tell: Iterable[Destination],
) -> Submission:
    actor = customer_actor(sender, Channel.PAGE)
    for name in files.list_names():
        await StoredFile.create(digest=name, size=draft.size, stored_at=now())
    submission = await Submission.create(
        reference=make_code(REFERENCE_LENGTH),
        school=school,
        status=SubmissionStatus.READ,
        channel=Channel.PAGE,
        trust=Trust.A,  # logged in with card and password, and may send for this school
        sender=sender,
        sender_name=show_name(sender)[:200],
        file_name=draft.file_name,
        note=blank_state_numbers(note)[:_LONGEST_NOTE],
        content_digest=files.content,
        original=files.original,
        roster=files.roster,
        corrections=files.corrections,
        answer={**draft.facts, "corrected": files.corrected},
        received_at=now(),
    )
    received = SubmissionReceived(
        bytes=draft.size, corrected=files.corrected, file=submission.file_name
    )
    await record(received, actor, submission=submission, to=tell)
    if await find_division(submission, files.read) is not None:
        # Of several schools: it is read once more, and divided as any such file.
        await Submission.filter(id=submission.id).update(status=SubmissionStatus.RECEIVED)
    if draft.headers is not None and draft.mapping:
        await remember_mapping(school.id, draft.headers, draft.mapping, actor, draft.date_order)
        mapped = ColumnsMapped(columns=len(draft.mapping))
        await record(mapped, actor, submission=submission)
    await _note_answers(submission, draft)
    return submission


async def _note_answers(submission: Submission, draft: Draft) -> None:
    """Note by which answers about its columns it was read: a later one reads it otherwise."""
    given = await MappingAnswer.get_or_none(school_id=submission.school_id, headers=draft.headers)
    noted = {"headers": draft.headers, "answered": format_moment(given)}
    submission.answer = {**submission.answer, **noted}
    await submission.save(update_fields=["answer"])


async def list_corrections(submission: Submission, files: FileStore) -> list[Corrected]:
    """Return what the sender corrected before sending: which cells, from what, to what.

    Of the part of one school it is that of the file as a whole, as its rows are.
    """
    name = submission.corrections
    if name is None and submission.part_of_id is not None:
        name = (await Submission.get(id=submission.part_of_id)).corrections
    if name is None:
        return []
    return gather(unpack_corrections(orjson.loads(await files.load(name))))
