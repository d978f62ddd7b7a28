from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from tortoise.expressions import F

from rosterdesk.core.clock import now, today
from rosterdesk.core.intake.dividing import add_parts, find_division, keep_corrected, refuse_others
from rosterdesk.core.intake.mapping import (
    add_mapping,
    digest_headers,
    find_mapping,
    format_moment,
    says_otherwise,
)
from rosterdesk.core.models import StoredFile, Submission, SubmissionStatus
from rosterdesk.core.roster.hints import Hints
from rosterdesk.core.roster.model import Refusal, Roster, RosterStatus
from rosterdesk.core.roster.packed import PackedRoster, pack_left_out, parse_packed
from rosterdesk.core.roster.ranges import iterate_rows, to_ranges
from rosterdesk.core.storage.bulk import select_tuples
from rosterdesk.core.storage.database import connection, is_postgres, writing
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.events import librarians, record, sender_of
from rosterdesk.core.trail.payloads import SubmissionNeedsMapping, SubmissionRefused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from rosterdesk.core.intake.dividing import Division
    from rosterdesk.core.protection.files import FileStore
    from rosterdesk.core.roster.model import Problem
    from rosterdesk.core.roster.reader import Reader

# A file is read in a process of its own; only what comes back from there could end the service.
# An attempt is counted then: a service that was killed while the reader worked, however often, must
# not make a good file a damaged one.
MOST_ATTEMPTS = 10

_WORD = re.compile(r"[^\s,;()-]+")
_MOST_UNREAD = 20  # parts of a file that are named to people
_MOST_SHEETS, _MOST_RANGES = 5, 15  # whose rows with errors are named

_NEXT = {
    RosterStatus.OK: SubmissionStatus.READ,
    RosterStatus.NEEDS_MAPPING: SubmissionStatus.NEEDS_MAPPING,
    RosterStatus.REFUSED: SubmissionStatus.REFUSED,
}
_PAYLOADS: dict[SubmissionStatus, type[SubmissionNeedsMapping | SubmissionRefused]] = {
    SubmissionStatus.NEEDS_MAPPING: SubmissionNeedsMapping,
    SubmissionStatus.REFUSED: SubmissionRefused,
}


async def read_submission(
    submission_id: int, files: FileStore, reader: Reader, hints: Hints
) -> PackedRoster | None:
    """Make a roster of a received file; what may not be kept (BSN, …) ends here.

    A file that was read before is read again in the form in which it was kept.

    The roster is kept and returned too: comparing follows, and need not load it again.
    """
    submission = await Submission.get(id=submission_id)
    if submission.status is not SubmissionStatus.RECEIVED:
        return None
    assert submission.original is not None
    data = await files.load(submission.original)
    said = submission.origin.get("charset")
    earlier = await load_remarks(submission, files) if submission.roster else None
    hints = replace(hints, charset=said if isinstance(said, str) else None, earlier=earlier)
    if submission.attempts >= MOST_ATTEMPTS:
        read = ReadAnswered(give_up(submission.file_name), b"")
    else:
        read = await _read(submission, data, reader, hints)
    division = await find_division(submission, read.roster)
    if division is not None and division.status is SubmissionStatus.REFUSED:
        frame = refuse_others(read.roster.frame, division.others)
        read = read._replace(roster=replace(read.roster, frame=frame))
        division = None
    await _keep_reading(submission, read, files, division)
    return read.roster if division is None else None


class ReadAnswered(NamedTuple):
    """A roster as read with the answers about its columns, and when those were given, if any."""

    roster: PackedRoster
    kept: bytes
    answered: str | None = None


async def _read(submission: Submission, data: bytes, reader: Reader, hints: Hints) -> ReadAnswered:
    async def count() -> None:
        await Submission.filter(id=submission.id).update(attempts=F("attempts") + 1)

    named = (submission.school_id, submission.file_name)
    return await read_with_answers(named, data, reader, hints, count)


async def read_with_answers(
    named: tuple[int, str],
    data: bytes,
    reader: Reader,
    hints: Hints,
    answered: Callable[[], Awaitable[None]],
) -> ReadAnswered:
    """Read, and once more where a person said otherwise of these columns before.

    ``named`` are the school and the file's name.
    """
    school_id, file_name = named
    roster, kept = await reader.read_and_scrub(data, file_name, hints, answered)
    answer = await find_mapping(school_id, roster.frame) if roster.frame.columns else None
    if answer and says_otherwise(answer, roster.frame):
        hints = add_mapping(hints, answer)
        roster, kept = await reader.read_and_scrub(data, file_name, hints)
    return ReadAnswered(roster, kept, format_moment(answer))


def give_up(file_name: str) -> PackedRoster:
    """Return the answer about a file that ended the process each time that it was read."""
    refused = Refusal("damaged", {})
    return PackedRoster(Roster(file_name, None, RosterStatus.REFUSED, refused=refused))


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
    submission: Submission, read: ReadAnswered, files: FileStore, division: Division | None
) -> None:
    roster, kept, _ = read
    found = roster.frame.status
    received = submission.original
    # A refused file was not understood, so nobody can say what it holds: it is not kept.
    original = await files.save(kept) if kept and found is not RosterStatus.REFUSED else None
    # A file that divides is read again, or goes on in its parts: what stays of it is about nobody.
    whole = roster if division is None else roster.select([False] * roster.count, roster.frame)
    stored = await files.save(await asyncio.to_thread(whole.dump))
    status = division.status if division else _NEXT[found]
    summary = summarise(roster) | ({"school_codes": division.asked} if division else {})
    answer = summary | _note_answers(submission, read)
    parts = division.parts if division else ()
    of_parts = [await files.save(await asyncio.to_thread(part.roster.dump)) for part in parts]
    saved = {stored: 0, **dict.fromkeys(of_parts, 0), **({original: len(kept)} if original else {})}
    async with writing():
        changed = await Submission.filter(
            id=submission.id, status=SubmissionStatus.RECEIVED
        ).update(status=status, original=original, roster=stored, answer=answer)
        for name, size in saved.items() if changed else ():
            await StoredFile.create(digest=name, size=size, stored_at=now())
        if changed and status in _PAYLOADS:
            submission.status = status
            await record(
                _PAYLOADS[status](**summary),
                SYSTEM,
                submission=submission,
                to=[*sender_of(submission), *await librarians()],
            )
        if changed and division and parts:
            submission.original = original
            await add_parts(submission, division, of_parts, [summarise(p.roster) for p in parts])
    if not changed:  # another process was faster, and what it saved is what counts
        for name in saved:
            await files.delete(name)
    elif received is not None:
        await forget_file(received, files)


def _note_answers(submission: Submission, read: ReadAnswered) -> dict[str, Any]:
    """Return what tells later whether the answers about its columns changed since."""
    headers = digest_headers(column.header for column in read.roster.frame.columns)
    return {"headers": headers, "answered": read.answered, **keep_corrected(submission)}


async def forget_file(name: str, files: FileStore) -> None:
    """Delete a stored file that no submission refers to any more: the parts of one share it.

    Whoever saves the same content meanwhile has a file of their own.
    """
    async with writing():
        used = await Submission.filter(original=name).exists()
        if used:
            return
        await StoredFile.filter(digest=name).delete()
    await files.delete(name)


def summarise(roster: PackedRoster) -> dict[str, Any]:
    """Return the summary that may be kept in the clear: counts and codes, no person."""
    frame = roster.frame
    return {
        "format": frame.format,
        "pupils": roster.count,
        "fields": list(roster.fields),
        "problems": len(frame.problems),
        "errors": sum(p.severity == "error" for p in frame.problems),
        "error_rows": _count_rows(p for p in frame.problems if p.severity == "error"),
        "error_places": _list_places(p for p in frame.problems if p.severity == "error"),
        "dropped": list(frame.dropped),
        "unread": pack_left_out(frame.unread[:_MOST_UNREAD]),
        "school_year": frame.school_year,
        "created_on": frame.created_on.isoformat() if frame.created_on else None,
        "refused": frame.refused.code if frame.refused else None,
        **({"values": frame.refused.values} if frame.refused and frame.refused.values else {}),
    }


def _count_rows(problems: Iterable[Problem]) -> int:
    """Return how many rows these are about: one row may have several."""
    rows = {
        (problem.sheet, row)
        for problem in problems
        for first, last in problem.rows
        for row in range(first, last + 1)
    }
    return len(rows)


def _list_places(problems: Iterable[Problem]) -> list[list[Any]]:
    """Return the rows that these are about, of each sheet, as far as people want to read them."""
    rows: dict[str | None, set[int]] = {}
    for problem in problems:
        rows.setdefault(problem.sheet, set()).update(iterate_rows(problem.rows))
    found = [(sheet, to_ranges(numbers)) for sheet, numbers in rows.items() if numbers]
    short = len(found) <= _MOST_SHEETS and all(len(each) <= _MOST_RANGES for _, each in found)
    return [[sheet, [list(each) for each in ranges]] for sheet, ranges in found] if short else []


async def load_roster(submission: Submission, files: FileStore) -> Roster:
    return (await load_packed(submission, files)).unpack()


async def load_remarks(submission: Submission, files: FileStore) -> Roster:
    """Return the roster without its pupils, of whom there may be many."""
    return (await load_packed(submission, files)).frame


async def load_packed(submission: Submission, files: FileStore) -> PackedRoster:
    assert submission.roster is not None
    return parse_packed(await files.load(submission.roster))
