"""The sheets of a difference as plain tables: what stands where, in which style.

How they are written, as .xlsx or .ods, is told by ``excel`` and ``opendocument``.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from rosterdesk.core.compare.answers import (
    FIELDS,
    describe_remark,
    describe_warning,
    format_field_value,
    name_field,
    name_kind,
)
from rosterdesk.core.compare.model import ChangeKind
from rosterdesk.core.compare.warnings.rollover import REMARK as YEAR_UP
from rosterdesk.core.language import N_, Language, Phrases

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rosterdesk.core.compare.model import Change, Difference

phrases = Phrases("rosterdesk.core")


@dataclass(frozen=True, slots=True)
class ReportMeta:
    """The facts that a report states about itself.

    ``customers`` gives the names of a conflict's candidates, ``schools`` those of the schools
    that people move between; an id that is not in them is shown as it is.
    """

    school: str
    file: str
    reference: str
    version: int
    made_on: date
    customers: Mapping[int, str] = field(default_factory=dict)
    schools: Mapping[int, str] = field(default_factory=dict)


class Style(StrEnum):
    PLAIN = "plain"
    TITLE = "title"
    HEADER = "header"
    BEFORE = "before"
    AFTER = "after"
    KEPT = "kept"
    REMARK = "remark"
    ALARM = "alarm"


class Cell(NamedTuple):
    value: str | int | date | None = None
    style: Style = Style.PLAIN


@dataclass(slots=True)
class Sheet:
    """A table; ``colour`` (RRGGBB) marks its tab and header. ``header`` is empty for a summary."""

    title: str
    colour: str
    header: list[str]
    rows: list[list[Cell]]
    widths: list[int]  # in characters


COLOURS = {
    ChangeKind.NEW: "548235",
    ChangeKind.CHANGED: "2F75B5",
    ChangeKind.MOVED: "7030A0",
    ChangeKind.RETURNED: "00818A",
    ChangeKind.LEAVING: "C00000",
    ChangeKind.CONFLICT: "C55A11",
    ChangeKind.SKIPPED: "7F7F7F",
}
SUMMARY_COLOUR = "404040"
TITLES = {
    ChangeKind.NEW: N_("New"),
    ChangeKind.CHANGED: N_("Changed"),
    ChangeKind.MOVED: N_("Moved"),
    ChangeKind.RETURNED: N_("Returned"),
    ChangeKind.LEAVING: N_("Leaving"),
    ChangeKind.CONFLICT: N_("To decide"),
    ChangeKind.SKIPPED: N_("Skipped"),
}
YEAR_UP_TITLE = N_("Up a year")
SUMMARY_TITLE = N_("Summary")
PERSON = (N_("Class"), N_("Name"), N_("Pupil number"))
_PERSON_WIDTHS = [9, 30, 14]
_WIDTHS = {"email": 32, "street": 24, "class_name": 20, "school_type": 18, "city": 18}
_IN_PERSON = frozenset({"class_code", "external_number", "school_member", "school_id"})
_BY_FIELD = (ChangeKind.CHANGED, ChangeKind.MOVED, ChangeKind.RETURNED)


def make_sheets(difference: Difference, meta: ReportMeta, language: Language) -> list[Sheet]:
    """Return the summary, then a sheet for each kind of change that there is."""
    by_kind: dict[str, list[Change]] = defaultdict(list)
    for change in difference.changes:
        by_kind[YEAR_UP if YEAR_UP in change.remarks else change.kind].append(change)
    sheets = [_make_summary(difference, meta, language)]
    for kind in ChangeKind:
        if by_kind[kind]:
            sheets.append(_make_sheet(kind, TITLES[kind], by_kind[kind], meta, language))
        if kind is ChangeKind.CHANGED and by_kind[YEAR_UP]:
            sheets.append(_make_sheet(kind, YEAR_UP_TITLE, by_kind[YEAR_UP], meta, language))
    return sheets


def _make_sheet(
    kind: ChangeKind,
    title: str,
    changes: Sequence[Change],
    meta: ReportMeta,
    language: Language,
) -> Sheet:
    make = _make_field_table if kind in _BY_FIELD else _make_person_table
    header, rows, widths = make(changes, meta, language)
    return Sheet(phrases.say(language, title), COLOURS[kind], header, rows, widths)


_Table = tuple[list[str], list[list[Cell]], list[int]]


def _make_field_table(changes: Sequence[Change], meta: ReportMeta, language: Language) -> _Table:
    """Return a row for each field that changes: before and after."""
    columns = (*PERSON, N_("Field"), N_("Before"), N_("After"), N_("Remark"))
    rows = [row for change in changes for row in _list_field_rows(change, meta, language)]
    header = [phrases.say(language, column) for column in columns]
    return header, rows, [*_PERSON_WIDTHS, 26, 26, 26, 60]


def _list_field_rows(change: Change, meta: ReportMeta, language: Language) -> Iterable[list[Cell]]:
    remarks = Cell(_describe_remarks(change, language), Style.REMARK)
    for name in [one for one in FIELDS if one in change.fields]:
        before, after = change.fields[name]
        yield [
            *_show_person(change),
            Cell(name_field(name, language)),
            Cell(_show(name, before, meta, language), Style.BEFORE),
            Cell(_show(name, after, meta, language), Style.AFTER),
            remarks,
        ]
        remarks = Cell()  # once for each person
    for name, (before, proposed) in change.kept.items():
        yield [
            *_show_person(change),
            Cell(name_field(name, language)),
            Cell(_show(name, before, meta, language), Style.KEPT),
            Cell(_show(name, proposed, meta, language), Style.KEPT),
            Cell(describe_remark(f"hand_edited:{name}", language), Style.REMARK),
        ]


def _make_person_table(changes: Sequence[Change], meta: ReportMeta, language: Language) -> _Table:
    """Return a row for each person, with the fields that any of them has."""
    used = {name for change in changes for name in change.fields} - _IN_PERSON
    if all(_get_after(change, "role") in {None, "pupil"} for change in changes):
        used.discard("role")
    names = [name for name in FIELDS if name in used]
    ask = any(change.candidates for change in changes)
    last = any(change.ends_on for change in changes)
    header = [phrases.say(language, column) for column in PERSON]
    header += [name_field(name, language).capitalize() for name in names]
    header += [phrases.say(language, N_("May be"))] if ask else []
    header += [phrases.say(language, N_("Until"))] if last else []
    header += [phrases.say(language, N_("Row")), phrases.say(language, N_("Remark"))]
    rows = []
    for change in changes:
        row = _show_person(change)
        row += [
            Cell(_show(n, change.fields.get(n, (None, None))[1], meta, language)) for n in names
        ]
        row += [Cell(_show_candidates(change, meta), Style.ALARM)] if ask else []
        row += [Cell(change.ends_on)] if last else []
        row += [Cell(change.row), Cell(_describe_remarks(change, language), Style.REMARK)]
        rows.append(row)
    widths = [*_PERSON_WIDTHS, *(_WIDTHS.get(name, 14) for name in names)]
    return header, rows, [*widths, *[34] * ask, *[12] * last, 6, 60]


def _make_summary(difference: Difference, meta: ReportMeta, language: Language) -> Sheet:
    """Return who and what this is about, how many of each kind, and what is odd."""
    counts = difference.counts
    facts: list[tuple[str, str | int | date]] = [
        (N_("File"), meta.file),
        (N_("Reference"), meta.reference),
        (N_("Version"), meta.version),
        (N_("Made on"), meta.made_on),
    ]
    rows = [[Cell(meta.school, Style.TITLE)]]
    rows += [[Cell(phrases.say(language, name)), Cell(value)] for name, value in facts]
    rows.append([])
    rows += [
        [Cell(name_kind(kind, language).capitalize()), Cell(count)]
        for kind, count in (
            (ChangeKind.NEW, counts.new),
            (ChangeKind.CHANGED, counts.changed),
            (ChangeKind.MOVED, counts.moved),
            (ChangeKind.RETURNED, counts.returned),
            (ChangeKind.LEAVING, counts.leaving),
            (ChangeKind.CONFLICT, counts.conflicts),
            (ChangeKind.SKIPPED, counts.skipped),
        )
    ]
    rows.append([Cell(phrases.say(language, N_("Unchanged"))), Cell(counts.unchanged)])
    rows.append([])
    rows += [
        [Cell(describe_warning(warning, language), Style.ALARM if warning.blocks else Style.PLAIN)]
        for warning in difference.warnings
    ]
    return Sheet(phrases.say(language, SUMMARY_TITLE), SUMMARY_COLOUR, [], rows, [34, 30])


def _show_person(change: Change) -> list[Cell]:
    return [Cell(change.class_code), Cell(change.name), Cell(change.external_number)]


def _get_after(change: Change, name: str) -> Any:
    return change.fields[name][1] if name in change.fields else None


def _show_candidates(change: Change, meta: ReportMeta) -> str:
    return "; ".join(meta.customers.get(one, str(one)) for one in change.candidates)


def _show(name: str, value: Any, meta: ReportMeta, language: Language) -> str | int | date | None:
    """Return what stands in the cell; dates and years stay what they are, so that they sort."""
    if name == "school_id" and value is not None:
        return meta.schools.get(value, str(value))
    if value is None or isinstance(value, date) or name == "year":
        shown: int | date | None = value
        return shown
    return format_field_value(name, value, language)


def _describe_remarks(change: Change, language: Language) -> str | None:
    kept = {f"hand_edited:{name}" for name in change.kept} if change.fields else set()
    said = [describe_remark(remark, language) for remark in change.remarks if remark not in kept]
    return " ".join(said) or None
