"""Hints: the facts known before a file is read; the reader itself remembers nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from rosterdesk.core.roster.model import Roster

DateOrder = Literal["dmy", "mdy", "ymd"]


@dataclass(frozen=True, slots=True)
class Hints:
    """``mapping`` holds the librarian's answers for this school and this set of headers.

    Its keys are headers as ``normalise_header`` gives them; None means "do not use this column".
    ``number_width`` and ``known_numbers`` are those of the school's customers: by them lost
    leading zeros come back. ``date_order`` answers a column whose order could not be decided.
    ``charset`` is what the mail said of the file. ``known_words`` are the words, in lower case, of
    the names that the school's customers have, as far as they hold more than plain letters: by
    them damaged letters come back. They are words and not people: nobody's name is among them.
    ``earlier``, without its pupils, is what was read from the file before it was kept in a form of
    ours: what that no longer shows is carried over (`carrying`). ``ask_all`` asks about every
    column that is kept, with its samples, instead of reading the people.
    """

    mapping: dict[str, str | None] = field(default_factory=dict)
    number_width: int | None = None
    known_numbers: frozenset[str] = frozenset()
    today: date = field(default_factory=date.today)
    date_order: DateOrder | None = None
    charset: str | None = None
    known_words: frozenset[str] = frozenset()
    earlier: Roster | None = None
    ask_all: bool = False
