"""The buttons of a card: each carries the version that was shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from rosterdesk.bot.words.cards import describe_printing
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.compare.model import CardNumbers
from rosterdesk.core.intake.changing import can_change_columns
from rosterdesk.core.intake.remarks import has_remarks
from rosterdesk.core.language import N_
from rosterdesk.core.models import SlipOrder, SubmissionStatus
from rosterdesk.core.plans.answers import list_liftable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosterdesk.bot.words.cards import CardView
    from rosterdesk.core.language import Language

    Rows = list[list[InlineKeyboardButton]]


class PlanAction(CallbackData, prefix="plan"):
    """A button of a card. ``extra`` is short and specific to the action, for example a page."""

    action: str
    reference: str
    version: int  # 0 where there is no plan yet
    extra: str = ""


# The picture shows those who come and go in each class.
_PER_CLASS = ("new", "moved", "returned", "leaving")


def make_button(
    label: str, action: str, reference: str, version: int, extra: str = ""
) -> InlineKeyboardButton:
    data = PlanAction(action=action, reference=reference, version=version, extra=extra)
    return InlineKeyboardButton(text=label, callback_data=data.pack())


def draw_buttons(
    view: CardView, language: Language, *, in_group: bool = False, whole: bool = False
) -> InlineKeyboardMarkup | None:
    """Return the buttons that do something now: to decide, to answer, and behind More the rest.

    In a group there is nothing that shows people: those buttons are on the private card.
    """
    rows = _Drawing(view, language).draw(in_group=in_group, whole=whole)
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


class _Drawing:
    def __init__(self, view: CardView, language: Language) -> None:
        self._view = view
        self._language = language
        self._status = view.submission.status
        self._unclear = self._status is SubmissionStatus.NEEDS_MAPPING

    def draw(self, *, in_group: bool, whole: bool) -> Rows:
        if in_group:
            return self._draw_for_group()
        rows = [*self._decide(), *self._answer()]
        rest = [*self._look(), *self._finish()]
        if whole:
            return [*rows, *rest, [self._button("more", N_("➖ Less"))]]
        return [*rows, [self._button("more", N_("➕ More"), "whole")]] if rest else rows

    def _draw_for_group(self) -> Rows:
        top = [*self._approve(), *self._reject()]
        if not top and not self._view.slips_wanted:
            return []
        rows = [top] if top else [*self._print()]
        if top:
            rows.append([self._button("private", N_("🔒 Open in my own chat"))])
        return rows

    def _decide(self) -> Iterable[list[InlineKeyboardButton]]:
        """Yield the row that a decision needs: approve, reject, look."""
        if self._unclear:
            yield [*self._name_columns()]
            yield [*self._reject()]
        elif self._status is SubmissionStatus.WAITING and self._view.changes_nothing:
            yield [*self._approve()]
        elif self._view.is_undecided:
            yield [*self._approve(), *self._reject(), *self._see()]
        yield from self._print()

    def _approve(self) -> Iterable[InlineKeyboardButton]:
        if self._status is not SubmissionStatus.WAITING:
            return
        if self._view.changes_nothing:
            yield self._button("approve", N_("✅ Approve: nothing changes"))
        else:
            yield self._button("approve", N_("✅ Approve"))

    def _reject(self) -> Iterable[InlineKeyboardButton]:
        if self._view.is_undecided or self._unclear:
            yield self._button("reject", N_("❌ Reject"))

    def _see(self) -> Iterable[InlineKeyboardButton]:
        if self._view.plan is not None and not self._view.changes_nothing:
            yield self._button("look", N_("👀 Look"))

    def _print(self) -> Iterable[list[InlineKeyboardButton]]:
        if self._status is SubmissionStatus.APPLIED and self._view.slips_wanted:
            label = describe_printing(self._view.slips_wanted, self._language)
            by_name = self._button("print", N_("🔤 Print by name"), SlipOrder.NAME)
            yield [self._labelled("print", label), by_name]

    def _name_columns(self) -> Iterable[InlineKeyboardButton]:
        if self._view.submission.answer.get("school_codes"):
            yield self._button("codes", N_("🏫 Say which schools these are"))
        else:
            yield self._button("map", N_("🗂 Say what the columns are"))

    def _answer(self) -> Iterable[list[InlineKeyboardButton]]:
        """Yield the next step of each warning that asks something."""
        plan = self._view.plan
        if plan is None or not self._view.is_undecided:
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
        if any(each["code"] == "card_numbers" for each in plan.warnings):
            yield [
                self._button("cards", N_("💳 Use the file's card numbers"), CardNumbers.FILE),
                self._button("cards", N_("💳 Make our own"), CardNumbers.GENERATED),
            ]
        if list_liftable(plan.warnings):
            yield [self._button("lift", N_("🔓 Lift a warning …"))]

    def _look(self) -> Iterable[list[InlineKeyboardButton]]:
        """Yield the papers that have something in them."""
        view = self._view
        readable = view.originals and view.submission.original is not None
        plan = view.plan
        seen = plan is not None and not view.changes_nothing
        row = [*self._see()] if seen and not view.is_undecided else []
        if seen:
            if plan is not None and any(plan.counts.get(each) for each in _PER_CLASS):
                row.append(self._button("picture", N_("📊 Per class")))
            row.append(self._button("workbook", N_("📑 Workbook")))
        if readable:
            row.append(self._button("original", N_("📎 Their file")))
        yield from (row[n : n + 2] for n in range(0, len(row), 2))
        if readable and has_remarks(view.submission):
            yield [self._button("remarks", N_("📝 Their file with the remarks"))]
        if readable and view.submission.answer.get("corrected"):
            yield [self._button("mended", N_("✏️ What the sender corrected"))]

    def _finish(self) -> Iterable[list[InlineKeyboardButton]]:
        view = self._view
        if view.is_undecided or self._unclear:
            asked = view.submission.sender_id is not None and not view.unreachable
            ask = [self._button("ask", N_("💬 Ask the sender"))] if asked else []
            yield [*ask, self._button("later", N_("⏰ Tomorrow"))]
            if can_change_columns(view.submission):
                yield [self._button("map", N_("🗂 Change the columns"))]
            if self._status is SubmissionStatus.WAITING and view.changes_nothing:
                yield [*self._reject()]
        if self._status is SubmissionStatus.APPLIED:
            give = self._button("give", N_("📤 For the loan system …"))
            undo = [self._button("undo", N_("↩️ Undo …"))] if view.undoable else []
            yield [give, *undo]

    def _button(self, action: str, label: str, extra: str = "") -> InlineKeyboardButton:
        return self._labelled(action, phrases.say(self._language, label), extra)

    def _labelled(self, action: str, label: str, extra: str = "") -> InlineKeyboardButton:
        plan = self._view.plan
        version = plan.version if plan else 0
        return make_button(label, action, self._view.submission.reference, version, extra)
