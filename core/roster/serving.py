"""The reader's own process, as ``worker`` starts it: what can be asked of it."""

from __future__ import annotations

import sys
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import orjson

from rosterdesk.core.isolation.serving import Bounds, answer_requests
from rosterdesk.core.language import Language
from rosterdesk.core.roster.corrections import pack_tables, unpack_corrections
from rosterdesk.core.roster.hints import Hints
from rosterdesk.core.roster.limits import Limits
from rosterdesk.core.roster.listing import list_sheets
from rosterdesk.core.roster.packed import pack_roster, parse_packed
from rosterdesk.core.roster.problems import RefusedFile
from rosterdesk.core.roster.reading import read_roster
from rosterdesk.core.roster.remarks import mark_problems
from rosterdesk.core.roster.rewriting.correcting import correct_file, list_cells
from rosterdesk.core.roster.scrub import keep_file, scrub_file
from rosterdesk.core.roster.sheets import pack_sheets

if TYPE_CHECKING:
    from rosterdesk.core.isolation.serving import Answer
    from rosterdesk.core.roster.model import Roster


def serve(limits: Limits) -> None:
    """Answer the parent until it goes away."""
    bounds = Bounds(limits.seconds, limits.memory_bytes)
    answer_requests({name: partial(_answer, limits) for name in _OPERATIONS}, bounds)


def _answer(limits: Limits, request: dict[str, Any], data: bytes) -> Answer:
    try:
        return _OPERATIONS[request["op"]](request, data, limits)
    except RefusedFile as refused:
        return {"refused": [refused.refusal.code, refused.refusal.values]}, []
    except MemoryError:
        return {"refused": ["too_large", {"why": "memory"}]}, []


def _answer_read(request: dict[str, Any], data: bytes, limits: Limits) -> Answer:
    roster = read_roster(data, request["file"], limits, _unpack_hints(request["hints"]))
    return {}, [pack_roster(roster).dump()]


def _answer_read_and_scrub(request: dict[str, Any], data: bytes, limits: Limits) -> Answer:
    hints = _unpack_hints(request["hints"])
    roster = read_roster(data, request["file"], limits, hints)
    return {}, [pack_roster(roster).dump(), keep_file(data, roster, hints)]


def _answer_scrub(request: dict[str, Any], data: bytes, _limits: Limits) -> Answer:
    return {}, [scrub_file(data, _unpack_roster(request))]


def _answer_mark(request: dict[str, Any], data: bytes, _limits: Limits) -> Answer:
    name, marked = mark_problems(data, _unpack_roster(request), Language(request["language"]))
    return {"name": name}, [marked]


def _answer_correct(request: dict[str, Any], data: bytes, limits: Limits) -> Answer:
    corrections = unpack_corrections(request["corrections"])
    corrected = correct_file(data, _unpack_roster(request), corrections)
    hints = _unpack_hints(request["hints"])
    roster = read_roster(corrected, request["file"], limits, hints)
    return {}, [pack_roster(roster).dump(), keep_file(corrected, roster)]


def _answer_cells(request: dict[str, Any], data: bytes, _limits: Limits) -> Answer:
    return {}, [orjson.dumps(pack_tables(list_cells(data, _unpack_roster(request))))]


def _answer_sheets(_request: dict[str, Any], data: bytes, limits: Limits) -> Answer:
    return {}, [orjson.dumps(pack_sheets(list_sheets(data, limits)))]


_OPERATIONS = {
    "read": _answer_read,
    "read_and_scrub": _answer_read_and_scrub,
    "scrub": _answer_scrub,
    "mark": _answer_mark,
    "correct": _answer_correct,
    "cells": _answer_cells,
    "sheets": _answer_sheets,
}


def _unpack_roster(request: dict[str, Any]) -> Roster:
    return parse_packed(request["roster"].encode()).unpack()


def _unpack_hints(packed: dict[str, Any]) -> Hints:
    sets = {name: frozenset(packed[name]) for name in ("known_numbers", "known_words")}
    earlier = parse_packed(packed["earlier"].encode()).frame if packed["earlier"] else None
    today = date.fromisoformat(packed["today"])
    return Hints(**{**packed, **sets, "today": today, "earlier": earlier})


if __name__ == "__main__":
    serve(Limits(**orjson.loads(sys.argv[1])))
