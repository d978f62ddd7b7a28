"""The chat accounts that are linked to a customer, and unlinking one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import Bold, Text, as_list

from rosterdesk.bot.chat.access.rights import CUSTOMERS
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.screen.screen import show_screen
from rosterdesk.bot.words.accounts import describe_account, list_accounts, unlink_account
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.trail.payloads import ChatUnlinked

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.types import CallbackQuery

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.models import ChatAccount
    from rosterdesk.core.language import Language


class DeviceAction(CallbackData, prefix="dev"):
    action: str
    id: int


async def show_devices(
    bot: Bot, chat_id: int, message_id: int | None, member: Member, language: Language
) -> None:
    assert member.customer is not None
    accounts = await list_accounts(member.customer)
    here = member.account.id
    words = as_list(
        Bold(phrases.say(language, "Linked chats")),
        *(Text("· ", _name(each, here, language)) for each in accounts),
    )
    buttons = [
        [
            InlineKeyboardButton(
                text=phrases.say(language, "✖️ Unlink {chat}", chat=_name(each, here, language)),
                callback_data=DeviceAction(action="unlink", id=each.id).pack(),
            )
        ]
        for each in accounts
        if each.id != here
    ]
    await show_screen(bot, chat_id, message_id, words, buttons)


def _name(account: ChatAccount, here: int, language: Language) -> str:
    ending = describe_account(account, language)
    this = phrases.say(language, "this chat")
    return f"{ending} ({this})" if account.id == here else ending


async def unlink(
    query: CallbackQuery,
    callback_data: DeviceAction,
    bot: Bot,
    member: Member,
    language: Language,
) -> None:
    assert member.customer is not None
    accounts = await list_accounts(member.customer)  # only one's own
    chosen = next((each for each in accounts if each.id == callback_data.id), None)
    if chosen is not None:
        await unlink_account(chosen, member.actor, ChatUnlinked)
    await query.answer(phrases.say(language, "Unlinked."))
    if query.message is not None:
        await show_devices(bot, query.from_user.id, query.message.message_id, member, language)


ROUTES = Routes("devices")
ROUTES.press(unlink, DeviceAction, "unlink", right=CUSTOMERS)
