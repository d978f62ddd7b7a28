from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

import orjson
from tortoise.expressions import F

from rosterdesk.core.clock import now, today
from rosterdesk.core.intake.mapping import add_mapping, find_mapping
from rosterdesk.core.models import StoredFile, Submission, SubmissionStatus
from rosterdesk.core.roster.hints import Hints
from rosterdesk.core.roster.model import Refusal, Roster, RosterStatus
from rosterdesk.core.roster.packed import PackedRoster, pack_left_out, parse_packed
from rosterdesk.core.storage.bulk import select_tuples
from rosterdesk.core.storage.database import connection, is_postgres, writing
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.events import Kind, librarians, record, sender_of

if TYPE_CHECKING:
    from rosterdesk.core.protection.files import FileStore
    from rosterdesk.core.roster.reader import Reader

# A file is read in a process of its own; only what comes back from there could end the service.
# An attempt is counted then: a service that was killed while the reader worked, however often, must
# not make a good file a damaged one.
_MOST_ATTEMPTS = 10

_WORD = re.compile(r"[^\s,;()-]+")
_MOST_UNREAD = 20  # parts of a file that are named to people

_NEXT = {
    RosterStatus.OK: SubmissionStatus.READ,
    RosterStatus.NEEDS_MAPPING: SubmissionStatus.NEEDS_MAPPING,
    RosterStatus.REFUSED: SubmissionStatus.REFUSED,
}
_KINDS = {
    SubmissionStatus.NEEDS_MAPPING: Kind.SUBMISSION_NEEDS_MAPPING,
    SubmissionStatus.REFUSED: Kind.SUBMISSION_REFUSED,
}


async def read_submission(
    submission_id: int, files: FileStore, reader: Reader, hints: Hints
) -> PackedRoster | None:
    """Make a roster of a received file; what may not be kept (BSN, …) ends here.

    The roster is kept and returned too: comparing follows, and need not load it again.
    """
    submission = await Submission.get(id=submission_id)
    if submission.status is not SubmissionStatus.RECEIVED:
        return None
    assert submission.original is not None
    data = await files.load(submission.original)
    if submission.attempts >= _MOST_ATTEMPTS:
        roster, kept = _give_up(submission), b""
    else:
        roster, kept = await _read(submission, data, reader, hints)
    await _keep_reading(submission, roster, kept, files)
    return roster


async def _read(
    submission: Submission, data: bytes, reader: Reader, hints: Hints
) -> tuple[PackedRoster, bytes]:
    """Read, and once more where a person answered about these columns before."""

    async def count() -> None:
        await Submission.filter(id=submission.id).update(attempts=F("attempts") + 1)

    roster, kept = await reader.read_and_scrub(data, submission.file_name, hints, count)
    if roster.frame.status is RosterStatus.NEEDS_MAPPING:
        answer = await find_mapping(submission.school_id, roster.frame)
        if answer:
            hints = add_mapping(hints, answer)
            roster, kept = await reader.read_and_scrub(data, submission.file_name, hints)
    return roster, kept


def _give_up(submission: Submission) -> PackedRoster:
    refused = Refusal("damaged", {})
    return PackedRoster(Roster(submission.file_name, None, RosterStatus.REFUSED, refused=refused))


async def load_hints(school_id: int) -> Hints:
    """Return what is known of the school's pupils before its file is read."""
    client = connection()
    gather = "json_agg" if is_postgres(client) else "json_group_array"
    found = await select_tuples(
        client,
        # As one text: a row for each of a hundred thousand takes ten times as long.
        f"SELECT CAST({gather}(external_number) AS TEXT) FROM customer"
        " WHERE school_id = ? AND external_number IS NOT NULL",
        [school_id],
    )
    return Hints(
        known_numbers=frozenset(orjson.loads(found[0][0] or "[]")),
        known_words=await _load_words(school_id),
        today=today(),
    )


async def _load_words(school_id: int) -> frozenset[str]:
    """Return the words with accents of the names at the school: no names, and nobody's."""
    client = connection()
    postgres = is_postgres(client)
    gather = "json_agg" if postgres else "json_group_array"
    accented = "~ '[^ -~]'" if postgres else "GLOB '*[^ -~]*'"
    whole = "COALESCE(first_name, '') || ' ' || surname"
    found = await select_tuples(
        client,
        f"SELECT CAST({gather}({whole}) AS TEXT) FROM customer"
        f" WHERE school_id = ? AND ({whole}) {accented}",
        [school_id],
    )
    words = {word for name in orjson.loads(found[0][0] or "[]") for word in _WORD.findall(name)}
    return frozenset(word.lower() for word in words if not word.isascii())


async def _keep_reading(
    submission: Submission, roster: PackedRoster, kept: bytes, files: FileStore
) -> None:
    found = roster.frame.status
    received = submission.original
    # A refused file was not understood, so nobody can say what it holds: it is not kept.
    original = await files.save(kept) if kept and found is not RosterStatus.REFUSED else None
    stored = await files.save(await asyncio.to_thread(roster.dump))
    status = _NEXT[found]
    async with writing():
        for digest, size in ((original, len(kept)), (stored, 0)):
            if digest:
                await StoredFile.get_or_create(
                    digest=digest, defaults={"size": size, "stored_at": now()}
                )
        changed = await Submission.filter(
            id=submission.id, status=SubmissionStatus.RECEIVED
        ).update(status=status, original=original, roster=stored, answer=_summary(roster))
        if changed and status in _KINDS:
            submission.status = status
            await record(
                _KINDS[status],
                SYSTEM,
                submission=submission,
                data=_summary(roster),
                to=[*sender_of(submission), *await librarians()],
            )
    if received is not None and received != original:
        await forget_file(received, files)


async def forget_file(digest: str, files: FileStore) -> None:
    """Delete a stored file that no submission refers to any more."""
    async with writing():
        used = await Submission.filter(original=digest).exists()
        if used:
            return
        await StoredFile.filter(digest=digest).delete()
    await files.delete(digest)


def _summary(roster: PackedRoster) -> dict[str, Any]:
    """Return the summary that may be kept in the clear: counts and codes, no person."""
    frame = roster.frame
    return {
        "format": frame.format,
        "pupils": roster.count,
        "fields": list(roster.fields),
        "problems": len(frame.problems),
        "errors": sum(p.severity == "error" for p in frame.problems),
        "dropped": list(frame.dropped),
        "unread": pack_left_out(frame.unread[:_MOST_UNREAD]),
        "school_year": frame.school_year,
        "created_on": frame.created_on.isoformat() if frame.created_on else None,
        "refused": frame.refused.code if frame.refused else None,
    }


async def load_roster(submission: Submission, files: FileStore) -> Roster:
    return (await load_packed(submission, files)).unpack()


async def load_remarks(submission: Submission, files: FileStore) -> Roster:
    """Return the roster without its pupils, of whom there may be many."""
    return (await load_packed(submission, files)).frame


async def load_packed(submission: Submission, files: FileStore) -> PackedRoster:
    assert submission.roster is not None
    return parse_packed(await files.load(submission.roster))
