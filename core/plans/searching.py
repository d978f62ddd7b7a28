"""Finding people in a plan by their names, however they are spelt: as the desk finds customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.customers.finding.words import WordIndex, split_name
from rosterdesk.core.person_names import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.core.compare.model import Change


def find_called(changes: Sequence[Change], text: str) -> list[Change]:
    """Return those whose name has each word of the text, or one much like it, the best first."""
    wanted = split_name(text)
    if not wanted:
        return list(changes)
    scores = WordIndex(change.name for change in changes).score(wanted)
    likeness = {name: sum(of_words) for name, of_words in scores.items() if all(of_words)}
    for change in changes:  # a piece from the middle of a long name too
        if fold(text) in fold(change.name):
            likeness.setdefault(change.name, 0.0)
    found = [change for change in changes if change.name in likeness]
    return sorted(found, key=lambda change: -likeness[change.name])
