"""Caretakers: the librarians who decide about a school; a school without one is everybody's."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rosterdesk.core.approval.waiting import UNDECIDED, list_undecided
from rosterdesk.core.models import Caretaker, Staff, StaffRole, Submission
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import librarians, record
from rosterdesk.core.trail.payloads import CaretakersChanged

if TYPE_CHECKING:
    from rosterdesk.core.models import School
    from rosterdesk.core.trail.actors import Actor


async def list_caretakers(school_id: int) -> list[Staff]:
    """Return who decides about the school; none of them here any more: it is everybody's again."""
    return await Staff.filter(
        caretakings__school_id=school_id, active=True, role=StaffRole.LIBRARIAN
    ).order_by("name")


async def change_caretaker(staff: Staff, school: School, actor: Actor, cares: bool) -> None:
    """Let a librarian decide about the school or no longer; who may now gets what waits."""
    async with writing():
        if cares:
            await Caretaker.get_or_create(staff=staff, school=school)
        else:
            await Caretaker.filter(staff=staff, school=school).delete()
        said = CaretakersChanged(staff=staff.id, cares=cares)
        await record(said, actor, school_id=school.id)
        for submission in await Submission.filter(school=school, status__in=UNDECIDED):
            to = await librarians()
            await record(said, actor, submission=submission, to=to)


async def list_waiting_for(staff_id: int) -> list[Submission]:
    """Return the submissions that wait for a decision of this librarian, the oldest first."""
    waiting = await list_undecided()
    caretakers = await _find_caretakers({each.school_id for each in waiting})
    return [
        each
        for each in waiting
        if not caretakers[each.school_id] or staff_id in caretakers[each.school_id]
    ]


async def _find_caretakers(school_ids: set[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for caretaker in await Caretaker.filter(
        school_id__in=school_ids or {0}, staff__active=True, staff__role=StaffRole.LIBRARIAN
    ):
        found[caretaker.school_id].add(caretaker.staff_id)
    return found
