"""Reading drafts: their status is the queue, and any process with the page takes the next one."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import orjson
import structlog
from tortoise.expressions import F

from rosterdesk.core.drafts.copies import delete_copies, load_copy, save_copy
from rosterdesk.core.drafts.frames import forget_mended, join_readings
from rosterdesk.core.intake.mapping import digest_headers, find_mapping
from rosterdesk.core.intake.reading import (
    MOST_ATTEMPTS,
    give_up,
    load_hints,
    read_with_answers,
    summarise,
)
from rosterdesk.core.models import Draft, DraftStatus
from rosterdesk.core.roster.corrections import unpack_corrections
from rosterdesk.core.roster.model import RosterStatus
from rosterdesk.core.roster.packed import PackedRoster, parse_packed
from rosterdesk.core.storage.database import after_commit, wake, writing
from rosterdesk.core.storage.locks.model import trying

if TYPE_CHECKING:
    from rosterdesk.core.library import Library
    from rosterdesk.core.protection.files import FileStore
    from rosterdesk.core.roster.corrections import Correction
    from rosterdesk.core.roster.hints import DateOrder, Hints

_log = structlog.get_logger(__name__)
_STATUS = {
    RosterStatus.OK: DraftStatus.READY,
    RosterStatus.NEEDS_MAPPING: DraftStatus.UNCLEAR,
    RosterStatus.REFUSED: DraftStatus.REFUSED,
}


async def read_drafts(library: Library) -> bool:
    """Read each draft that waits and that nobody else reads; return whether there was any."""
    moved = False
    for draft in await Draft.filter(status=DraftStatus.RECEIVED).order_by("id").only("id"):
        try:
            async with trying(library.locks, f"draft {draft.id}") as held:
                if held is not None:
                    moved = await read_draft(draft.id, library) or moved
        except Exception as error:  # noqa: BLE001 - one bad file must not hold up the others
            # Without the traceback: it may hold names.
            _log.error("draft.stuck", draft=draft.id, error=type(error).__name__)
    return moved


async def read_draft(draft_id: int, library: Library) -> bool:
    """Read the draft; return False where it went, or was read meanwhile."""
    draft = await Draft.get_or_none(id=draft_id, status=DraftStatus.RECEIVED)
    if draft is None:
        return False
    data = await load_copy(library.files, draft.file)
    if draft.attempts >= MOST_ATTEMPTS:
        await keep_reading(draft, give_up(draft.file_name), b"", library.files)
    elif draft.roster is None:
        await _read_first(draft, data, library)
    else:
        roster, mended = await read_corrected(
            draft, data, await load_corrections(draft, library.files), library
        )
        await keep_mended(draft, roster, mended, library.files, status=None)
    return True


async def _read_first(draft: Draft, data: bytes, library: Library) -> None:
    """Read the file as it came; of what is kept of it nothing raw is left."""

    async def count() -> None:
        await Draft.filter(id=draft.id).update(attempts=F("attempts") + 1)

    hints = await load_hints(draft.school_id)
    named = (draft.school_id, draft.file_name)
    roster, kept, _ = await read_with_answers(named, data, library.reader, hints, count)
    if roster.frame.status is not RosterStatus.REFUSED:
        draft.headers = digest_headers(column.header for column in roster.frame.columns)
        answer = await find_mapping(draft.school_id, roster.frame)
        draft.mapping = answer.mapping if answer else {}
        draft.date_order = answer.date_order if answer else None
        if roster.frame.format == "zip":  # its files may be called otherwise in what was kept
            hints = replace(add_answers(draft, hints), earlier=roster.frame)
            again, kept = await library.reader.read_and_scrub(kept, draft.file_name, hints)
            roster = join_readings(roster.frame, again)
    await keep_reading(draft, roster, kept, library.files)


def add_answers(draft: Draft, hints: Hints) -> Hints:
    """Return the hints with what the sender, or somebody before, said of the columns."""
    order = cast("DateOrder | None", draft.date_order)
    return replace(hints, mapping={**hints.mapping, **draft.mapping}, date_order=order)


async def read_corrected(
    draft: Draft, data: bytes, corrections: list[Correction], library: Library
) -> tuple[PackedRoster, bytes]:
    """Return the roster of the kept file with the corrections, and that file."""
    assert draft.first_roster is not None
    first = parse_packed(await load_copy(library.files, draft.first_roster)).frame
    hints = add_answers(draft, await load_hints(draft.school_id))
    hints = replace(hints, earlier=forget_mended(first, corrections))
    columns = (await load_draft_roster(draft, library.files)).frame
    roster, mended = await library.reader.correct(data, columns, corrections, hints)
    return join_readings(first, roster), mended


async def keep_reading(draft: Draft, roster: PackedRoster, kept: bytes, files: FileStore) -> None:
    """Keep what was read, and what is kept of the file in place of the file."""
    old = draft.file
    dumped = await asyncio.to_thread(roster.dump)
    facts: dict[str, Any] = {
        "status": _STATUS[roster.frame.status],
        "file": await save_copy(files, kept) if kept else "",
        "first_roster": await save_copy(files, dumped),
        "roster": await save_copy(files, dumped),
        "headers": draft.headers,
        "mapping": draft.mapping,
        "date_order": draft.date_order,
        "facts": summarise(roster),
    }
    if await _change(draft, facts):
        await delete_copies(files, [old])
    else:
        await delete_copies(files, [facts["file"], facts["first_roster"], facts["roster"]])


async def keep_mended(
    draft: Draft,
    roster: PackedRoster,
    mended: bytes,
    files: FileStore,
    *,
    corrections: list[Any] | None = None,
    status: DraftStatus | None = DraftStatus.READY,
) -> bool:
    """Keep a reading of the file with corrections, where nobody changed the draft meanwhile.

    ``corrections`` are the packed ones, None where they stay; ``status`` is that of the draft as
    it must be still, None for one that waits to be read.
    """
    old = [draft.roster, draft.mended]
    facts: dict[str, Any] = {
        "status": _STATUS[roster.frame.status],
        "roster": await save_copy(files, await asyncio.to_thread(roster.dump)),
        "mended": await save_copy(files, mended) if mended else None,
        "facts": summarise(roster),
    }
    made = [facts["roster"], facts["mended"]]
    if corrections is not None:
        old.append(draft.corrections)
        facts["corrections"] = await save_copy(files, orjson.dumps(corrections))
        made.append(facts["corrections"])
    kept = await _change(draft, facts, status or DraftStatus.RECEIVED)
    await delete_copies(files, old if kept else made)
    return kept


async def _change(
    draft: Draft, facts: dict[str, Any], status: DraftStatus = DraftStatus.RECEIVED
) -> bool:
    """Change the draft where it is as it was when it was loaded."""
    same = Draft.filter(id=draft.id, status=status, version=draft.version)
    async with writing():
        changed = await same.update(**facts, version=draft.version + 1)
        if changed:
            after_commit(wake)
    if changed:
        draft.update_from_dict({**facts, "version": draft.version + 1})
    return bool(changed)


async def load_draft_roster(draft: Draft, files: FileStore) -> PackedRoster:
    assert draft.roster is not None
    return await asyncio.to_thread(parse_packed, await load_copy(files, draft.roster))


async def load_corrections(draft: Draft, files: FileStore) -> list[Correction]:
    """Return the corrections of the draft, in the order in which they were made."""
    if draft.corrections is None:
        return []
    return unpack_corrections(orjson.loads(await load_copy(files, draft.corrections)))
