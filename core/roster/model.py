"""The reader's result for a file. The names are those of ``rosterdesk read --json``."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date  # noqa: TC003 - whoever resolves the type hints needs it
from enum import StrEnum
from typing import Any

from rosterdesk.core.roster.ranges import Ranges  # noqa: TC001 - as above


class RosterStatus(StrEnum):
    OK = "ok"
    NEEDS_MAPPING = "needs_mapping"
    REFUSED = "refused"


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(slots=True, unsafe_hash=True)
class Pupil:
    """One person of a roster; ``row`` is the sheet's own, from 1. Unknown is None, never ''.

    Nobody changes one. Not frozen all the same: building a hundred thousand, which happens on
    either side of the reader's process, would take five times as long.
    """

    sheet: str | None
    row: int
    external_number: str | None = None
    card_number: str | None = None
    initials: str | None = None
    first_name: str | None = None
    prefix: str | None = None
    surname: str | None = None
    birth_date: date | None = None
    sex: str | None = None  # M, F or X
    class_code: str | None = None  # at most 10 characters (Wise)
    class_name: str | None = None  # at most 30 characters (Wise)
    year: int | None = None  # 0-9
    school_type: str | None = None
    email: str | None = None
    phone: str | None = None
    street: str | None = None
    house_number: str | None = None
    house_number_suffix: str | None = None
    postcode: str | None = None  # "1234 AB"
    city: str | None = None
    role: str = "pupil"  # or "teacher"
    public_library: bool | None = None  # the consent column, where there is one
    leaves_on: date | None = None
    eck_id: str | None = None  # a second key, shown to nobody
    school_code: str | None = None  # as the row names its school: 12AB00, or a branch's own name


@dataclass(frozen=True, slots=True)
class Problem:
    """One cause and all rows that it is about; ``values`` fill the sentence of its code.

    Without ``rows`` it is about the sheet or the file as a whole.
    """

    code: str
    severity: Severity
    sheet: str | None = None
    rows: Ranges = ()
    column: str | None = None  # the header as the school wrote it
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def row(self) -> int | None:
        """The first row that it is about."""
        return self.rows[0][0] if self.rows else None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that was in the file and was not used; ``values`` fill the sentence of its code.

    ``sheet`` may be a member of an archive. Without ``rows`` and ``columns`` it is the whole of
    it. ``people``: there may be people in it, so that nobody is absent from this file.
    """

    code: str
    sheet: str | None = None
    rows: Ranges = ()
    columns: tuple[str, ...] = ()
    people: bool = False
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """One decision of the reader and the evidence for it, for whoever asks why."""

    about: str  # encoding, delimiter, quotes, header, column, dates, …
    decision: str
    why: str
    sheet: str | None = None


MOST_SAMPLES = 3  # values that a question about a column shows


@dataclass(frozen=True, slots=True)
class Column:
    """A header of the file and the field it became; None where it is not used.

    ``samples`` are up to three values of a column that a person must be asked about, empty for
    the others; they are shown in that question and nowhere else.
    """

    header: str
    field: str | None
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SchoolHint:
    """The school that the file itself names: BRIN (``99XX``) and location (``00``)."""

    brin: str | None
    location: str | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """The reason that a file was refused; ``values`` fill the sentence of the code."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Roster:
    """The whole answer. A pupil with an error stands in ``problems`` and not in ``pupils``."""

    file: str
    format: str | None  # csv, ods, xls, xlsx, zip, edexml, oneroster; None where unknown
    status: RosterStatus
    refused: Refusal | None = None
    bulk: bool = True  # False for a OneRoster delta: nobody leaves because of it
    school: SchoolHint | None = None
    columns: tuple[Column, ...] = ()
    dropped: tuple[str, ...] = ()  # headers whose values were never kept (BSN, ethnicity, …)
    pupils: tuple[Pupil, ...] = ()
    problems: tuple[Problem, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    reasons: tuple[Reason, ...] = ()
    # What the file says of itself, as far as its format does: of two files, which is the older.
    school_year: str | None = None  # "2025-2026"
    created_on: date | None = None

    @property
    def unread(self) -> tuple[LeftOut, ...]:
        """The parts left out though there may be people in them: the file is incomplete."""
        return tuple(each for each in self.left_out if each.people)
