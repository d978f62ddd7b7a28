from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q

from rosterdesk.core.errors import NotThereError, RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.models import School
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import SchoolAdded, SchoolChanged

if TYPE_CHECKING:
    from collections.abc import Collection

    from rosterdesk.core.trail.actors import Actor


class NoSuchSchoolError(NotThereError):
    """No school has that code."""


CODE = re.compile(r"[0-9A-Z]{2,12}")


async def add_school(code: str, name: str, actor: Actor, **facts: Any) -> School:
    """Register a school; raises RosterdeskError for a code that is none, or that is known."""
    if not CODE.fullmatch(code.strip().upper()):
        raise RosterdeskError(N_("{code} is no school's code: write it as 12AB00."), code=code)
    _require_name(name)
    try:
        async with writing():
            school = await School.create(code=code.strip().upper(), name=name.strip(), **facts)
            await record(SchoolAdded(code=school.code), actor, school_id=school.id)
    except IntegrityError as error:
        raise RosterdeskError(
            N_("There is already a school with the code {code}."), code=code
        ) from error
    return school


def _require_name(name: str) -> None:
    if not name.strip():
        raise RosterdeskError(N_("A school has a name."))


async def change_school(code: str, actor: Actor, **facts: Any) -> School:
    _require_name(facts.get("name", "-"))
    async with writing():
        school = await find_school(code)
        await school.update_from_dict(facts).save(update_fields=list(facts))
        await record(SchoolChanged(fields=tuple(sorted(facts))), actor, school_id=school.id)
    return school


async def find_school(code: str) -> School:
    school = await School.get_or_none(code=code.strip().upper())
    if school is None:
        raise NoSuchSchoolError(
            N_("There is no school with the code {code}: 'rosterdesk school list' shows them."),
            code=code,
        )
    return school


async def get_school(school_id: int) -> School | None:
    return await School.get_or_none(id=school_id)


async def list_schools(most: int) -> list[School]:
    """Return the first schools by name."""
    return await School.all().order_by("name").limit(most)


async def list_names(school_ids: Collection[int]) -> dict[int, str]:
    """Return the names of these schools by their numbers."""
    found = School.filter(id__in=list(school_ids) or [0])
    return dict(await found.values_list("id", "name"))


async def search_schools(text: str, most: int) -> list[School]:
    """Return schools with this in their name, or with this code, by name."""
    found = School.filter(Q(name__icontains=text) | Q(code__iexact=text))
    return await found.order_by("name").limit(most)


async def load_school(school_id: int) -> School:
    return await School.get(id=school_id)
