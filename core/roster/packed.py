"""A roster as it goes between processes and is kept: JSON Lines, and nothing is lost in it.

The first line has everything but what the pupils are; each further line is one pupil: an array of
texts (or null), as a database can make one of a customer. So most of them need never be more than
a line: where it equals the customer's, the two say the same (`compare.unchanged`).
"""

from __future__ import annotations

from dataclasses import asdict, astuple, dataclass, field, fields, replace
from datetime import date
from functools import partial
from itertools import compress
from operator import attrgetter, is_not
from typing import TYPE_CHECKING, Any

import orjson

from rosterdesk.core.roster.model import (
    Column,
    LeftOut,
    Problem,
    Pupil,
    Reason,
    Refusal,
    Roster,
    RosterStatus,
    SchoolHint,
    Severity,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from rosterdesk.core.roster.ranges import Ranges

PUPIL_FIELDS = tuple(each.name for each in fields(Pupil))
# What no customer has, or (a card) not as a text of their own: these are kept as columns.
_BESIDE = ("sheet", "row", "card_number", "public_library", "leaves_on", "eck_id", "school_code")
_is_known = partial(is_not, None)
_read_date = date.fromisoformat
_READ: Mapping[str, Callable[[Any], Any]] = {
    "birth_date": _read_date,
    "leaves_on": _read_date,
    "year": int,
}


@dataclass(frozen=True, slots=True)
class PackedRoster:
    """A roster whose pupils are lines still.

    ``frame`` is the roster without its pupils. ``fields`` names the values of each line: of the
    fields that customers have too, those that any pupil fills. ``beside`` has the other filled
    ones as columns, as JSON has them. ``repeats``: two pupils have one external number.
    """

    frame: Roster
    fields: tuple[str, ...] = ()
    said: Sequence[str] = ()
    beside: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    repeats: bool = False

    @property
    def count(self) -> int:
        return len(self.said)

    def unpack(self) -> Roster:
        return replace(self.frame, pupils=self._make_pupils(self.said, self.beside))

    def unpack_some(self, wanted: Sequence[bool]) -> tuple[Pupil, ...]:
        """Return the pupils at the places that are wanted."""
        beside = {name: list(compress(each, wanted)) for name, each in self.beside.items()}
        return self._make_pupils(list(compress(self.said, wanted)), beside)

    def select(self, wanted: Sequence[bool], frame: Roster) -> PackedRoster:
        """Return the roster of some of its pupils, with what else is to be said of them."""
        beside = {name: list(compress(each, wanted)) for name, each in self.beside.items()}
        return replace(self, frame=frame, said=list(compress(self.said, wanted)), beside=beside)

    def dump(self) -> bytes:
        head = {
            "roster": _pack_frame(self.frame),
            "fields": self.fields,
            "beside": self.beside,
            "repeats": self.repeats,
        }
        return "\n".join((orjson.dumps(head).decode(), *self.said)).encode()

    def _make_pupils(
        self, said: Sequence[str], beside: Mapping[str, Sequence[Any]]
    ) -> tuple[Pupil, ...]:
        rows = orjson.loads(f"[{','.join(said)}]")
        found = dict(zip(self.fields, zip(*rows, strict=True), strict=True)) if rows else {}
        return make_pupils({**found, **beside}, len(rows))


def make_pupils(columns: Mapping[str, Sequence[Any]], count: int) -> tuple[Pupil, ...]:
    """Return the pupils of columns as JSON has them; what no column says is unknown."""
    unknown = [None] * count
    read = [_read_column(name, columns.get(name, unknown)) for name in PUPIL_FIELDS]
    return tuple(map(Pupil, *read))


def _read_column(name: str, column: Sequence[Any]) -> Sequence[Any]:
    read = _READ.get(name)
    if read is None:
        return column
    return [None if value is None else read(value) for value in column]


def pack_roster(roster: Roster) -> PackedRoster:
    """Pack so that ``unpack`` gives the same roster; the numbers of its pupils are looked at."""
    pupils = roster.pupils
    filled = [name for name in PUPIL_FIELDS if _is_filled(pupils, name)]
    said = tuple(name for name in filled if name not in _BESIDE)
    columns = [_describe_column(name, pupils) for name in said]
    # Of pupils who say nothing there would be no lines.
    lines = zip(*columns, strict=True) if columns else [()] * len(pupils)
    numbers = list(filter(_is_known, map(attrgetter("external_number"), pupils)))
    return PackedRoster(
        replace(roster, pupils=()),
        said,
        [orjson.dumps(line).decode() for line in lines],
        {name: _describe_column(name, pupils) for name in filled if name in _BESIDE},
        repeats=len(set(numbers)) < len(numbers),
    )


def _is_filled(pupils: Sequence[Pupil], name: str) -> bool:
    return next(filter(_is_known, map(attrgetter(name), pupils)), None) is not None


def _describe_column(name: str, pupils: Sequence[Pupil]) -> list[Any]:
    column = list(map(attrgetter(name), pupils))
    if name == "year":
        return [None if year is None else str(year) for year in column]
    return column


def parse_packed(data: bytes) -> PackedRoster:
    """Return what was dumped; the pupils stay lines."""
    head, *said = data.decode().split("\n")
    packed = orjson.loads(head)
    frame = _unpack_frame(packed["roster"])
    return PackedRoster(
        frame, tuple(packed["fields"]), said, packed["beside"], repeats=packed["repeats"]
    )


def _pack_frame(roster: Roster) -> dict[str, Any]:
    refused = roster.refused
    return {
        "file": roster.file,
        "format": roster.format,
        "status": roster.status.value,
        "refused": [refused.code, refused.values] if refused else None,
        "bulk": roster.bulk,
        "school": asdict(roster.school) if roster.school else None,
        "columns": [astuple(column) for column in roster.columns],
        "dropped": list(roster.dropped),
        "school_year": roster.school_year,
        "created_on": roster.created_on.isoformat() if roster.created_on else None,
        "problems": [_pack_problem(problem) for problem in roster.problems],
        "left_out": pack_left_out(roster.left_out),
        "reasons": [astuple(reason) for reason in roster.reasons],
    }


def _pack_problem(p: Problem) -> list[Any]:
    return [p.code, p.severity.value, p.sheet, p.rows, p.column, p.values]


def _unpack_frame(packed: dict[str, Any]) -> Roster:
    school, refused = packed["school"], packed["refused"]
    created_on = packed["created_on"]
    return Roster(
        file=packed["file"],
        format=packed["format"],
        status=RosterStatus(packed["status"]),
        refused=Refusal(*refused) if refused else None,
        bulk=packed["bulk"],
        school=SchoolHint(**school) if school else None,
        columns=tuple(_unpack_column(column) for column in packed["columns"]),
        dropped=tuple(packed["dropped"]),
        problems=tuple(map(_unpack_problem, packed["problems"])),
        left_out=unpack_left_out(packed.get("left_out", ())),
        reasons=tuple(Reason(*reason) for reason in packed.get("reasons", ())),
        school_year=packed["school_year"],
        created_on=date.fromisoformat(created_on) if created_on else None,
    )


def _unpack_column(packed: list[Any]) -> Column:
    header, name, samples = packed
    return Column(header, name, tuple(samples))


def _unpack_problem(packed: list[Any]) -> Problem:
    code, severity, sheet, rows, *rest = packed
    return Problem(code, Severity(severity), sheet, _unpack_ranges(rows), *rest)


def pack_left_out(left_out: Iterable[LeftOut]) -> list[Any]:
    return [astuple(each) for each in left_out]


def unpack_left_out(packed: Iterable[list[Any]]) -> tuple[LeftOut, ...]:
    return tuple(
        LeftOut(code, sheet, _unpack_ranges(rows), tuple(columns), *rest)
        for code, sheet, rows, columns, *rest in packed
    )


def _unpack_ranges(packed: list[list[int]] | int | None) -> Ranges:
    """Rosters that were kept before one problem had many rows have a single one, or None."""
    if packed is None:
        return ()
    if isinstance(packed, int):
        return ((packed, packed),)
    return tuple((first, last) for first, last in packed)
