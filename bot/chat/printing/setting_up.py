"""Setting a printer up from chat, by the questions of ``rosterdesk.printer.setup``.

The dialog is kept with the chat's other dialogs, so it goes on after a restart of the service.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from aiogram import F
from aiogram.filters import StateFilter
from aiogram.utils.formatting import Text

from rosterdesk.bot.chat.access.rights import STAFF
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.printing.answered import keep_answer
from rosterdesk.bot.chat.printing.setup_walk import SettingUp, Walk
from rosterdesk.bot.chat.printing.setup_words import (
    SetupAction,
    draw_printers,
    name_step,
)
from rosterdesk.bot.chat.screen.buttons import MenuAction, keyboard
from rosterdesk.bot.chat.screen.screen import show_pressed
from rosterdesk.bot.chat.telegram.quietly import quietly
from rosterdesk.bot.chat.telegram.updates import describe_stale
from rosterdesk.bot.words.printers import find_printers
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.printer.setup.places import read_network_place
from rosterdesk.printer.setup.steps import SetupError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiogram import Bot
    from aiogram.fsm.context import FSMContext
    from aiogram.types import CallbackQuery, Message

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.chat.printing.workshop import Workshop
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language


async def list_by_command(message: Message, settings: Settings, language: Language) -> None:
    words, buttons = await draw_printers(await find_printers(settings), language)
    await message.answer(**words.as_kwargs(), reply_markup=keyboard(buttons))


async def list_by_menu(
    query: CallbackQuery, bot: Bot, settings: Settings, language: Language
) -> None:
    await query.answer()
    words, buttons = await draw_printers(await find_printers(settings), language)
    await bot.send_message(query.from_user.id, **words.as_kwargs(), reply_markup=keyboard(buttons))


async def begin(
    query: CallbackQuery,
    bot: Bot,
    state: FSMContext,
    member: Member,
    workshop: Workshop | None,
    settings: Settings,
    language: Language,
) -> None:
    if workshop is None:
        said = phrases.say(
            language,
            "The bot runs on a machine that does not print. At the computer with the printer:"
            " “rosterdesk printer setup”.",
        )
        await query.answer(said, show_alert=True)
        return
    await quietly(query.answer())
    walk = Walk(bot, query.from_user.id, state, member, workshop, settings, language)
    await _try(walk, walk.begin, language)


async def press(
    query: CallbackQuery,
    callback_data: SetupAction,
    bot: Bot,
    state: FSMContext,
    member: Member,
    workshop: Workshop,
    settings: Settings,
    language: Language,
) -> None:
    """Take what a button answers, unless its question is no longer the one that is open."""
    walk = Walk(bot, query.from_user.id, state, member, workshop, settings, language)
    value = await _find_meant(walk, callback_data)
    if value is None:
        await query.answer(describe_stale(language), show_alert=True)
        return
    await quietly(query.answer())
    await keep_answer(query, callback_data)
    take = {
        "place": walk.take_place,
        "name": walk.take_name,
        "rename": walk.rename,
        "replace": walk.replace,
        "model": walk.take_model,
        "answer": walk.take_answer,
    }.get(callback_data.action)
    await _try(walk, partial(take, value) if take else walk.print_again, language)


async def _find_meant(walk: Walk, pressed: SetupAction) -> str | None:
    """Return the value behind a button; None where another question is open."""
    state = await walk.state.get_state()
    facts = await walk.state.get_data()
    if pressed.action in {"answer", "again"}:
        if state != SettingUp.strip.state:
            return None
        return pressed.value if pressed.step == name_step(await walk.find_progress()) else None
    if pressed.action in {"rename", "replace"}:
        is_asked = state == SettingUp.name.state and pressed.value == facts.get("asked")
        return facts["wanted"] if is_asked else None
    if state != f"SettingUp:{pressed.action}":
        return None
    if pressed.action == "model" and not pressed.value:
        return ""
    offered = facts["offered"]
    chosen = int(pressed.value) if pressed.value.isdecimal() else len(offered)
    return offered[chosen] if chosen < len(offered) else None


async def take_typed(
    message: Message,
    bot: Bot,
    state: FSMContext,
    raw_state: str,
    member: Member,
    workshop: Workshop,
    settings: Settings,
    language: Language,
) -> None:
    walk = Walk(bot, message.chat.id, state, member, workshop, settings, language)
    typed = message.text or ""
    if raw_state == SettingUp.place.state:
        await _try(walk, lambda: walk.take_place(read_network_place(typed)), language)
    elif raw_state == SettingUp.name.state:
        await _try(walk, partial(walk.take_name, typed), language)
    elif raw_state == SettingUp.model.state:
        await _try(walk, partial(walk.take_model_named, typed), language)
    else:
        await _try(walk, partial(walk.take_answer, typed), language)


async def _try(walk: Walk, step: Callable[[], Awaitable[None]], language: Language) -> None:
    """Take the step; what cannot be is told, and the question that was asked stays open."""
    try:
        await step()
    except SetupError as error:
        await walk.stop()
        await walk.bot.send_message(walk.chat_id, error.say(language))
    except RosterdeskError as error:
        await walk.bot.send_message(walk.chat_id, f"✗ {error.say(language)}")


async def stop(
    query: CallbackQuery,
    bot: Bot,
    state: FSMContext,
    member: Member,
    workshop: Workshop | None,
    settings: Settings,
    language: Language,
) -> None:
    await quietly(query.answer())
    if workshop is not None:
        await Walk(bot, query.from_user.id, state, member, workshop, settings, language).stop()
    said = phrases.say(language, "Stopped. Nothing was changed.")
    await show_pressed(query, Text(said), [])


ROUTES = Routes("setting a printer up")
ROUTES.command(list_by_command, "printers")
ROUTES.press(list_by_menu, MenuAction, "printers", right=STAFF)
ROUTES.press(begin, SetupAction, "begin", right=STAFF)
ROUTES.press(
    press,
    SetupAction,
    "place",
    "name",
    "rename",
    "replace",
    "model",
    "answer",
    "again",
    right=STAFF,
)
ROUTES.press(stop, SetupAction, "stop", right=STAFF)
ROUTES.typed(
    take_typed,
    StateFilter(SettingUp),
    F.text,
    ~F.text.startswith("/"),
    asks="typed:printer",
    right=STAFF,
)
