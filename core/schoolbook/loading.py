"""A workbook of schools and uploaders is taken as a whole, or not at all.

A library keeps its workbook: a row that is known already is compared, and only what is new or
changed is written. A blank never overwrites, and a row that is gone takes nothing away.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rosterdesk.core.customers.registering import add_customer, end_of_day, grant_uploads
from rosterdesk.core.customers.schools import add_school, change_school
from rosterdesk.core.language import N_
from rosterdesk.core.models import Customer, School, Uploader
from rosterdesk.core.person_names import show_name
from rosterdesk.core.schoolbook.model import ChangedMeanwhileError, Remark, SchoolbookError
from rosterdesk.core.storage.database import writing

if TYPE_CHECKING:
    from rosterdesk.core.customers.card_numbers import CardNumbering
    from rosterdesk.core.schoolbook.model import Place, Schoolbook, SchoolRow, UploaderRow
    from rosterdesk.core.trail.actors import Actor


Values = tuple[object, object]  # before and after
Changes = dict[str, Values]


@dataclass(slots=True)
class Loaded:
    """The difference that the workbook made; ``unchanged`` counts the rows that made none.

    The card is None for somebody who is a customer already and only gets the right.
    """

    schools: list[School] = field(default_factory=list)
    uploaders: list[tuple[str, str | None, School]] = field(default_factory=list)
    changed: list[tuple[School, Changes]] = field(default_factory=list)
    until: list[tuple[str, School, Values]] = field(default_factory=list)  # last days of rights
    unchanged: int = 0

    @property
    def digest(self) -> str:
        """Return what stands for this difference; a card that is taken back is none of it."""
        said = (
            [(each.code, each.name) for each in self.schools],
            [(name, school.code) for name, _, school in self.uploaders],
            [(school.code, changes) for school, changes in self.changed],
            [(name, school.code, values) for name, school, values in self.until],
            self.unchanged,
        )
        return hashlib.sha256(repr(said).encode()).hexdigest()


class _DryRunError(Exception):
    """Takes the transaction back: what would happen has been seen."""


async def load_schoolbook(
    book: Schoolbook,
    actor: Actor,
    numbering: CardNumbering,
    *,
    dry_run: bool = False,
    shown: str | None = None,
) -> Loaded:
    """Add or change the schools, and the uploaders with their rights, in one transaction.

    A dry run does exactly the same and takes it back. ``shown`` is the digest of the difference
    that a person saw and said yes to. Raises SchoolbookError with every row that cannot be taken,
    and ChangedMeanwhileError where the difference is not the one that was shown.
    """
    loaded = Loaded()
    with suppress(_DryRunError):
        async with writing():
            await _require_loadable(book)
            for row in book.schools:
                await _take_school(row, actor, loaded)
            for right in book.uploaders:
                await _take_right(right, actor, numbering, loaded)
            if dry_run:
                raise _DryRunError
            if shown not in (None, loaded.digest):
                raise ChangedMeanwhileError
    return loaded


async def _require_loadable(book: Schoolbook) -> None:
    known = {school.code for school in await School.all()}
    remarks: list[Remark] = []
    seen: dict[str, int | None] = {}
    for row in book.schools:
        if row.code in seen:
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


async def _take_school(row: SchoolRow, actor: Actor, loaded: Loaded) -> None:
    school = await School.get_or_none(code=row.code)
    if school is None:
        loaded.schools.append(await add_school(row.code, row.name, actor, **row.facts))
        return
    given = {"name": row.name, **row.facts}
    changes = {
        name: (getattr(school, name), value)
        for name, value in given.items()
        if value is not None and value != getattr(school, name)
    }
    if changes:
        facts = {name: after for name, (_, after) in changes.items()}
        loaded.changed.append((await change_school(row.code, actor, **facts), changes))
    else:
        loaded.unchanged += 1


async def _take_right(
    row: UploaderRow, actor: Actor, numbering: CardNumbering, loaded: Loaded
) -> None:
    """Grant the right to whoever has this address; who has it is added where nobody has."""
    school = await School.get(code=row.school)
    until = end_of_day(row.until) if row.until else None
    customer = await Customer.get_or_none(email__iexact=row.email)
    number = None
    if customer is None:
        customer, number = await _add_customer(row, school, actor, numbering)
    elif customer.surname.casefold() != row.surname.casefold():
        raise SchoolbookError([_remark(row.place, "email", _ANOTHER, name=show_name(customer))])
    right = await Uploader.get_or_none(customer=customer, school=school)
    if right is not None and until in {None, right.expires_at}:
        loaded.unchanged += 1
        return
    await grant_uploads(customer, school, actor, until)
    if right is None:
        loaded.uploaders.append((show_name(customer), number, school))
    else:
        loaded.until.append((show_name(customer), school, (right.expires_at, until)))


async def _add_customer(
    row: UploaderRow, school: School, actor: Actor, numbering: CardNumbering
) -> tuple[Customer, str]:
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
    return customer, card.number


_TWICE = N_("this stands in row {row} already: take one of the two out.")
_NO_SCHOOL = N_("there is no school with the code {code}: add it to the sheet of schools.")
_SEVERAL = N_("several customers have this address: grant the right to one of them by card.")
_ANOTHER = N_("this is the address of {name}: mend the address or the surname.")
