"""Taking over in chat: the export is dropped, its difference shown, and all of it taken or nothing.

The file itself is kept nowhere: Telegram has it, and it is fetched again for each step. What is
taken over is exactly the difference that was shown, or nothing.
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

from aiogram import F
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from aiogram.utils.chat_action import ChatActionSender
from aiogram.utils.formatting import Bold, Text

from rosterdesk.bot.chat.access.rights import ADMINISTRATORS
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.screen.buttons import Buttons, MenuAction, button, keyboard
from rosterdesk.bot.chat.screen.dialogs import TAKEOVER, begin_dialog, end_dialog, set_aside
from rosterdesk.bot.chat.screen.screen import show_screen
from rosterdesk.bot.chat.takeover.showing import draw_difference, draw_remarks, name_columns
from rosterdesk.bot.chat.telegram.quietly import quietly
from rosterdesk.bot.chat.telegram.updates import describe_stale
from rosterdesk.bot.chat.uploads.taking import find_limit, read_document
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.customers.schools import find_school
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.takeover.loading import take_over
from rosterdesk.core.takeover.model import (
    ChangedMeanwhileError,
    NotTakenError,
    UnknownColumnsError,
)
from rosterdesk.core.takeover.reading import read_members
from rosterdesk.core.takeover.undoing import undo_takeover

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.fsm.context import FSMContext
    from aiogram.types import InlineKeyboardButton

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library
    from rosterdesk.core.takeover.loading import TakenOver
    from rosterdesk.core.takeover.model import MemberFile


class TakingOver(StatesGroup):
    file = State()


class TakeoverAction(CallbackData, prefix="tko"):
    """A button of a take-over: others, columns, take, stop; ask and undo of one that was done."""

    action: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Export:
    """The dropped file as Telegram names it, what was answered about it, and what was shown."""

    file_id: str
    name: str
    school: str = ""
    without: tuple[str, ...] = ()  # columns that are not used
    leave_others: bool = False
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that a step needs: where it is shown, who asks, and the dialog."""

    bot: Bot
    chat_id: int
    message_id: int | None
    member: Member
    library: Library
    state: FSMContext
    language: Language

    def say(self, message: str, **values: object) -> str:
        return phrases.say(self.language, message, **values)

    async def show(self, words: Text, buttons: Buttons, export: Export | None = None) -> None:
        """Show it, and remember of which file this message is; None: of none any more."""
        shown = await show_screen(self.bot, self.chat_id, self.message_id, words, buttons)
        kept = {"message": shown, **asdict(export)} if export else {}
        await set_aside(self.state, TAKEOVER).set_data(kept)

    def button(self, label: str, action: str, reference: str = "") -> InlineKeyboardButton:
        return button(self.say(label), TakeoverAction(action=action, reference=reference))


async def ask_by_command(message: Message, state: FSMContext, language: Language) -> None:
    await begin_dialog(state, TakingOver.file, message.answer(_describe_what(language)))


async def ask_by_menu(
    query: CallbackQuery, bot: Bot, state: FSMContext, language: Language
) -> None:
    await query.answer()
    prompt = bot.send_message(query.from_user.id, _describe_what(language))
    await begin_dialog(state, TakingOver.file, prompt)


def _describe_what(language: Language) -> str:
    return phrases.say(
        language,
        "Drop the export of your loan system here as a file: Koha (CSV), Wise (CSV) or FOLIO"
        " (JSON), or a table as CSV. Nothing changes before you have seen what would change. If the"
        " file names no school, type the code of the school under it. /cancel to stop.",
    )


async def ask_for_file(message: Message, language: Language) -> None:
    await message.reply(_describe_what(language))


async def take_file(
    message: Message,
    bot: Bot,
    member: Member,
    library: Library,
    state: FSMContext,
    language: Language,
) -> None:
    """Take the dropped export; until one could be read, another may be dropped."""
    dropped = read_document(message)
    if dropped.size > (limit := find_limit(bot, library)):
        too_large = phrases.say(
            language,
            "This file is larger than {limit} MB, which is the most that can be taken here. Take it"
            " over at the command line: rosterdesk customer load.",
            limit=round(limit / 1e6),
        )
        await message.reply(too_large)
        return
    school = dropped.note.strip()
    if school:
        school = (await find_school(school)).code
    desk = Desk(bot, message.chat.id, None, member, library, state, language)
    if await _look(desk, Export(dropped.file_id, dropped.name, school)):
        await end_dialog(state)


async def answer(
    query: CallbackQuery,
    callback_data: TakeoverAction,
    bot: Bot,
    member: Member,
    library: Library,
    state: FSMContext,
    language: Language,
) -> None:
    """Look again with the answer, or take over what was shown."""
    export = await _find_export(query, state)
    if export is None:
        await query.answer(describe_stale(language), show_alert=True)
        return
    await quietly(query.answer())
    desk = _open_desk(query, bot, member, library, state, language)
    match callback_data.action:
        case "columns":
            found = await _fetch(desk, export)
            await _look(desk, replace(export, without=_list_unknown(found, export)))
        case "others":
            await _look(desk, replace(export, leave_others=True))
        case "take":
            await _take(desk, export)
        case _:
            await desk.show(Text(desk.say(N_("Stopped. Nothing was changed."))), [])


def _open_desk(
    query: CallbackQuery,
    bot: Bot,
    member: Member,
    library: Library,
    state: FSMContext,
    language: Language,
) -> Desk:
    pressed = query.message.message_id if isinstance(query.message, Message) else None
    return Desk(bot, query.from_user.id, pressed, member, library, state, language)


async def _find_export(query: CallbackQuery, state: FSMContext) -> Export | None:
    """Return the file that the pressed message shows; None where it is done with."""
    found: dict[str, Any] = await set_aside(state, TAKEOVER).get_data()
    pressed = query.message.message_id if query.message else None
    if found.pop("message", None) != pressed or not found:
        return None
    return Export(**{**found, "without": tuple(found["without"])})


async def _fetch(desk: Desk, export: Export) -> bytes:
    buffer = BytesIO()
    await desk.bot.download(export.file_id, destination=buffer)
    return buffer.getvalue()


def _read(data: bytes, export: Export) -> MemberFile:
    return read_members(data, dict.fromkeys(export.without, ""))


def _list_unknown(data: bytes, export: Export) -> tuple[str, ...]:
    try:
        _read(data, export)
    except UnknownColumnsError as asked:
        return (*export.without, *asked.headers)
    return export.without


async def _look(desk: Desk, export: Export) -> bool:
    """Show what would change, or what must be answered first; return whether it could be read."""
    try:
        file, taken = await _run(desk, export, dry_run=True)
    except UnknownColumnsError as asked:
        words = phrases.say(
            desk.language,
            "These columns are not known: {columns}. Leave them out, or give them a name that is"
            " known and drop the file again.",
            columns=name_columns(asked.headers),
        )
        await desk.show(Text(words), _offer(desk, N_("🗂 Leave these columns"), "columns"), export)
    except NotTakenError as refused:
        # A loan system has branches that are no schools.
        only_others = {each.code for each in refused.remarks} == {"school_unknown"}
        buttons = (
            _offer(desk, N_("🏫 Leave lines of other branches"), "others") if only_others else []
        )
        remarks = draw_remarks(refused, desk.language)
        await desk.show(remarks, buttons, export if only_others else None)
        return only_others
    except RosterdeskError as error:
        await desk.show(Text(error.say(desk.language)), [])
        return False
    else:
        difference = draw_difference(taken, file.unused, desk.language)
        changes = any(each.counts["new"] or each.counts["changed"] for each in taken.schools)
        buttons = _offer(desk, N_("✅ Take all of it over"), "take") if changes else []
        shown = replace(export, digest=taken.digest)
        await desk.show(difference, buttons, shown if changes else None)
    return True


def _offer(desk: Desk, label: str, action: str) -> Buttons:
    return [[desk.button(label, action)], [desk.button(N_("✖️ Stop"), "stop")]]


async def _run(desk: Desk, export: Export, *, dry_run: bool) -> tuple[MemberFile, TakenOver]:
    async with ChatActionSender.typing(chat_id=desk.chat_id, bot=desk.bot, initial_sleep=0.5):
        data = await _fetch(desk, export)
        file = await asyncio.to_thread(_read, data, export)
        taken = await take_over(
            file,
            export.name,
            desk.member.actor,
            desk.library.numbering,
            school=await find_school(export.school) if export.school else None,
            leave_others=export.leave_others,
            dry_run=dry_run,
            shown=None if dry_run else export.digest,
        )
    return file, taken


async def _take(desk: Desk, export: Export) -> None:
    """Take over what was shown; where it is something else by now, show that."""
    try:
        _, taken = await _run(desk, export, dry_run=False)
    except ChangedMeanwhileError as error:
        await desk.bot.send_message(desk.chat_id, error.say(desk.language))
        await _look(desk, export)
        return
    people = sum(each.counts["new"] + each.counts["changed"] for each in taken.schools)
    words = phrases.say_many(
        desk.language, people, "{count} person taken over.", "{count} people taken over."
    )
    assert taken.reference is not None
    undo = [[desk.button(N_("↩️ Undo all of it"), "ask", taken.reference)]]
    await desk.show(Text(Bold(words), f" · {taken.reference}"), undo)


async def ask_undo(query: CallbackQuery, callback_data: TakeoverAction, language: Language) -> None:
    await query.answer()
    said = phrases.say(
        language, "Undo the whole take-over {reference}?", reference=callback_data.reference
    )
    yes = button(
        phrases.say(language, "↩️ Yes, undo"), callback_data.model_copy(update={"action": "undo"})
    )
    assert query.bot is not None
    await query.bot.send_message(query.from_user.id, said, reply_markup=keyboard([[yes]]))


async def undo(
    query: CallbackQuery,
    callback_data: TakeoverAction,
    bot: Bot,
    member: Member,
    settings: Settings,
    language: Language,
) -> None:
    """Undo all of it or nothing; why not is told as an error is."""
    people = await undo_takeover(callback_data.reference, member.actor, days=settings.undo_days)
    await quietly(query.answer())
    words = phrases.say_many(
        language,
        people,
        "↩️ Undone: {count} person is as they were before.",
        "↩️ Undone: {count} people are as they were before.",
    )
    pressed = query.message.message_id if isinstance(query.message, Message) else None
    await show_screen(bot, query.from_user.id, pressed, Text(words), [])


ROUTES = Routes("takeover")
ROUTES.command(ask_by_command, "takeover")
ROUTES.press(ask_by_menu, MenuAction, "takeover", right=ADMINISTRATORS)
ROUTES.typed(take_file, TakingOver.file, F.document, asks="file:takeover", right=ADMINISTRATORS)
ROUTES.typed(ask_for_file, TakingOver.file, F.text, asks="typed:takeover", right=ADMINISTRATORS)
ROUTES.press(answer, TakeoverAction, "columns", "others", "take", "stop", right=ADMINISTRATORS)
ROUTES.press(ask_undo, TakeoverAction, "ask", right=ADMINISTRATORS)
ROUTES.press(undo, TakeoverAction, "undo", right=ADMINISTRATORS)
