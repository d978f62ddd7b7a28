"""A roster as the program answers it: the contract's object, sentences, an exit status.

``pack_roster`` is the form between processes and in the database: nothing is lost in it, and it
can be said in another language later. ``roster_to_json`` is what people's scripts read.
"""

from __future__ import annotations

from dataclasses import asdict, astuple, fields, replace
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from rosterdesk.core.language import N_, Language, Phrases
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
from rosterdesk.core.roster.problems import FIELD_LABELS, FIELD_NAMES, PROBLEMS, REFUSALS

if TYPE_CHECKING:
    from collections.abc import Iterable

_phrases = Phrases("rosterdesk.core.roster")
_PUPIL_FIELDS = tuple(field.name for field in fields(Pupil))
_read_pupil = attrgetter(*_PUPIL_FIELDS)
_DATES = tuple(_PUPIL_FIELDS.index(name) for name in ("birth_date", "leaves_on"))
_DATE_ORDERS = {
    "dmy": N_("dates: the day first"),
    "mdy": N_("dates: the month first"),
    "ymd": N_("dates: the year first"),
}
_SAID = "message"  # a problem that came back from the contract's object has only its sentence


def say_choice(field: str | None, language: Language) -> str:
    """The name of a field that a column was said to be; None is a column that is not used."""
    if field is None or field not in FIELD_LABELS:
        return field or _phrases.say(language, "not used")
    return _phrases.say(language, FIELD_LABELS[field])


def say_date_order(order: str, language: Language) -> str:
    """What was said to come first in dates that can be read in two ways."""
    return _phrases.say(language, _DATE_ORDERS.get(order, order))


def exit_status(roster: Roster) -> int:
    """0 read, 1 something must be answered or mended, 2 refused."""
    if roster.status is RosterStatus.REFUSED:
        return 2
    to_mend = any(problem.severity is Severity.ERROR for problem in roster.problems)
    return int(to_mend or roster.status is RosterStatus.NEEDS_MAPPING)


def say_problem(problem: Problem, language: Language) -> str:
    if _SAID in problem.values:
        return str(problem.values[_SAID])
    sentence = PROBLEMS[problem.code][1]
    return _phrases.say(language, sentence, **_say_values(problem.values, language))


def say_refusal(refusal: Refusal, language: Language) -> str:
    if _SAID in refusal.values:
        return str(refusal.values[_SAID])
    code = f"{refusal.code}:{refusal.values.get('why')}"
    sentence = REFUSALS.get(code, REFUSALS[refusal.code])
    return _phrases.say(language, sentence, **refusal.values)


def say_field(field: str, language: Language) -> str:
    """The name of a field that a column can be mapped to (the keys of FIELD_LABELS)."""
    return _phrases.say(language, FIELD_LABELS[field])


def _say_values(values: dict[str, Any], language: Language) -> dict[str, Any]:
    field = values.get("field")
    if field in FIELD_NAMES:
        return {**values, "field": _phrases.say(language, FIELD_NAMES[field])}
    return values


def roster_to_json(roster: Roster, language: Language = Language.NL) -> dict[str, Any]:
    """The object of ``rosterdesk read --json``."""
    return {
        "file": roster.file,
        "format": roster.format,
        "status": roster.status.value,
        "refused": _refusal_to_json(roster.refused, language),
        "bulk": roster.bulk,
        "school": asdict(roster.school) if roster.school else None,
        "columns": [{"header": c.header, "field": c.field} for c in roster.columns],
        "dropped": list(roster.dropped),
        "pupils": [
            dict(zip(_PUPIL_FIELDS, map(_say_value, row), strict=True))
            for row in pack_pupils(roster.pupils)
        ],
        "problems": [_problem_to_json(problem, language) for problem in roster.problems],
    }


def roster_from_json(answer: dict[str, Any]) -> Roster:
    """The roster of such an object; its remarks keep the sentences that they were said in."""
    school, refused = answer["school"], answer["refused"]
    return Roster(
        file=answer["file"],
        format=answer["format"],
        status=RosterStatus(answer["status"]),
        refused=Refusal(refused["code"], {_SAID: refused["message"]}) if refused else None,
        bulk=answer["bulk"],
        school=SchoolHint(**school) if school else None,
        columns=tuple(Column(**column) for column in answer["columns"]),
        dropped=tuple(answer["dropped"]),
        pupils=unpack_pupils([pupil[name] for name in _PUPIL_FIELDS] for pupil in answer["pupils"]),
        problems=tuple(map(_problem_from_json, answer["problems"])),
    )


def _say_value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _refusal_to_json(refusal: Refusal | None, language: Language) -> dict[str, str] | None:
    if refusal is None:
        return None
    return {"code": refusal.code, "message": say_refusal(refusal, language)}


def _problem_to_json(problem: Problem, language: Language) -> dict[str, Any]:
    return {
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "code": problem.code,
        "severity": problem.severity.value,
        "message": say_problem(problem, language),
    }


def _problem_from_json(answer: dict[str, Any]) -> Problem:
    return Problem(
        code=answer["code"],
        severity=Severity(answer["severity"]),
        sheet=answer["sheet"],
        row=answer["row"],
        column=answer["column"],
        values={_SAID: answer["message"]},
    )


def pack_roster(roster: Roster) -> dict[str, Any]:
    """Values that JSON takes, without loss; ``unpack_roster`` is its inverse."""
    return {
        **pack_frame(roster),
        "pupils": pack_pupils(roster.pupils),
        "problems": pack_problems(roster.problems),
    }


def unpack_roster(packed: dict[str, Any]) -> Roster:
    return replace(
        unpack_frame(packed),
        pupils=unpack_pupils(packed["pupils"]),
        problems=unpack_problems(packed["problems"]),
    )


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


def pack_pupils(pupils: Iterable[Pupil]) -> list[tuple[Any, ...]]:
    """The values of each pupil in the order of the fields; JSON makes yyyy-mm-dd of the dates."""
    return list(map(_read_pupil, pupils))


def unpack_pupils(rows: Iterable[list[Any]]) -> tuple[Pupil, ...]:
    return tuple(map(_unpack_pupil, rows))


def _unpack_pupil(row: list[Any]) -> Pupil:
    for index in _DATES:
        if row[index]:
            row[index] = date.fromisoformat(row[index])
    return Pupil(*row)


def pack_problems(problems: Iterable[Problem]) -> list[list[Any]]:
    return [[p.code, p.severity.value, p.sheet, p.row, p.column, p.values] for p in problems]


def unpack_problems(rows: Iterable[list[Any]]) -> tuple[Problem, ...]:
    return tuple(Problem(code, Severity(severity), *rest) for code, severity, *rest in rows)
