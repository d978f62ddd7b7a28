"""The people who come and go, per class."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rosterdesk.core.compare.model import ChangeKind

if TYPE_CHECKING:
    from rosterdesk.core.compare.model import Difference

_COMING = frozenset({ChangeKind.NEW, ChangeKind.MOVED, ChangeKind.RETURNED})


@dataclass(slots=True)
class ClassSummary:
    """One class: the names of who is new in the school and of who leaves, sorted."""

    code: str | None
    coming: list[str] = field(default_factory=list)
    leaving: list[str] = field(default_factory=list)


def summarise_classes(difference: Difference) -> list[ClassSummary]:
    """Return the classes that somebody comes to or leaves, in the order of the difference."""
    classes: dict[str | None, ClassSummary] = {}
    for change in difference.changes:
        if change.kind not in _COMING and change.kind is not ChangeKind.LEAVING:
            continue
        found = classes.setdefault(change.class_code, ClassSummary(change.class_code))
        names = found.coming if change.kind in _COMING else found.leaving
        names.append(change.name)
    return list(classes.values())
