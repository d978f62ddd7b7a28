"""The way from a chat to the library's page: a code that logs its owner in there, once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Text, Url

from rosterdesk.bot.chat.access.rights import STAFF
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.screen.buttons import MenuAction
from rosterdesk.bot.chat.vanishing import show_briefly
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.login.page_codes import MINUTES, make_page_code

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.types import CallbackQuery, Message

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library

_SHOWN = timedelta(minutes=MINUTES)


async def lead_by_command(
    message: Message,
    bot: Bot,
    member: Member,
    library: Library,
    settings: Settings,
    language: Language,
) -> None:
    await _lead(bot, message.chat.id, member, library, settings, language)


async def lead_by_menu(
    query: CallbackQuery,
    bot: Bot,
    member: Member,
    library: Library,
    settings: Settings,
    language: Language,
) -> None:
    await query.answer()
    await _lead(bot, query.from_user.id, member, library, settings, language)


async def _lead(
    bot: Bot, chat_id: int, member: Member, library: Library, settings: Settings, language: Language
) -> None:
    if settings.page.url is None or member.staff is None:
        await bot.send_message(chat_id, phrases.say(language, "This library has no page."))
        return
    code = await make_page_code(member.staff, member.actor, library.keys)
    address = f"{settings.page.url}/login/staff"
    words = Text(
        phrases.say(
            language,
            "The button opens the page, on this machine. On another one open this address and type"
            " the code. It works once, within {minutes} minutes:",
            minutes=MINUTES,
        ),
        "\n",
        Url(address),
    )
    markup = _draw_button(f"{address}#{code}", language)
    await show_briefly(bot, chat_id, words, code, int(_SHOWN.total_seconds()), markup)


def _draw_button(address: str, language: Language) -> InlineKeyboardMarkup | None:
    """Return the button; Telegram takes no address of one's own machine."""
    if not address.startswith("https://"):
        return None
    label = phrases.say(language, "🖥 Open the page")
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text=label, url=address)]])


ROUTES = Routes("the page")
ROUTES.command(lead_by_command, "page")
ROUTES.press(lead_by_menu, MenuAction, "page", right=STAFF)
