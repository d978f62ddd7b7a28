from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tortoise.exceptions import IntegrityError

from rosterdesk.core.errors import NotThereError, RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.models import School
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import Kind, record

if TYPE_CHECKING:
    from rosterdesk.core.trail.actors import Actor


class NoSuchSchoolError(NotThereError):
    """No school has that code."""


async def add_school(code: str, name: str, actor: Actor, **facts: Any) -> School:
    try:
        async with writing():
            school = await School.create(code=code.strip().upper(), name=name.strip(), **facts)
            await record(Kind.SCHOOL_ADDED, actor, school_id=school.id, data={"code": school.code})
    except IntegrityError as error:
        raise RosterdeskError(
            N_("There is already a school with the code {code}."), code=code
        ) from error
    return school


async def change_school(code: str, actor: Actor, **facts: Any) -> School:
    async with writing():
        school = await find_school(code)
        await school.update_from_dict(facts).save(update_fields=list(facts))
        await record(
            Kind.SCHOOL_CHANGED, actor, school_id=school.id, data={"fields": sorted(facts)}
        )
    return school


async def find_school(code: str) -> School:
    school = await School.get_or_none(code=code.strip().upper())
    if school is None:
        raise NoSuchSchoolError(
            N_("There is no school with the code {code}: 'rosterdesk school list' shows them."),
            code=code,
        )
    return school
