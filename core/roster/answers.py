"""A roster as the program answers it: the contract's object, sentences, an exit status.

``roster_to_json`` is what people's scripts read; `packed` has the form that loses nothing.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from rosterdesk.core.language import N_, Language, Phrases
from rosterdesk.core.roster.model import (
    Column,
    Problem,
    Refusal,
    Roster,
    RosterStatus,
    SchoolHint,
    Severity,
)
from rosterdesk.core.roster.packed import PUPIL_FIELDS, make_pupils
from rosterdesk.core.roster.problems import FIELD_LABELS, FIELD_NAMES, PROBLEMS, REFUSALS

_phrases = Phrases("rosterdesk.core.roster")
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
            {name: _say_value(getattr(pupil, name)) for name in PUPIL_FIELDS}
            for pupil in roster.pupils
        ],
        "problems": [_problem_to_json(problem, language) for problem in roster.problems],
    }


def roster_from_json(answer: dict[str, Any]) -> Roster:
    """The roster of such an object; its remarks keep the sentences that they were said in."""
    school, refused = answer["school"], answer["refused"]
    pupils = answer["pupils"]
    columns = {name: [pupil[name] for pupil in pupils] for name in PUPIL_FIELDS}
    return Roster(
        file=answer["file"],
        format=answer["format"],
        status=RosterStatus(answer["status"]),
        refused=Refusal(refused["code"], {_SAID: refused["message"]}) if refused else None,
        bulk=answer["bulk"],
        school=SchoolHint(**school) if school else None,
        columns=tuple(Column(**column) for column in answer["columns"]),
        dropped=tuple(answer["dropped"]),
        pupils=make_pupils(columns, len(pupils)),
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
