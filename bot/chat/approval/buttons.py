"""The buttons of a card: each carries the version that was shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.compare.model import PlanWarning
from rosterdesk.core.intake.remarks import has_remarks
from rosterdesk.core.language import N_
from rosterdesk.core.models import SlipOrder, SubmissionStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosterdesk.bot.chat.approval.card import CardView
    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Plan

    Rows = list[list[InlineKeyboardButton]]


class PlanAction(CallbackData, prefix="plan"):
    """A button of a card. ``extra`` is short and specific to the action, for example a page."""

    action: str
    reference: str
    version: int  # 0 where there is no plan yet
    extra: str = ""


_UNDECIDED = (SubmissionStatus.WAITING, SubmissionStatus.BLOCKED)
_PAPERS = (
    ("look", N_("👀 Look")),
    ("picture", N_("📊 Per class")),
    ("workbook", N_("📑 Workbook")),
    ("original", N_("📎 Their file")),
)


def make_button(
    label: str, action: str, reference: str, version: int, extra: str = ""
) -> InlineKeyboardButton:
    data = PlanAction(action=action, reference=reference, version=version, extra=extra)
    return InlineKeyboardButton(text=label, callback_data=data.pack())


def is_liftable(warning: PlanWarning) -> bool:
    return (warning.blocks or warning.withholds) and not warning.lifted


def list_liftable(plan: Plan) -> list[PlanWarning]:
    found = [PlanWarning(**each) for each in plan.warnings]
    return [each for each in found if is_liftable(each) and each.code != "delta_file"]


def draw_buttons(
    view: CardView, language: Language, *, in_group: bool = False
) -> InlineKeyboardMarkup | None:
    """Return the buttons that still make sense; a decided card has none to decide with.

    In a group there is nothing that shows people: those buttons are on the private card.
    """
    rows = _Drawing(view, language).draw(in_group=in_group)
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


class _Drawing:
    def __init__(self, view: CardView, language: Language) -> None:
        self._view = view
        self._language = language
        self._status = view.submission.status

    def draw(self, *, in_group: bool) -> Rows:
        rows = [*self._decide()]
        if in_group:
            if self._status in (*_UNDECIDED, SubmissionStatus.NEEDS_MAPPING):
                rows.append([self._button("private", N_("🔒 Open in my own chat"))])
            return rows
        rows += self._answer()
        rows += self._look()
        rows += self._finish()
        return rows

    def _decide(self) -> Iterable[list[InlineKeyboardButton]]:
        reject = self._button("reject", N_("❌ Reject"))
        if self._status is SubmissionStatus.WAITING:
            yield [self._button("approve", N_("✅ Approve")), reject]
        elif self._status in (SubmissionStatus.BLOCKED, SubmissionStatus.NEEDS_MAPPING):
            yield [reject]
        elif self._status is SubmissionStatus.APPLIED and self._view.slips_wanted:
            label = phrases.say_many(
                self._language,
                self._view.slips_wanted,
                "🖨 Print {count} slip",
                "🖨 Print {count} slips",
            )
            by_name = self._button("print", N_("🔤 Print by name"), SlipOrder.NAME)
            yield [self._labelled("print", label), by_name]

    def _answer(self) -> Iterable[list[InlineKeyboardButton]]:
        plan = self._view.plan
        if self._status is SubmissionStatus.NEEDS_MAPPING:
            yield [self._button("map", N_("🗂 Say what the columns are"))]
        if plan is None or self._status not in _UNDECIDED:
            return
        if count := plan.counts.get("conflicts", 0):
            label = phrases.say_many(
                self._language,
                count,
                "❓ Say who {count} person is",
                "❓ Say who {count} people are",
            )
            yield [self._labelled("solve", label)]
        if any(each["code"] == "renumbered" for each in plan.warnings):
            yield [
                self._button("renumber", N_("🔢 Take the new numbers"), "yes"),
                self._button("renumber", N_("🔢 Ask about each"), "no"),
            ]
        if list_liftable(plan):
            yield [self._button("lift", N_("🔓 Lift a warning …"))]

    def _look(self) -> Iterable[list[InlineKeyboardButton]]:
        if self._view.plan is not None and self._status is not SubmissionStatus.REFUSED:
            buttons = [self._button(action, label) for action, label in _PAPERS]
            yield buttons[:2]
            yield buttons[2:]
        if has_remarks(self._view.submission):
            yield [self._button("remarks", N_("📝 Their file with the remarks"))]

    def _finish(self) -> Iterable[list[InlineKeyboardButton]]:
        if self._status in (*_UNDECIDED, SubmissionStatus.NEEDS_MAPPING):
            row = [self._button("later", N_("⏰ Tomorrow"))]
            if self._view.submission.sender_id is not None:
                row.insert(0, self._button("ask", N_("💬 Ask the sender")))
            yield row
        if self._status is SubmissionStatus.APPLIED:
            yield [self._button("undo", N_("↩️ Undo …"))]

    def _button(self, action: str, label: str, extra: str = "") -> InlineKeyboardButton:
        return self._labelled(action, phrases.say(self._language, label), extra)

    def _labelled(self, action: str, label: str, extra: str = "") -> InlineKeyboardButton:
        plan = self._view.plan
        version = plan.version if plan else 0
        return make_button(label, action, self._view.submission.reference, version, extra)
