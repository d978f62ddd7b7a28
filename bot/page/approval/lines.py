"""The lines of a plan as the page shows them: one for each person, by class, filtered."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from rosterdesk.bot.page.approval.words import format_kind
from rosterdesk.bot.words.submissions import SIGNS
from rosterdesk.core.compare.answers import (
    describe_remark,
    format_field_value,
    name_field,
    name_kind,
)
from rosterdesk.core.compare.model import ChangeKind
from rosterdesk.core.plans.filtering import Filter, filter_changes, name_class

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rosterdesk.bot.page.access.asking import Form
    from rosterdesk.core.compare.model import Change
    from rosterdesk.core.language import Language

_WITH_FIELDS = (ChangeKind.CHANGED, ChangeKind.MOVED, ChangeKind.RETURNED)
_CLASS_NAME, _CLASS_CODE = "class_name", "class_code"
# The class says these by itself, or the kind does.
_SAID = frozenset({_CLASS_NAME, _CLASS_CODE, "year", "school_member"})
_LONGEST_SEARCH = 60


@dataclass(frozen=True, slots=True)
class Line:
    """``was``: the class of before, where it is another one; ``details``: other fields."""

    kind: str
    name: str
    was: str
    where: str
    details: list[tuple[str, str, str]]
    remarks: list[str]


@dataclass(frozen=True, slots=True)
class Sign:
    sign: str
    word: str


@dataclass(frozen=True, slots=True)
class Lines:
    """``kinds`` and ``classes``: what can be chosen, with how many lines each has."""

    wanted: Filter
    total: int
    found: int
    kinds: list[tuple[str, str]]
    classes: list[tuple[str, int]]
    signs: dict[str, Sign]
    groups: list[tuple[str, list[Line]]]


def draw_sign(kind: ChangeKind) -> str:
    """Return the sign before a line; a page has no need of a picture for a question."""
    return "?" if kind is ChangeKind.CONFLICT else SIGNS[kind]


def read_filter(form: Form) -> Filter:
    """Read what the form asks for; anything may stand there."""
    kind = form.text("kind")
    text = form.text("q", _LONGEST_SEARCH)
    return Filter(kind if kind in set(ChangeKind) else "", form.text("class", 120), text)


def draw_lines(
    changes: Sequence[Change], wanted: Filter, schools: Mapping[int, str], language: Language
) -> Lines:
    found = filter_changes(changes, wanted)
    drawing = _Drawing(language, schools)
    kinds = Counter(change.kind for change in changes)
    return Lines(
        wanted,
        len(changes),
        len(found),
        [(str(k), format_kind(k, kinds[k], language)) for k in ChangeKind if kinds[k]],
        list(Counter(map(name_class, changes)).items()),
        {str(kind): Sign(draw_sign(kind), name_kind(kind, language)) for kind in kinds},
        [(name, [drawing.draw(c) for c in group]) for name, group in groupby(found, name_class)],
    )


class _Drawing:
    """Draws lines; what is said again and again is looked up once."""

    def __init__(self, language: Language, schools: Mapping[int, str]) -> None:
        self._language = language
        self._schools = schools
        self._fields: dict[str, str] = {}
        self._remarks: dict[str, str] = {}

    def draw(self, change: Change) -> Line:
        where = change.class_name or change.class_code or ""
        shows = change.kind in _WITH_FIELDS
        was = _find_class_before(change) if shows else ""
        return Line(
            str(change.kind),
            change.name,
            was if was != where else "",
            where,
            self._list_details(change) if shows else [],
            [self._describe(remark) for remark in change.remarks],
        )

    def _list_details(self, change: Change) -> list[tuple[str, str, str]]:
        return [
            (self._name(field), self._write(field, before), self._write(field, after))
            for field, (before, after) in change.fields.items()
            if field not in _SAID
        ]

    def _write(self, field: str, value: object) -> str:
        if field == "school_id" and isinstance(value, int):
            return self._schools.get(value, "")
        return format_field_value(field, value, self._language)

    def _name(self, field: str) -> str:
        if field not in self._fields:
            self._fields[field] = name_field(field, self._language)
        return self._fields[field]

    def _describe(self, remark: str) -> str:
        if remark not in self._remarks:
            self._remarks[remark] = describe_remark(remark, self._language)
        return self._remarks[remark]


def _find_class_before(change: Change) -> str:
    """Return the class of before; a name where there is one, as the class of now is shown."""
    for field in (_CLASS_NAME, _CLASS_CODE):
        before, _ = change.fields.get(field, (None, None))
        if before:
            return str(before)
    return ""
