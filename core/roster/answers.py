"""A roster as the program answers it: the contract's object, sentences, an exit status.

``roster_to_json`` is what people's scripts read; `packed` has the form that loses nothing.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from rosterdesk.core.language import N_, Language, Phrases
from rosterdesk.core.roster.model import (
    Column,
    LeftOut,
    Problem,
    Refusal,
    Roster,
    RosterStatus,
    SchoolHint,
    Severity,
)
from rosterdesk.core.roster.packed import PUPIL_FIELDS, make_pupils, unpack_left_out
from rosterdesk.core.roster.problems import (
    FIELD_LABELS,
    FIELD_NAMES,
    LEFT_OUT,
    PROBLEMS,
    REFUSALS,
)
from rosterdesk.core.roster.ranges import count_rows, format_ranges

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rosterdesk.core.roster.ranges import Ranges

_SHOWN = tuple(name for name in PUPIL_FIELDS if name != "eck_id")  # nobody sees that one
_phrases = Phrases("rosterdesk.core.roster")
_DATE_ORDERS = {
    "dmy": N_("dates: the day first"),
    "mdy": N_("dates: the month first"),
    "ymd": N_("dates: the year first"),
}
_SAID = "message"  # a problem that came back from the contract's object has only its sentence


def name_choice(field: str | None, language: Language) -> str:
    """The name of a field that a column was said to be; None is a column that is not used."""
    if field is None or field not in FIELD_LABELS:
        return field or _phrases.say(language, "not used")
    return _phrases.say(language, FIELD_LABELS[field])


def format_date_order(order: str, language: Language) -> str:
    """Return what was said to come first in dates that can be read in two ways."""
    return _phrases.say(language, _DATE_ORDERS.get(order, order))


def exit_status(roster: Roster) -> int:
    """Return 0 for read, 1 where something must be answered or mended, 2 for refused."""
    if roster.status is RosterStatus.REFUSED:
        return 2
    to_mend = any(problem.severity is Severity.ERROR for problem in roster.problems)
    return int(to_mend or bool(roster.unread) or roster.status is RosterStatus.NEEDS_MAPPING)


def describe_problem(problem: Problem, language: Language) -> str:
    if _SAID in problem.values:
        return str(problem.values[_SAID])
    sentence = PROBLEMS[problem.code][1]
    return _phrases.say(language, sentence, **_describe_values(problem.values, language))


def describe_left_out(each: LeftOut, language: Language) -> str:
    """Return what was left out and why, in one line that begins with its place."""
    if _SAID in each.values:
        return str(each.values[_SAID])
    values = dict(each.values)
    if "refused" in values:
        values["why"] = describe_refusal(Refusal(*values["refused"]), language)
    if "fields" in values:
        values["fields"] = ", ".join(name_choice(name, language) for name in values["fields"])
    said = _phrases.say(language, LEFT_OUT[each.code], **values)
    where = format_place(each.sheet, each.rows, each.columns, language)
    return f"{where}: {said}" if where else said


def explain(roster: Roster) -> list[str]:
    """Return what the reader decided and why, for whoever mends it or its file; in English."""
    return [
        f"{f'{each.sheet}: ' if each.sheet else ''}{each.about}: {each.decision} ({each.why})"
        for each in roster.reasons
    ]


def describe_unread(packed: Iterable[list[Any]], language: Language) -> list[str]:
    """One line for each part that was left out though there may be people in it.

    ``packed`` is what the summary of a reading has of them.
    """
    return [describe_left_out(each, language) for each in unpack_left_out(packed)]


def format_place(
    sheet: str | None, rows: Ranges, columns: Sequence[str], language: Language
) -> str:
    """'6B, rows 2-41, column Nr'; '' for a file as a whole."""
    parts = [sheet] if sheet else []
    if rows:
        word = N_("row {rows}") if count_rows(rows) == 1 else N_("rows {rows}")
        parts.append(_phrases.say(language, word, rows=format_ranges(rows)))
    if columns:
        word = N_("column {columns}") if len(columns) == 1 else N_("columns {columns}")
        parts.append(_phrases.say(language, word, columns=", ".join(columns)))
    return ", ".join(parts)


def describe_refusal(refusal: Refusal, language: Language) -> str:
    if _SAID in refusal.values:
        return str(refusal.values[_SAID])
    code = f"{refusal.code}:{refusal.values.get('why')}"
    sentence = REFUSALS.get(code, REFUSALS[refusal.code])
    return _phrases.say(language, sentence, **refusal.values)


def name_field(field: str, language: Language) -> str:
    """The name of a field that a column can be mapped to (the keys of FIELD_LABELS)."""
    return _phrases.say(language, FIELD_LABELS[field])


def _describe_values(values: dict[str, Any], language: Language) -> dict[str, Any]:
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
            {name: _describe_value(getattr(pupil, name)) for name in _SHOWN}
            for pupil in roster.pupils
        ],
        "problems": [_problem_to_json(problem, language) for problem in roster.problems],
        "left_out": [_left_out_to_json(each, language) for each in roster.left_out],
    }


def roster_from_json(answer: dict[str, Any]) -> Roster:
    """The roster of such an object; its remarks keep the sentences that they were said in."""
    school, refused = answer["school"], answer["refused"]
    pupils = answer["pupils"]
    columns = {name: [pupil[name] for pupil in pupils] for name in _SHOWN}
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
        left_out=tuple(map(_left_out_from_json, answer.get("left_out", ()))),
    )


def _describe_value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _refusal_to_json(refusal: Refusal | None, language: Language) -> dict[str, str] | None:
    if refusal is None:
        return None
    return {"code": refusal.code, "message": describe_refusal(refusal, language)}


def _problem_to_json(problem: Problem, language: Language) -> dict[str, Any]:
    return {
        "sheet": problem.sheet,
        "row": problem.row,
        "rows": _rows_to_json(problem.rows),
        "column": problem.column,
        "code": problem.code,
        "severity": problem.severity.value,
        "message": describe_problem(problem, language),
    }


def _left_out_to_json(each: LeftOut, language: Language) -> dict[str, Any]:
    return {
        "sheet": each.sheet,
        "rows": _rows_to_json(each.rows),
        "columns": list(each.columns) or None,
        "code": each.code,
        "message": describe_left_out(each, language),
    }


def _rows_to_json(rows: Ranges) -> list[list[int]] | None:
    return [[first, last] for first, last in rows] or None


def _problem_from_json(answer: dict[str, Any]) -> Problem:
    return Problem(
        code=answer["code"],
        severity=Severity(answer["severity"]),
        sheet=answer["sheet"],
        rows=tuple((first, last) for first, last in answer["rows"] or ()),
        column=answer["column"],
        values={_SAID: answer["message"]},
    )


def _left_out_from_json(answer: dict[str, Any]) -> LeftOut:
    """Return the part that was left out, taken to hold people: the object does not say."""
    return LeftOut(
        answer["code"],
        answer["sheet"],
        tuple((first, last) for first, last in answer["rows"] or ()),
        tuple(answer["columns"] or ()),
        people=True,
        values={_SAID: answer["message"]},
    )
