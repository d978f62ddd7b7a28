"""The words of what a sender corrected before sending: which cell, from what, to what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.language import N_
from rosterdesk.core.roster.ranges import count_rows, format_ranges

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rosterdesk.core.drafts.corrected import Corrected
    from rosterdesk.core.language import Language

_EMPTY = N_("(empty)")
_TAKEN_OUT = N_("(the row was taken out)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list of corrections; ``before`` and ``after`` are never empty."""

    place: str
    before: str
    after: str


def list_lines(corrected: Iterable[Corrected], language: Language) -> Iterator[Line]:
    empty = phrases.say(language, _EMPTY)
    for each in corrected:
        taken_out = each.column is None
        after = phrases.say(language, _TAKEN_OUT) if taken_out else each.after or empty
        yield Line(_name_place(each, language), each.before or empty, after)


def _name_place(each: Corrected, language: Language) -> str:
    """Return "Groep 5, rows 2-41, Geboortedatum"."""
    said = phrases.say_many(
        language,
        count_rows(each.rows),
        "row {rows}",
        "rows {rows}",
        rows=format_ranges(each.rows),
    )
    return ", ".join(part for part in (each.sheet, said, each.column) if part)
