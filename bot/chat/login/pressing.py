"""The buttons and commands of somebody's own menu."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiogram.types import BufferedInputFile, CallbackQuery, Message

from rosterdesk.bot.chat.access.rights import ANYBODY, CUSTOMERS, LOGGED_IN, UPLOADERS
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.home.menu import show_home
from rosterdesk.bot.chat.login.choosing import start_changing
from rosterdesk.bot.chat.login.details import draw_details, send_card_picture
from rosterdesk.bot.chat.login.devices import show_devices
from rosterdesk.bot.chat.login.entering import begin
from rosterdesk.bot.chat.login.uploads import draw_sent, draw_upload, draw_uploaders
from rosterdesk.bot.chat.screen.buttons import MenuAction
from rosterdesk.bot.chat.screen.dialogs import end_everything
from rosterdesk.bot.words.accounts import unlink_account
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.roster.template import TEMPLATE_KINDS, name_template, write_template
from rosterdesk.core.trail.payloads import LoggedOut

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.fsm.context import FSMContext

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language


async def show_menu(message: Message, bot: Bot, language: Language) -> None:
    await show_home(bot, message.chat.id, language)


async def log_out_by_command(
    message: Message, member: Member, state: FSMContext, language: Language
) -> None:
    await message.answer(await log_out(member, state, language))


async def log_out(member: Member, state: FSMContext, language: Language) -> str:
    await end_everything(state)
    await unlink_account(member.account, member.actor, LoggedOut)
    return phrases.say(language, "You are logged out of this chat. /login to come back.")


async def show_card_by_command(
    message: Message, bot: Bot, member: Member, settings: Settings, language: Language
) -> None:
    await send_card_picture(bot, message.chat.id, member, settings, language)


async def show_devices_by_command(
    message: Message, bot: Bot, member: Member, language: Language
) -> None:
    await show_devices(bot, message.chat.id, None, member, language)


async def show_words(
    query: CallbackQuery,
    callback_data: MenuAction,
    bot: Bot,
    member: Member,
    settings: Settings,
    language: Language,
) -> None:
    await query.answer()
    assert member.customer is not None
    draw = {
        "upload": draw_upload,
        "sent": draw_sent,
        "uploaders": draw_uploaders,
        "details": draw_details,
    }[callback_data.action]
    words = await draw(member.customer, settings, language)
    await bot.send_message(query.from_user.id, **words.as_kwargs())


async def send_template(query: CallbackQuery, bot: Bot, language: Language) -> None:
    """Send the template in each format: not every school has a program for both."""
    await query.answer()
    for kind in TEMPLATE_KINDS:
        data = await asyncio.to_thread(write_template, kind, language)
        file = BufferedInputFile(data, name_template(kind, language))
        await bot.send_document(query.from_user.id, file)


async def show_card(
    query: CallbackQuery, bot: Bot, member: Member, settings: Settings, language: Language
) -> None:
    await query.answer()
    await send_card_picture(bot, query.from_user.id, member, settings, language)


async def press_devices(query: CallbackQuery, bot: Bot, member: Member, language: Language) -> None:
    await query.answer()
    await show_devices(bot, query.from_user.id, None, member, language)


async def press_password(
    query: CallbackQuery, member: Member, settings: Settings, state: FSMContext, language: Language
) -> None:
    await query.answer()
    if query.message is not None:
        await start_changing(query.message, member, settings, state, language)


async def press_login(query: CallbackQuery, state: FSMContext, language: Language) -> None:
    await query.answer()
    if query.message is not None:
        await begin(query.message, state, language)


async def press_forgotten(query: CallbackQuery, language: Language) -> None:
    said = phrases.say(
        language,
        "The desk of your library prints a new slip. Bring your card, or something with"
        " your name on it.",
    )
    await query.answer(said[:200], show_alert=True)


async def press_logout(
    query: CallbackQuery, bot: Bot, member: Member, state: FSMContext, language: Language
) -> None:
    await query.answer()
    await bot.send_message(query.from_user.id, await log_out(member, state, language))


ROUTES = Routes("own menu")
ROUTES.command(show_menu, "menu")
ROUTES.command(log_out_by_command, "logout")
ROUTES.command(show_card_by_command, "card")
ROUTES.command(show_devices_by_command, "devices")
ROUTES.press(show_words, MenuAction, "upload", "sent", "uploaders", right=UPLOADERS)
ROUTES.press(show_words, MenuAction, "details", right=CUSTOMERS)
ROUTES.press(send_template, MenuAction, "template", right=UPLOADERS)
ROUTES.press(show_card, MenuAction, "card", right=CUSTOMERS)
ROUTES.press(press_devices, MenuAction, "devices", right=CUSTOMERS)
ROUTES.press(press_password, MenuAction, "password", right=CUSTOMERS)
ROUTES.press(press_login, MenuAction, "login", right=ANYBODY)
ROUTES.press(press_forgotten, MenuAction, "forgotten", right=ANYBODY)
ROUTES.press(press_logout, MenuAction, "logout", right=LOGGED_IN)
