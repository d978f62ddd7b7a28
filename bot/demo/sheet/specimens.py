"""Messages as they are when they are longest: names of sixty characters, many of everything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from aiogram.utils.formatting import Text
from tortoise import Tortoise

from rosterdesk.bot.chat.approval.buttons import draw_buttons
from rosterdesk.bot.chat.approval.card import draw_card
from rosterdesk.bot.chat.approval.lifting import draw_warnings
from rosterdesk.bot.chat.approval.looking import Where, draw_changes
from rosterdesk.bot.chat.approval.questions.conflicts import draw_answers, draw_conflict
from rosterdesk.bot.chat.approval.questions.date_order import draw_order_question, draw_orders
from rosterdesk.bot.chat.approval.questions.mapping import draw_answers as draw_column_answers
from rosterdesk.bot.chat.approval.questions.mapping import draw_choices, draw_question
from rosterdesk.bot.chat.approval.rejecting import draw_reasons
from rosterdesk.bot.chat.approval.reminders import draw_digest, draw_reminder
from rosterdesk.bot.chat.outbox.notices import describe_notice, draw_notice_buttons
from rosterdesk.bot.chat.outbox.notices import draw_question as draw_asked
from rosterdesk.bot.chat.uploads.taking import draw_received
from rosterdesk.bot.program.database import APPS
from rosterdesk.bot.words.cards import CardView, Earlier
from rosterdesk.bot.words.verdicts.reasons import list_reasons
from rosterdesk.core.applying.decisions import Lifting, Undoing
from rosterdesk.core.approval.deadlines import REMINDERS
from rosterdesk.core.approval.waiting import Waiting
from rosterdesk.core.compare.model import Change, ChangeKind
from rosterdesk.core.models import (
    Channel,
    Customer,
    Event,
    Plan,
    PlanStatus,
    Question,
    School,
    SlipStatus,
    Submission,
    SubmissionStatus,
    Trust,
)
from rosterdesk.core.roster.model import Column
from rosterdesk.core.roster.problems import make_problem
from rosterdesk.core.trail.payloads import (
    Payload,
    PlanApplied,
    PlanMade,
    PlanRejected,
    PlanStale,
    PlanUndone,
    SubmissionNeedsMapping,
    SubmissionRefused,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from aiogram.types import InlineKeyboardMarkup

    from rosterdesk.core.language import Language

NAME = "Wilhelmina-Johanna van der Meulen-Oosterhuis tot Voorbeelddam"[:60]
SCHOOL = "Openbare Basisschool De Zeer Lang Genoemde Regenboog Oost 12"[:60]
FILE = "leerlingen export schooljaar 2026-2027 definitief versie.xlsx"[:60]
REFERENCE = "ACDEFG"
_WHEN = datetime(2026, 11, 23, 13, 2, tzinfo=UTC)
_COUNTS = {
    "new": 128,
    "changed": 541,
    "moved": 12,
    "returned": 3,
    "leaving": 104,
    "conflicts": 7,
    "skipped": 2,
    "unchanged": 1,
}
_WARNINGS = [
    {
        "code": "many_leaving",
        "blocks": True,
        "values": {"leaving": 104, "members": 300, "percent": 35},
    },
    {"code": "partial_file", "withholds": True, "values": {"classes": ["8a", "8b"], "years": []}},
    {"code": "probable_duplicates", "values": {"count": 7}},
    {"code": "year_rollover", "values": {"up": 512, "pupils": 600, "only_year": 498}},
]


_FIELDS = ("surname", "first_name", "email", "street", "city", "phone", "sex")
_VALUES = ("Oude waarde die lang is " * 3, "Nieuwe waarde die lang is " * 3)


@dataclass(frozen=True, slots=True)
class Specimen:
    name: str
    text: Text
    markup: InlineKeyboardMarkup | None = None


def make_specimens(language: Language) -> list[Specimen]:
    """Return them all; the tables are only described for it, no database is opened."""
    for label, models in APPS.items():
        Tortoise.init_models([models], label, _init_relations=label == list(APPS)[-1])
    return [
        *_cards(language),
        *_reminders(language),
        *_steps(language),
        *_notices(language),
    ]


def make_submission(status: SubmissionStatus = SubmissionStatus.WAITING) -> Submission:
    submission = Submission(
        id=1,
        reference=REFERENCE,
        status=status,
        channel=Channel.MAIL,
        trust=Trust.A,
        sender_id=1,
        sender_name=f"{NAME} <marijke@regenboog.example>",
        file_name=FILE,
        note="De groepen 8 zijn van school. " * 12,
        answer={
            "format": "xlsx",
            "pupils": 600,
            "problems": 15,
            "errors": 12,
            "dropped": ["BSN", "Etniciteit"],
        },
        original="kept",
        received_at=_WHEN,
    )
    submission.school = School(id=1, code="12AB00", name=SCHOOL)
    return submission


def make_plan(submission: Submission, status: PlanStatus = PlanStatus.WAITING) -> Plan:
    decided = status not in (PlanStatus.WAITING, PlanStatus.BLOCKED)
    plan = Plan(
        id=1,
        version=3,
        status=status,
        counts=_COUNTS,
        warnings=_WARNINGS,
        made_at=_WHEN,
        decided_at=_WHEN if decided else None,
        decided_by=NAME if decided else None,
        reason="Dit is het bestand van vorig jaar. " * 10 if decided else None,
    )
    plan.submission = submission
    return plan


def _cards(language: Language) -> Iterable[Specimen]:
    for status in SubmissionStatus:
        view = _make_view(status)
        yield from _draw(f"card: {status.value}", view, language)
        if status in (SubmissionStatus.WAITING, SubmissionStatus.APPLIED):
            drawn = draw_card(view, language, in_group=True)
            group = draw_buttons(view, language, in_group=True)
            yield Specimen(f"card in a group: {status.value}", drawn, group)
    for name, view in _list_usual():
        yield from _draw(f"usual card: {name}", view, language)
    most = _make_view(SubmissionStatus.BLOCKED)
    drawn = draw_card(most, language, whole=True)
    yield Specimen("more of a card", drawn, draw_buttons(most, language, whole=True))


def _draw(name: str, view: CardView, language: Language) -> Iterable[Specimen]:
    yield Specimen(name, draw_card(view, language), draw_buttons(view, language))


def _make_view(status: SubmissionStatus) -> CardView:
    """Return a card that is as full as it gets."""
    submission = make_submission(status)
    undecided = (SubmissionStatus.WAITING, SubmissionStatus.BLOCKED)
    known = status.value in set(PlanStatus) and status not in undecided
    plan = make_plan(submission, PlanStatus(status.value) if known else PlanStatus.WAITING)
    early = (SubmissionStatus.RECEIVED, SubmissionStatus.READ, SubmissionStatus.NEEDS_MAPPING)
    applied = status is SubmissionStatus.APPLIED
    slips: dict[str, int] = {SlipStatus.SENT: 245, SlipStatus.UNKNOWN: 2, SlipStatus.FAILED: 3}
    return CardView(
        submission,
        None if status in (*early, SubmissionStatus.REFUSED) else plan,
        slips_wanted=128 if applied else 0,
        slips=slips if applied else {},
        earlier=Earlier(date(2025, 8, 24), _COUNTS | {"unchanged": 4000}),
        questions=[make_question()],
        votes=[NAME] if status is SubmissionStatus.WAITING else [],
        approvers=2,
        unreachable=status is SubmissionStatus.BLOCKED,
        liftings=[Lifting("many_leaving", 104, NAME, _WHEN)],
        undoings=[Undoing(NAME, _WHEN, 30, 2, 4)]
        if status in (SubmissionStatus.APPLIED, SubmissionStatus.UNDONE)
        else [],
        undoable=applied,
    )


def _list_usual() -> Iterable[tuple[str, CardView]]:
    """Return the cards of usual days, with names as they usually are."""
    rollover = {"code": "year_rollover", "values": {"up": 212, "pupils": 245, "only_year": 205}}
    leaving = {"leaving": 16, "members": 30, "percent": 53}
    guard = {"code": "many_leaving", "blocks": True, "values": leaving}
    waiting, blocked = SubmissionStatus.WAITING, SubmissionStatus.BLOCKED
    yield "good", _make_usual(waiting, {"new": 30})
    yield "changes", _make_usual(waiting, {"new": 5, "leaving": 2, "changed": 24, "unchanged": 9})
    yield "stopped", _make_usual(blocked, {"leaving": 16, "unchanged": 14}, [guard])
    year = {"new": 28, "changed": 212, "leaving": 31, "unchanged": 5}
    yield "new year", _make_usual(waiting, year, [rollover])
    yield "nothing", _make_usual(waiting, {"unchanged": 245})
    done = _make_usual(SubmissionStatus.APPLIED, {"new": 245}, slips={SlipStatus.SENT: 245})
    yield "printed", done
    yield (
        "undone",
        replace(
            _make_usual(SubmissionStatus.UNDONE, {"new": 245}),
            undoings=[Undoing("Anna Smit", _WHEN, 245, 0, 12)],
        ),
    )


def _make_usual(
    status: SubmissionStatus,
    counts: dict[str, int],
    warnings: Sequence[dict[str, Any]] = (),
    slips: dict[str, int] | None = None,
) -> CardView:
    submission = make_submission(status)
    submission.school.name = "De Regenboog"
    submission.sender_name = "Marijke de Wit"
    submission.file_name = "leerlingen.xlsx"
    submission.note = ""
    submission.answer = {"format": "xlsx", "pupils": sum(counts.values())}
    known = status in (SubmissionStatus.APPLIED, SubmissionStatus.UNDONE)
    plan = make_plan(submission, PlanStatus(status.value) if known else PlanStatus.WAITING)
    plan.version, plan.counts, plan.warnings = 1, counts, list(warnings)
    plan.decided_by = "Anna Smit" if known else None
    return CardView(submission, plan, 0, slips or {}, undoable=known)


def make_question() -> Question:
    return Question(
        id=1,
        asked_by=NAME,
        asked_at=_WHEN,
        text="Is klas 8z een nieuwe klas, of is dit een typefout? " * 3,
        answer="Die is nieuw sinds augustus, met juf Anouk. " * 3,
    )


def _reminders(language: Language) -> Iterable[Specimen]:
    submission = make_submission()
    plan = make_plan(submission)
    waiting = Waiting(submission, plan.version, plan.made_at)
    for kind in sorted(REMINDERS):
        yield Specimen(kind.value, *draw_reminder(kind, waiting, language))
    digest = draw_digest([submission] * 20, {1: plan}, language)
    yield Specimen("digest.made", digest)


def _steps(language: Language) -> Iterable[Specimen]:
    button = (REFERENCE, 3)
    changes = [_change(kind, row) for row in range(2, 10) for kind in ChangeKind]
    words, markup = draw_changes(changes, Where(), "", language, names=True, button=button)
    yield Specimen("look", words, markup)
    changed = Where(kind=list(ChangeKind).index(ChangeKind.CHANGED))
    yield Specimen(
        "look: changed", *draw_changes(changes, changed, "wil", language, names=True, button=button)
    )
    menu = Where(menu=True)
    yield Specimen(
        "look: classes", *draw_changes(changes, menu, "", language, names=False, button=button)
    )
    yield Specimen("lift", *draw_warnings(make_plan(make_submission()), REFERENCE, language))
    reasons = list_reasons(make_plan(make_submission()))
    yield Specimen("reject", *draw_reasons(reasons, button, language, sent_in=language))
    conflict = _change(ChangeKind.CONFLICT, 12)
    conflict.remarks = ("likely_double",)
    people = [_known(number) for number in range(1, 6)]
    yield Specimen(
        "conflict",
        draw_conflict(conflict, people, 7, language),
        draw_answers(conflict, people, button, language),
    )
    column = Column("Kolom zonder duidelijke betekenis " * 3, None, (NAME, NAME, NAME))
    yield Specimen(
        "column",
        draw_question(column, 1, 3, language),
        draw_choices(1, {"surname"}, REFERENCE, language),
    )
    answered = draw_column_answers([column] * 3, {column.header: "surname"}, REFERENCE, language)
    yield Specimen("columns answered", *answered)
    doubt = make_problem("date_ambiguous", column="Geboortedatum", samples=["02/03/2015"] * 3)
    yield Specimen(
        "order of dates",
        draw_order_question(doubt, language),
        draw_orders(doubt, REFERENCE, language),
    )


def _change(kind: ChangeKind, row: int) -> Change:
    return Change(
        kind=kind,
        customer_id=row,
        row=row,
        name=NAME,
        class_code="8a",
        class_name="Groep 8a met een lange naam 30",
        fields=dict.fromkeys(_FIELDS, _VALUES),
        remarks=("year_up",),
    )


def _known(number: int) -> Customer:
    return Customer(
        id=number,
        first_name="Wilhelmina-Johanna",
        prefix="van der",
        surname="Meulen-Oosterhuis tot Voorbeelddam",
        external_number="12345678",
        birth_date=date(2015, 2, 1),
        email="wilhelmina@regenboog.example",
        class_code="8a",
    )


def _list_payloads() -> Iterable[Payload]:
    yield PlanMade(version=1, content=None, counts=_COUNTS)
    yield PlanApplied(version=1, content=None, counts=_COUNTS)
    yield PlanRejected(version=1, reason="Dit is het bestand van vorig jaar.")
    yield PlanStale(superseded_by="H7K2QX")
    yield PlanUndone(version=1, people=30, left=0)
    for reading in (SubmissionRefused, SubmissionNeedsMapping):
        yield reading(
            format=None,
            pupils=0,
            fields=(),
            problems=0,
            errors=0,
            dropped=(),
            unread=(),
            school_year=None,
            created_on=None,
            refused="damaged" if reading is SubmissionRefused else None,
        )


def _notices(language: Language) -> Iterable[Specimen]:
    submission = make_submission()
    for payload in _list_payloads():
        kind = payload.KIND
        data, private = payload.write()
        event = Event(kind=kind.value, data=data, private=private)
        event.submission = submission
        said = Text(describe_notice(event, language) or "")
        markup = draw_notice_buttons(event, language)
        yield Specimen(f"sender: {kind.value}", said, markup)
    yield Specimen("sender: question.asked", draw_asked(make_question(), submission, language))
    yield Specimen("received", draw_received(SCHOOL, [[REFERENCE, FILE, ""]], language))
    yield Specimen("received again", draw_received(SCHOOL, [[REFERENCE, FILE, "again"]], language))
    yield Specimen("received: album", draw_received(SCHOOL, [[REFERENCE, FILE, ""]] * 10, language))
