"""A loan system's members as they are read: plain, no database."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rosterdesk.core.errors import RefusedError, RosterdeskError
from rosterdesk.core.language import N_, Language, Phrases

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

phrases = Phrases("rosterdesk.core")


@dataclass(slots=True)
class Row:
    """One person of the file; ``values`` are columns of a customer, without the unknown ones."""

    line: int
    school: str | None  # as the file calls it
    values: dict[str, Any]
    card: str | None = None
    blocked: bool = False
    category: str | None = None
    since: date | None = None
    until: date | None = None  # the first day without the membership


@dataclass(frozen=True, slots=True)
class Remark:
    """A line that cannot be taken over; ``code`` is one of REMARKS."""

    line: int
    code: str
    value: str = ""

    def say(self, language: Language) -> str:
        return phrases.say(language, REMARKS[self.code], line=self.line, value=self.value)


@dataclass(slots=True)
class MemberFile:
    """The contents of a file: ``form`` is how it was recognised, ``source`` its one school."""

    form: str
    rows: list[Row] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    source: str | None = None
    unused: tuple[str, ...] = ()  # columns that a customer has no place for


@dataclass(slots=True)
class Tally:
    """The difference of one school."""

    code: str
    name: str
    counts: Counter[str] = field(default_factory=Counter)  # new, changed, unchanged


class UnreadableError(RefusedError):
    """The file as a whole is no list of members."""


class UnknownColumnsError(RefusedError):
    """A person must say what these columns are."""

    def __init__(self, headers: Sequence[str]) -> None:
        super().__init__(
            "no_header",
            N_("Say what these columns are with --column HEADER=FIELD: {headers}."),
            headers=", ".join(headers),
        )
        self.headers = tuple(headers)


class NotTakenError(RefusedError):
    """Some lines cannot be taken over, so nothing was."""

    def __init__(self, remarks: Sequence[Remark]) -> None:
        super().__init__(
            "damaged", N_("{count} lines cannot be taken over, so nothing was."), count=len(remarks)
        )
        self.remarks = tuple(remarks)


class ChangedMeanwhileError(RosterdeskError):
    """The file or the customers are not as they were when the difference was shown."""

    def __init__(self) -> None:
        super().__init__(
            N_("Somebody changed customers in the meantime, so nothing was taken over. Look again.")
        )


REMARKS = {
    "card_in_use": N_("line {line}: card {value} is another customer's"),
    "card_invalid": N_("line {line}: {value} is no card number"),
    "card_twice": N_("line {line}: card {value} stands in the file more than once"),
    "columns": N_("line {line}: it has other columns than the header"),
    "date_invalid": N_("line {line}: {value} is no date"),
    "eck_twice": N_("line {line}: its ECK-iD stands in the file more than once"),
    "eck_in_use": N_("line {line}: its ECK-iD is another customer's"),
    "no_surname": N_("line {line}: no surname"),
    "number_twice": N_("line {line}: pupil number {value} stands in its school more than once"),
    "school_unknown": N_("line {line}: nobody knows the school {value}"),
    "several_people": N_("line {line}: more than one customer may be this person"),
    "value_long": N_("line {line}: {value} is too long"),
}
