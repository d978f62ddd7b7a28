"""A roster as it goes between processes and is kept: JSON, and nothing is lost in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass, fields, replace
from datetime import date
from functools import partial
from operator import attrgetter, is_not, itemgetter
from typing import TYPE_CHECKING, Any

from rosterdesk.core.roster.model import (
    Column,
    Problem,
    Pupil,
    Refusal,
    Roster,
    RosterStatus,
    SchoolHint,
    Severity,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

PUPIL_FIELDS = tuple(field.name for field in fields(Pupil))
_DATES = ("birth_date", "leaves_on")
_is_known = partial(is_not, None)
PupilRow = Sequence[Any]  # dates as yyyy-mm-dd


@dataclass(frozen=True, slots=True)
class PackedRoster:
    """A roster whose pupils are rows still: most of them need never be anything else.

    ``frame`` is the roster without its pupils. ``fields`` names the values of each row: the
    fields of a Pupil that any of them fills, in their order.
    """

    frame: Roster
    fields: tuple[str, ...] = ()
    rows: Sequence[PupilRow] = ()

    def unpack(self) -> Roster:
        return replace(self.frame, pupils=unpack_pupils(self.fields, self.rows))


def unpack_pupils(names: Sequence[str], rows: Iterable[PupilRow]) -> tuple[Pupil, ...]:
    """Return the pupils of rows with the values of these fields."""
    places = {name: at for at, name in enumerate(names)}
    dates = [PUPIL_FIELDS.index(name) for name in _DATES if name in places]
    fill = itemgetter(*(places.get(name, -1) for name in PUPIL_FIELDS))
    return tuple(_make_pupil([*fill((*row, None))], dates) for row in rows)


def _make_pupil(values: list[Any], dates: Iterable[int]) -> Pupil:
    for at in dates:
        if values[at]:
            values[at] = date.fromisoformat(values[at])
    return Pupil(*values)


def pack_roster(roster: Roster) -> dict[str, Any]:
    """Return values that JSON takes; ``unpack_roster`` is the inverse."""
    filled = list_filled(roster.pupils)
    return pack_rows(PackedRoster(roster, filled, pack_pupils(roster.pupils, filled)))


def pack_rows(roster: PackedRoster) -> dict[str, Any]:
    frame = roster.frame
    problems = pack_problems(frame.problems)
    return {
        **pack_frame(frame),
        "fields": roster.fields,
        "pupils": roster.rows,
        "problems": problems,
    }


def unpack_roster(packed: dict[str, Any]) -> Roster:
    return unpack_rows(packed).unpack()


def unpack_rows(packed: dict[str, Any]) -> PackedRoster:
    """Unpack all but the pupils."""
    frame = replace(unpack_frame(packed), problems=unpack_problems(packed["problems"]))
    return PackedRoster(frame, tuple(packed["fields"]), packed["pupils"])


def pack_frame(roster: Roster) -> dict[str, Any]:
    """All but the pupils and the problems, of which there may be many."""
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
    }


def unpack_frame(packed: dict[str, Any]) -> Roster:
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
        school_year=packed["school_year"],
        created_on=date.fromisoformat(created_on) if created_on else None,
    )


def _unpack_column(packed: list[Any]) -> Column:
    header, field, samples = packed
    return Column(header, field, tuple(samples))


def pack_problems(problems: Iterable[Problem]) -> list[list[Any]]:
    return [[p.code, p.severity.value, p.sheet, p.row, p.column, p.values] for p in problems]


def unpack_problems(rows: Iterable[list[Any]]) -> tuple[Problem, ...]:
    return tuple(Problem(code, Severity(severity), *rest) for code, severity, *rest in rows)


def list_filled(pupils: Sequence[Pupil]) -> tuple[str, ...]:
    """Return the fields that any of the pupils fills."""
    return tuple(name for name in PUPIL_FIELDS if _is_filled(pupils, name))


def _is_filled(pupils: Sequence[Pupil], name: str) -> bool:
    return next(filter(_is_known, map(attrgetter(name), pupils)), None) is not None


def pack_pupils(pupils: Iterable[Pupil], names: Sequence[str]) -> list[PupilRow]:
    """Return the values of each pupil in these fields, two at least."""
    return list(map(attrgetter(*names), pupils)) if names else []
