"""A workbook of schools and uploaders is taken as a whole, or not at all."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rosterdesk.core.customers.registering import add_customer, end_of_day, grant_uploads
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.language import N_
from rosterdesk.core.models import Customer, School
from rosterdesk.core.person_names import show_name
from rosterdesk.core.schoolbook.model import Remark, SchoolbookError
from rosterdesk.core.storage.database import writing

if TYPE_CHECKING:
    from rosterdesk.core.customers.card_numbers import CardNumbering
    from rosterdesk.core.schoolbook.model import Place, Schoolbook, SchoolRow, UploaderRow
    from rosterdesk.core.trail.actors import Actor


@dataclass(frozen=True, slots=True)
class Loaded:
    """``card`` is None for somebody who is a customer already and only gets the right."""

    schools: list[School]
    uploaders: list[tuple[str, str | None, School]]  # name, card, may send for


class _DryRunError(Exception):
    """Takes the transaction back: what would happen has been seen."""


async def load_schoolbook(
    book: Schoolbook, actor: Actor, numbering: CardNumbering, *, dry_run: bool = False
) -> Loaded:
    """Add the schools, and the uploaders with their rights, in one transaction.

    A dry run does exactly the same and takes it back. Raises SchoolbookError with every row that
    cannot be taken.
    """
    loaded = Loaded([], [])
    with suppress(_DryRunError):
        async with writing():
            await _require_loadable(book)
            schools = {row.code: await _add_school(row, actor) for row in book.schools}
            loaded.schools.extend(schools.values())
            for row in book.uploaders:
                school = schools.get(row.school) or await School.get(code=row.school)
                loaded.uploaders.append(await _add_uploader(row, school, actor, numbering))
            if dry_run:
                raise _DryRunError
    return loaded


async def _require_loadable(book: Schoolbook) -> None:
    known = {school.code for school in await School.all()}
    remarks: list[Remark] = []
    seen: dict[str, int | None] = {}
    for row in book.schools:
        if row.code in known:
            remarks.append(_remark(row.place, "code", _SCHOOL_KNOWN, code=row.code))
        elif row.code in seen:
            remarks.append(_remark(row.place, "code", _TWICE, row=seen[row.code]))
        seen.setdefault(row.code, row.place.row)
    rights: dict[tuple[str, str], int | None] = {}
    for right in book.uploaders:
        key = (right.school, right.email.casefold())
        if right.school not in known and right.school not in seen:
            remarks.append(_remark(right.place, "code", _NO_SCHOOL, code=right.school))
        if key in rights:
            remarks.append(_remark(right.place, "email", _TWICE, row=rights[key]))
        rights.setdefault(key, right.place.row)
        if await Customer.filter(email__iexact=right.email).count() > 1:
            remarks.append(_remark(right.place, "email", _SEVERAL))
    if remarks:
        raise SchoolbookError(remarks)


def _remark(place: Place, column: str, message: str, **values: object) -> Remark:
    return Remark(replace(place, column=column), message, values)


async def _add_school(row: SchoolRow, actor: Actor) -> School:
    return await add_school(row.code, row.name, actor, **row.facts)


async def _add_uploader(
    row: UploaderRow, school: School, actor: Actor, numbering: CardNumbering
) -> tuple[str, str | None, School]:
    """Grant the right to whoever has this address; who has it is added where nobody has."""
    number = None
    customer = await Customer.get_or_none(email__iexact=row.email)
    if customer is None:
        customer, card = await add_customer(
            school,
            actor,
            numbering,
            first_name=row.first_name,
            prefix=row.prefix,
            surname=row.surname,
            email=row.email,
            role="teacher",
        )
        number = card.number
    elif customer.surname.casefold() != row.surname.casefold():
        raise SchoolbookError([_remark(row.place, "email", _ANOTHER, name=show_name(customer))])
    until = end_of_day(row.until) if row.until else None
    await grant_uploads(customer, school, actor, until)
    return show_name(customer), number, school


_SCHOOL_KNOWN = N_(
    "there is a school with the code {code} already: take the row out; 'rosterdesk school set'"
    " changes it."
)
_TWICE = N_("this stands in row {row} already: take one of the two out.")
_NO_SCHOOL = N_("there is no school with the code {code}: add it to the sheet of schools.")
_SEVERAL = N_("several customers have this address: grant the right to one of them by card.")
_ANOTHER = N_("this is the address of {name}: mend the address or the surname.")
