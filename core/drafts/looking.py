"""A draft as its sender sees it: who was read, beside who is at the school's library now."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rosterdesk.core.clock import today
from rosterdesk.core.drafts.reading import load_corrections, load_draft_roster
from rosterdesk.core.models import DraftStatus, MembershipKind
from rosterdesk.core.person_names import split_digits
from rosterdesk.core.roster.model import Severity
from rosterdesk.core.roster.ranges import iterate_rows
from rosterdesk.core.storage.database import rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rosterdesk.core.library import Library
    from rosterdesk.core.models import Draft
    from rosterdesk.core.roster.corrections import Correction
    from rosterdesk.core.roster.model import Pupil, Roster

_FEWER, _MORE, _KNOWN = 0.8, 1.3, 0.5  # shares from which it is asked whether that is right
_FEW = 10  # members of before, of whom nothing can be said
_TEACHER = "teacher"


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class with its pupils now in the file, and before at the library."""

    name: str
    now: int
    before: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something to look at before sending; ``code`` is one of the page's sentences."""

    code: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Look:
    """All that the page shows of a draft that was read."""

    draft: Draft
    roster: Roster
    corrections: list[Correction]
    classes: list[ClassLine]
    doubts: list[Doubt]
    failed: int  # rows with an error

    @property
    def pupils(self) -> int:
        return sum(pupil.role != _TEACHER for pupil in self.roster.pupils)

    @property
    def teachers(self) -> int:
        return len(self.roster.pupils) - self.pupils

    @property
    def before(self) -> int:
        return sum(line.before for line in self.classes)


async def look_at(draft: Draft, library: Library) -> Look:
    """Return what is shown of a draft that was read, whatever came of it."""
    roster = (await load_draft_roster(draft, library.files)).unpack()
    corrections = await load_corrections(draft, library.files)
    classes, doubts = [], []
    if draft.status is DraftStatus.READY:
        classes = compare_classes(roster.pupils, await _count_classes(draft.school_id))
        numbers = await _list_numbers(draft.school_id)
        doubts = find_doubts(roster.pupils, classes, numbers)
    return Look(draft, roster, corrections, classes, doubts, len(list_failed(roster)))


def list_failed(roster: Roster) -> set[tuple[str | None, int]]:
    """Return the rows with an error: nobody in them is sent."""
    return {
        (problem.sheet, row)
        for problem in roster.problems
        if problem.severity is Severity.ERROR
        for row in iterate_rows(problem.rows)
    }


def compare_classes(pupils: Iterable[Pupil], before: dict[str, int]) -> list[ClassLine]:
    """Return the classes of the file, and those of before that it lacks, by name."""
    counts = Counter(
        pupil.class_name or pupil.class_code or "" for pupil in pupils if pupil.role != _TEACHER
    )
    names = sorted({*counts, *before}, key=lambda name: (not name, split_digits(name)))
    return [ClassLine(name, counts[name], before.get(name, 0)) for name in names]


def find_doubts(
    pupils: Sequence[Pupil], classes: Sequence[ClassLine], numbers: set[str]
) -> list[Doubt]:
    """Return what is unlike the last time: nothing where the library knows hardly anybody."""
    before, after = sum(line.before for line in classes), sum(line.now for line in classes)
    if before < _FEW:
        return []
    doubts = []
    gone = [line.name for line in classes if line.name and line.before and not line.now]
    made = [line.name for line in classes if line.name and line.now and not line.before]
    if len(gone) > len(made):
        doubts.append(Doubt("classes", {"count": len(gone) - len(made), "names": gone}))
    if after < _FEWER * before:
        doubts.append(Doubt("fewer", {"before": before, "now": after}))
    elif after > _MORE * before:
        doubts.append(Doubt("more", {"before": before, "now": after}))
    own = [pupil.external_number for pupil in pupils if pupil.external_number]
    if own and sum(number in numbers for number in own) < _KNOWN * len(own):
        doubts.append(Doubt("unknown", {"count": len(own) - sum(n in numbers for n in own)}))
    return doubts


_MEMBERS = (
    " FROM customer c JOIN membership m ON m.customer_id = c.id"
    " WHERE c.school_id = ? AND m.kind = ? AND m.starts_on <= ?"
    " AND (m.ends_on IS NULL OR m.ends_on > ?)"
)


def _name_members(school_id: int) -> list[object]:
    return [school_id, str(MembershipKind.SCHOOL_LIBRARY), today(), today()]


async def _count_classes(school_id: int) -> dict[str, int]:
    query = (
        "SELECT COALESCE(c.class_name, c.class_code, '') AS name, count(*) AS count"
        f"{_MEMBERS} AND c.role = 'pupil' GROUP BY 1"
    )
    found = await rows(query, _name_members(school_id))
    return {row["name"]: row["count"] for row in found}


async def _list_numbers(school_id: int) -> set[str]:
    query = f"SELECT c.external_number AS number{_MEMBERS} AND c.external_number IS NOT NULL"
    return {row["number"] for row in await rows(query, _name_members(school_id))}
