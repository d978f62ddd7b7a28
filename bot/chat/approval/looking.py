"""Looking through the changes of a plan: pages, by kind, by class, by a name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aiogram.fsm.state import State, StatesGroup
from aiogram.types import InlineKeyboardMarkup
from aiogram.utils.formatting import Bold, Italic, Text, as_list

from rosterdesk.bot.chat.approval.buttons import make_button
from rosterdesk.bot.chat.screen.buttons import keyboard
from rosterdesk.bot.chat.screen.dialogs import begin_dialog
from rosterdesk.bot.chat.screen.outgoing import make_stop
from rosterdesk.bot.models import Search
from rosterdesk.bot.words.submissions import SIGNS
from rosterdesk.bot.words.texts import phrases, shorten
from rosterdesk.core.compare.answers import (
    describe_remark,
    format_field_value,
    name_field,
    name_kind,
)
from rosterdesk.core.compare.model import ChangeKind
from rosterdesk.core.models import Plan, StaffRole
from rosterdesk.core.plans.changes import load_changes
from rosterdesk.core.plans.searching import find_called
from rosterdesk.core.plans.versions import find_version
from rosterdesk.core.trail.payloads import ChangesShown
from rosterdesk.core.trail.sightings import note_shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aiogram import Bot
    from aiogram.fsm.context import FSMContext
    from aiogram.types import InlineKeyboardButton, Message

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.chat.approval.press import Press
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.compare.model import Change
    from rosterdesk.core.language import Language

# Together these keep the longest page under Telegram's 4096 (measured on the sheet).
_ON_A_PAGE = 20
_NAME_LENGTH, _CLASS_LENGTH = 50, 24
_SHORT_LENGTH = 24  # of a value on its person's line
# Of so few everything is shown.
_MOST_WHOLE = 3
_MOST_FIELDS = 8
_VALUE_LENGTH = 40
_REMARK_LENGTH = 60
_CLASS_BUTTONS = 24
_KINDS = tuple(ChangeKind)
_WITH_FIELDS = (ChangeKind.CHANGED, ChangeKind.MOVED, ChangeKind.RETURNED)
# The line says these already, by the class or by its sign.
_SAID = {"class_code", "class_name", "year", "school_id", "school_member"}


class Searching(StatesGroup):
    text = State()


@dataclass(frozen=True, slots=True)
class Where:
    """The page that is shown: a button's ``extra``, "kind.class.page.search", all numbers.

    ``kind`` is a place in ChangeKind, ``class_`` one in the plan's own list of classes; -1 is
    everything. ``menu`` shows the classes to choose from.
    """

    kind: int = -1
    class_: int = -1
    page: int = 0
    search: bool = False
    menu: bool = False

    def pack(self) -> str:
        return f"{self.kind}.{self.class_}.{self.page}.{self.search:d}.{self.menu:d}"


def read_where(extra: str) -> Where:
    """Read what a button says; it comes back from the client, so anything may be in it."""
    try:
        kind, class_, page, search, menu = (int(part) for part in extra.split("."))
    except ValueError:
        return Where()
    kind = kind if -1 <= kind < len(_KINDS) else -1
    return Where(kind, max(class_, -1), max(page, 0), bool(search), bool(menu))


async def look(pressed: Press) -> None:
    pressed.require_private()
    plan = await pressed.find_plan()
    where = read_where(pressed.asked.extra)
    search = await _find_search(pressed.chat_id, plan) if where.search else ""
    names = pressed.settings.chat.approvals.names_in_private
    words, markup = await draw_page(plan, where, search, pressed.language, names=names)
    if names and not pressed.asked.extra:
        await note_shown(ChangesShown(form="pages"), pressed.actor, submission=plan.submission)
    if pressed.asked.extra:
        await pressed.edit(words.as_kwargs(), markup)
    else:
        await pressed.send(words.as_kwargs(), markup)


async def ask_search(pressed: Press) -> None:
    pressed.require_private()
    asked = pressed.asked
    question = phrases.say(pressed.language, "Type a part of the name.")
    prompt = pressed.send(question, keyboard([[make_stop(pressed.language)]]))
    await begin_dialog(
        pressed.state, Searching.text, prompt, reference=asked.reference, version=asked.version
    )


async def take_search(
    message: Message,
    bot: Bot,
    member: Member | None,
    settings: Settings,
    state: FSMContext,
    language: Language,
) -> None:
    asked = await state.get_data()
    await state.clear()
    if member is None or not member.has_role(StaffRole.LIBRARIAN, StaffRole.ADMINISTRATOR):
        return
    plan = await find_version(asked["reference"], asked["version"])
    if plan is None:
        return
    text = (message.text or "").strip()[:_NAME_LENGTH]
    await Search.update_or_create(
        {"text": text}, chat_id=message.chat.id, submission=plan.submission
    )
    names = settings.chat.approvals.names_in_private
    words, markup = await draw_page(plan, Where(search=True), text, language, names=names)
    await bot.send_message(message.chat.id, **words.as_kwargs(), reply_markup=markup)


async def _find_search(chat_id: int, plan: Plan) -> str:
    found = await Search.get_or_none(chat_id=chat_id, submission_id=plan.submission_id)
    return found.text if found else ""


async def draw_page(
    plan: Plan, where: Where, search: str, language: Language, *, names: bool
) -> tuple[Text, InlineKeyboardMarkup]:
    changes = [change for _, change in await load_changes(plan.id)]
    reference = plan.submission.reference
    return draw_changes(
        changes, where, search, language, names=names, button=(reference, plan.version)
    )


def draw_changes(
    changes: Sequence[Change],
    where: Where,
    search: str,
    language: Language,
    *,
    names: bool,
    button: tuple[str, int],
) -> tuple[Text, InlineKeyboardMarkup]:
    """Return one page and its buttons; ``button`` is the reference and the version of the plan."""
    classes = sorted({_name_class(change) for change in changes})
    found = [c for c in changes if _is_wanted(c, where, classes)]
    found = find_called(found, search) if search and names else found
    pages = max(1, -(-len(found) // _ON_A_PAGE))
    where = replace(where, page=min(where.page, pages - 1))
    shown = found[where.page * _ON_A_PAGE :][:_ON_A_PAGE]
    lines = [_draw_head(len(found), where, classes, search, pages, language)]
    if names and len(found) <= _MOST_WHOLE:
        lines += [_draw_whole(change, language) for change in shown]
    else:
        lines += [draw_line(change, language, names=names) for change in shown]
    rows = _draw_buttons(changes, where, classes, pages, language, button)
    return as_list(*lines), InlineKeyboardMarkup(inline_keyboard=rows)


def _draw_head(
    count: int,
    where: Where,
    classes: Sequence[str],
    search: str,
    pages: int,
    language: Language,
) -> Text:
    said = (
        phrases.say_many(language, count, "{count} change", "{count} changes")
        if count
        else phrases.say(language, "Nobody found")
    )
    filtered = _describe_filter(where, classes, search, language)
    if pages == 1:
        return Text(Bold(said), filtered)
    page = phrases.say(language, "page {page} of {pages}", page=where.page + 1, pages=pages)
    return Text(Bold(said), filtered, Italic(f" · {page}"))


def _is_wanted(change: Change, where: Where, classes: Sequence[str]) -> bool:
    of_kind = where.kind < 0 or change.kind is _KINDS[where.kind]
    everywhere = not 0 <= where.class_ < len(classes)
    return of_kind and (everywhere or _name_class(change) == classes[where.class_])


def _name_class(change: Change) -> str:
    return change.class_name or change.class_code or "–"


def _describe_filter(where: Where, classes: Sequence[str], search: str, language: Language) -> str:
    parts = []
    if where.kind >= 0:
        parts.append(name_kind(_KINDS[where.kind], language))
    if 0 <= where.class_ < len(classes):
        parts.append(classes[where.class_])
    if search:
        parts.append(f"“{search}”")
    return "".join(f" · {part}" for part in parts)


def draw_line(change: Change, language: Language, *, names: bool) -> Text:
    """Return a change in one line, for example "~ Inès Bos-Veenstra 1b → 2b"."""
    name = shorten(change.name, _NAME_LENGTH) if names else phrases.say(language, "(a pupil)")
    before, after = _list_classes(change)
    moved = f"{before} → {after}" if before and after and before != after else after or before
    said = _describe_rest(change, language) if names else ""
    return Text(SIGNS[change.kind], " ", Bold(name), f" {moved}" if moved else "", said)


def _list_classes(change: Change) -> tuple[str, str]:
    """Return the class that the person is in, and the one of the file."""
    known = change.fields.get("class_code") or change.fields.get("class_name") or (None, None)
    now = change.class_name or change.class_code or ""
    if "class_code" in change.fields:
        now = str(known[1] or now)
    old = "" if change.kind is ChangeKind.NEW else str(known[0] or "")
    return shorten(old, _CLASS_LENGTH), shorten(now, _CLASS_LENGTH)


def _describe_rest(change: Change, language: Language) -> str:
    """Return what else changes: one field with its values, of more their names; or why nothing."""
    if change.kind in (ChangeKind.CONFLICT, ChangeKind.SKIPPED) and change.remarks:
        return f" · {shorten(describe_remark(change.remarks[0], language), _REMARK_LENGTH)}"
    if change.kind not in _WITH_FIELDS:
        return ""
    fields = [each for each in change.fields if each not in _SAID]
    if len(fields) == 1:
        old, new = _format_pair(change, fields[0], _SHORT_LENGTH, language)
        return f" · {name_field(fields[0], language)}: {old} → {new}"
    return f" · {', '.join(name_field(each, language) for each in fields)}" if fields else ""


def _draw_whole(change: Change, language: Language) -> Text:
    """Return a person with all that changes of them: a search comes to this."""
    where = change.class_name or change.class_code or ""
    head = Text(SIGNS[change.kind], " ", Bold(change.name), f" {where}" if where else "")
    lines = [head]
    if change.kind in _WITH_FIELDS:
        lines += [Text("    ", line) for line in _list_fields(change, language)]
    lines += [Text("    ", Italic(describe_remark(each, language))) for each in change.remarks[:2]]
    return as_list(*lines)


def _list_fields(change: Change, language: Language) -> Iterable[str]:
    for field in list(change.fields)[:_MOST_FIELDS]:
        old, new = _format_pair(change, field, _VALUE_LENGTH, language)
        yield f"{name_field(field, language)}: {old} → {new}"
    if len(change.fields) > _MOST_FIELDS:
        yield "…"


def _format_pair(change: Change, field: str, longest: int, language: Language) -> tuple[str, str]:
    before, after = change.fields[field]
    return (
        shorten(format_field_value(field, before, language) or "–", longest),
        shorten(format_field_value(field, after, language) or "–", longest),
    )


def _draw_buttons(
    changes: Sequence[Change],
    where: Where,
    classes: Sequence[str],
    pages: int,
    language: Language,
    button: tuple[str, int],
) -> list[list[InlineKeyboardButton]]:
    def make(label: str, target: Where) -> InlineKeyboardButton:
        return make_button(label, "look", *button, target.pack())

    rows: list[list[InlineKeyboardButton]] = []
    turns = []
    if where.page > 0:
        turns.append(make("◀️", replace(where, page=where.page - 1)))
    if where.page < pages - 1:
        turns.append(make("▶️", replace(where, page=where.page + 1)))
    if turns:
        rows.append(turns)
    if where.menu:
        shown = list(enumerate(classes))[:_CLASS_BUTTONS]
        target = replace(where, menu=False, page=0)
        made = [make(name[:20], replace(target, class_=number)) for number, name in shown]
        made.append(make(phrases.say(language, "All classes"), replace(target, class_=-1)))
        return [*rows, *(made[n : n + 4] for n in range(0, len(made), 4))]
    present = [kind for kind in _KINDS if any(change.kind is kind for change in changes)]
    kinds = [
        make(
            f"{SIGNS[kind]} {sum(c.kind is kind for c in changes)}", Where(kind=_KINDS.index(kind))
        )
        for kind in present
    ]
    rows += [kinds[n : n + 4] for n in range(0, len(kinds), 4)]
    last = [make(phrases.say(language, "🏫 Class"), replace(where, menu=True))]
    if where != Where():
        last.append(make(phrases.say(language, "Everything"), Where()))
    last.append(make_button(phrases.say(language, "🔎 Name"), "search", *button))
    return [*rows, last]
