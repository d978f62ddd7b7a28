"""The payloads of events: typed where they are made and read, and never a bare dictionary."""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError
from tests.core.worlds import WHO

from rosterdesk.core.models import Event
from rosterdesk.core.privacy.audit import Flaw, verify_trail
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail import payloads
from rosterdesk.core.trail.chain import chain_events, seal_private
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads import (
    CardChanged,
    DataForgotten,
    MailTaken,
    PlanRejected,
    PrinterQuiet,
    read_payload,
)

ROOT = Path(__file__).resolve().parents[2]
_ROOMS = ("core", "mailbox", "printer", "bot")
_INSIDE = ROOT / "core" / "trail"
CLASSES = [each for each in vars(payloads).values() if isinstance(each, type)]


def test_each_kind_of_event_has_one_class():
    kinds = [vars(each)["KIND"] for each in CLASSES if "KIND" in vars(each)]
    assert sorted(kinds) == sorted(Kind)


def test_each_private_field_has_a_default_for_when_it_is_erased():
    for each in CLASSES:
        for name, field in each.model_fields.items():
            assert "private" not in field.metadata or not field.is_required(), (each, name)


MADE = [
    PlanRejected(version=2, alone=True, reason="last year's list"),
    MailTaken(
        mail=7,
        files=((3, False), (4, True)),
        left_out=(("foto.jpg", "picture"),),
        names=("a.csv", "b.csv"),
    ),
    PrinterQuiet(printer="desk", slips=3, until=datetime(2026, 9, 1, 7, tzinfo=UTC)),
    CardChanged(blocked=4),
]


@pytest.mark.parametrize("made", MADE, ids=lambda made: made.KIND)
async def test_what_was_written_is_read_back(made, database):
    async with writing():
        event = await record(made, WHO)
    assert read_payload(await Event.get(id=event.id)) == made


async def test_after_erasing_the_rest_is_read(database):
    async with writing():
        event = await record(PlanRejected(version=2, reason="Noor is no pupil of ours"), WHO)
        assert "reason" not in event.data
        await Event.filter(id=event.id).update(private=None)
    assert PlanRejected.read(await Event.get(id=event.id)) == PlanRejected(version=2)


# As rows stand in databases of 0.1.0: written from dictionaries, without what came later.
OLD = [
    (Kind.PLAN_MADE, {"version": 1, "content": "ab", "counts": {"new": 2}}, {}),
    (Kind.MAIL_HELD, {"mail": 3, "reasons": ["no_school"]}, {}),
    (Kind.ACCESS_REFUSED, {}, {"user": None, "request": "document"}),
    (
        Kind.PLAN_ANSWERED,
        {"version": 1, "answer": "conflict", "row": ["", 2], "customer": None},
        {},
    ),
    (Kind.PRINTER_TROUBLE, {"printer": "desk", "reason": "paper_out"}, {}),
    (Kind.DATA_FORGOTTEN, {"forgotten": {"befores": 2}, "plans": []}, {}),
    (Kind.PLAN_APPROVED, {"version": 1, "content": "ab", "via": "shell:root"}, {}),
    (Kind.UPLOADER_GRANTED, {"expires_at": "2026-09-01T00:00:00+02:00"}, {}),
    (Kind.LOGIN_LOCKED, {}, {}),
]


async def test_rows_from_before_the_classes_are_read_and_verify(database):
    for kind, data, private in OLD:
        async with writing():
            sealed, digest = seal_private(private) if private else (None, None)
            event = await Event.create(
                at=datetime.now(UTC),
                kind=kind,
                actor=WHO.name,
                actor_reference=WHO.reference,
                channel="shell",
                data=data,
                private=sealed,
                private_digest=digest,
            )
            await chain_events([event])
        said = read_payload(event)
        assert said.KIND is kind
        for name, value in {**data, **private}.items():
            if name != "via":
                assert said.model_dump(mode="json")[name] == value
    flaws = {each.flaw for each in (await verify_trail()).findings}
    assert flaws == {Flaw.PLAN_CHANGED}, "only that there is no plan"


def test_a_misspelt_value_is_refused():
    with pytest.raises(ValidationError):
        DataForgotten(forgotten={}, plans=(), plan=())


def test_no_payload_is_a_bare_dictionary():
    """Events are written by ``record`` alone, which takes a payload, and are read by its class."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for room in _ROOMS
        for path in (ROOT / room).rglob("*.py")
        if not path.is_relative_to(_INSIDE)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if _makes_event(node) or _reads_dictionary(node)
    ]
    assert found == []


def _makes_event(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = ast.unparse(node.func)
    bare = any(isinstance(each, ast.Dict) for each in node.args[:1])
    return called == "Event.create" or (called in {"record", "note_shown"} and bare)


def _reads_dictionary(node: ast.AST) -> bool:
    """Return whether an event's value is taken by its name: ``event.data["x"]``, ``.get("x")``."""
    if not isinstance(node, ast.Subscript | ast.Attribute):
        return False
    of = ast.unparse(node.value).rsplit(".", 2)
    named = isinstance(node, ast.Subscript) or node.attr == "get"
    return named and len(of) > 1 and of[-2] == "event" and of[-1] in {"data", "facts", "private"}
