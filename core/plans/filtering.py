"""Changes of a plan that somebody looks for: by kind, by class, and by words of a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.core.customers.finding.words import WordIndex, split_name
from rosterdesk.core.person_names import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.core.compare.model import Change

NO_CLASS = "–"


@dataclass(frozen=True, slots=True)
class Filter:
    """``kind`` and ``class_`` are '' for all; ``text`` is a part of a name, or a pupil number."""

    kind: str = ""
    class_: str = ""
    text: str = ""


EVERYTHING = Filter()


def name_class(change: Change) -> str:
    return change.class_name or change.class_code or NO_CLASS


def filter_changes(changes: Sequence[Change], wanted: Filter) -> list[Change]:
    """Return those that fit, in the order of the plan."""
    found = [
        change
        for change in changes
        if wanted.kind in ("", change.kind) and wanted.class_ in ("", name_class(change))
    ]
    return _find_named(found, wanted.text) if wanted.text.strip() else found


def _find_named(changes: Sequence[Change], text: str) -> list[Change]:
    """Return those whose name has all of the words; where none has, those with words like them.

    So each letter that is typed leaves fewer, and a mistake finds the same as the right name.
    """
    words = fold(text).split()
    exact = [
        change
        for change in changes
        if all(word in fold(change.name) for word in words)
        or (len(words) == 1 and (change.external_number or "").startswith(words[0]))
    ]
    if exact:
        return exact
    wanted = split_name(text)
    scores = WordIndex(change.name for change in changes).score(wanted)
    alike = {name for name, each in scores.items() if each and all(each)}
    return [change for change in changes if change.name in alike]
