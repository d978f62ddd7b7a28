"""Hold calls, updates and results against the published names, types and lengths.

A breach says where it is and which rule it breaks, never what stood there.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rosterdesk.bot.standins.botapi.published.names import read_names
from rosterdesk.bot.standins.botapi.text import measure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rosterdesk.bot.standins.botapi.published.names import Field, Length

LIST = "[]"
FILE = "InputFile"


def find_call_breaches(method: str, params: Mapping[str, Any]) -> list[str]:
    """Return what the description of that method does not allow; nothing for a good call."""
    fields = read_names()[method].fields
    decoded = {
        name: _decode(fields[name], value) if name in fields else value
        for name, value in params.items()
    }
    return [f"{method}: {breach}" for breach in _check_fields(fields, decoded, "")]


def find_result_breaches(method: str, result: object) -> list[str]:
    found = _check_kinds(read_names()[method].kinds, result, "result")
    return [f"{method}: {breach}" for breach in found]


def find_update_breaches(kind: str, payload: object) -> list[str]:
    return _check_kind("Update", {"update_id": 1, kind: payload}, "update")


def _decode(field: Field, value: object) -> object:
    """Return a parameter as JSON has it: in a form all of them are texts."""
    if not isinstance(value, str) or "String" in field.types:
        return value
    if field.types == (FILE,):
        return value
    try:
        return json.loads(value.lower() if field.types == ("Boolean",) else value)
    except ValueError:
        return value


def _check_fields(fields: Mapping[str, Field], values: Mapping[str, Any], path: str) -> list[str]:
    breaches = [f"{path}{name} is unknown" for name in values if name not in fields]
    for name, field in fields.items():
        if name in values:
            breaches += _check_field(field, values[name], f"{path}{name}")
        elif field.required:
            breaches.append(f"{path}{name} is missing")
    return breaches


def _check_field(field: Field, value: object, path: str) -> list[str]:
    breaches = _check_kinds(field.types, value, path)
    if not breaches and field.constant and value != field.constant:
        breaches.append(f"{path} is not {field.constant}")
    if not breaches and field.length and not _fits(field.length, value):
        least, most, unit = field.length.least, field.length.most, field.length.unit
        breaches.append(f"{path} must have {least}-{most} {unit}")
    return breaches


def _fits(length: Length, value: object) -> bool:
    if isinstance(value, list):
        size = len(value)
    elif not isinstance(value, str):
        return True
    elif length.unit == "bytes":
        size = len(value.encode())
    else:
        size = measure(value.strip())  # Telegram trims before it counts
    return length.least <= size <= length.most


def _check_kinds(kinds: Iterable[str], value: object, path: str) -> list[str]:
    """Return nothing where one kind fits, else what the nearest one has against the value."""
    verdicts = [_check_kind(kind, value, path) for kind in kinds]
    return min(verdicts, key=len, default=[])


def _check_kind(kind: str, value: object, path: str) -> list[str]:
    if kind.startswith(LIST):
        return _check_list(kind.removeprefix(LIST), value, path)
    if kind in SIMPLE:
        return [] if _is_simple(kind, value) else [f"{path} is no {kind}"]
    described = read_names().get(kind)
    if described is None:
        return [f"{path}: this stand-in has no {kind}"]
    if described.kinds:
        return _check_kinds(described.kinds, value, path)
    if not isinstance(value, dict):
        return [f"{path} is no {kind}"]
    return _check_fields(described.fields, value, f"{path}.")


def _check_list(kind: str, value: object, path: str) -> list[str]:
    if not isinstance(value, list):
        return [f"{path} is no list"]
    return [breach for item in value for breach in _check_kind(kind, item, path)]


SIMPLE = {
    "String": (str,),
    FILE: (str,),
    "Integer": (int,),
    "Float": (int, float),
    "Boolean": (bool,),
}


def _is_simple(kind: str, value: object) -> bool:
    return isinstance(value, SIMPLE[kind]) and (kind == "Boolean" or not isinstance(value, bool))
