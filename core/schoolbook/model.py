"""The contents of a workbook of schools, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_, Language, Phrases

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

phrases = Phrases("rosterdesk.core")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the workbook: ``row`` is the sheet's own, from 1; ``column`` its header."""

    sheet: str | None
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """The reason that nothing was taken: the message says how to mend it."""

    place: Place
    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    def say(self, language: Language) -> str:
        parts = [self.place.sheet]
        if self.place.row is not None:
            parts.append(phrases.say(language, "row {row}", row=self.place.row))
        parts.append(self.place.column)
        where = ", ".join(part for part in parts if part)
        said = phrases.say(language, self.message, **self.values)
        return f"{where}: {said}" if where else said


@dataclass(frozen=True, slots=True)
class SchoolRow:
    place: Place
    code: str
    name: str
    facts: Mapping[str, Any]  # the other columns of a school, None where empty


@dataclass(frozen=True, slots=True)
class UploaderRow:
    place: Place
    school: str  # a code
    surname: str
    email: str
    first_name: str | None = None
    prefix: str | None = None
    until: date | None = None  # the last day


@dataclass(frozen=True, slots=True)
class Schoolbook:
    schools: Sequence[SchoolRow]
    uploaders: Sequence[UploaderRow]


class SchoolbookError(RosterdeskError):
    """The workbook is refused as a whole; ``remarks`` has a line for each thing to mend."""

    def __init__(self, remarks: Sequence[Remark]) -> None:
        super().__init__(N_("Nothing was taken from the workbook: mend these first."))
        self.remarks = remarks


class ChangedMeanwhileError(RosterdeskError):
    """The difference is not the one that was shown, or no longer: nothing was taken."""

    def __init__(self) -> None:
        super().__init__(
            N_("Something changed here meanwhile: this is what the workbook would do now.")
        )
