"""Tying a chat account to a person: a one-time code, then an explicit yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.utils.formatting import Text

from rosterdesk.bot.chat.access.accounts import link_account
from rosterdesk.bot.chat.access.rights import ANYBODY
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.approval.showing import Place, show_card
from rosterdesk.bot.chat.home.menu import show_home
from rosterdesk.bot.chat.login.choosing import ask_new_password
from rosterdesk.bot.chat.login.entering import ask_password, split_login, try_login
from rosterdesk.bot.chat.screen.screen import show_pressed
from rosterdesk.bot.chat.telegram.quietly import quietly
from rosterdesk.bot.chat.vanishing import forget
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.approval.caretakers import list_waiting_for
from rosterdesk.core.customers.staff import Person, find_link_code, use_link_code
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.login.login import read_limits
from rosterdesk.core.login.throttle import count_guess, take_back
from rosterdesk.core.models import StaffRole
from rosterdesk.core.person_names import show_name
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.payloads import LoginFailed
from rosterdesk.core.trail.refusals import note_refusal

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.filters import CommandObject
    from aiogram.fsm.context import FSMContext

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library


class LinkAnswer(CallbackData, prefix="link"):
    code: str  # empty for "no"


async def start_with_code(
    message: Message,
    command: CommandObject,
    bot: Bot,
    library: Library,
    settings: Settings,
    state: FSMContext,
    language: Language,
) -> None:
    """``/start CODE`` from an invitation, or ``/start CARD`` from the QR code of a slip."""
    typed = command.args or ""
    card_number, password = split_login(typed)
    try:
        person = await _find_person(typed, message, library)
    except RosterdeskError as error:
        await forget(message)
        await message.answer(error.say(language))
        return
    if person is not None:
        await forget(message)
        await message.answer(
            phrases.say(language, "Is this you: {name}?", name=_name(person)),
            reply_markup=_yes_or_no(typed, language),
        )
    elif card_number is None:
        await forget(message)
        await note_refusal(LoginFailed(), SYSTEM, f"chat:{message.chat.id}")
        await message.answer(_describe_no_code(language))
    elif password:
        await try_login(message, card_number, password, bot, library, settings, state, language)
    else:
        await ask_password(message, card_number, state, language)


async def _find_person(typed: str, message: Message, library: Library) -> Person | None:
    """Look the code up, as often as the chat may guess; raises TooManyAttemptsError."""
    if split_login(typed)[0] is not None:  # logging in, which counts by itself
        return await find_link_code(typed, library.keys)
    chat = f"chat:{message.chat.id}"
    await count_guess(chat, read_limits(library))
    person = await find_link_code(typed, library.keys)
    if person is not None:
        await take_back(chat)
    return person


def _describe_no_code(language: Language) -> str:
    return phrases.say(
        language,
        "This code does not work: it was used, it has expired, or it was mistyped."
        " Ask your library for a new one.",
    )


async def start(
    message: Message,
    bot: Bot,
    member: Member | None,
    settings: Settings,
    state: FSMContext,
    language: Language,
) -> None:
    if member is not None and member.account.must_choose:
        await ask_new_password(message, member.customer, settings, state, language)
        return
    await show_home(bot, message.chat.id, language)


async def answer_link(
    query: CallbackQuery,
    callback_data: LinkAnswer,
    bot: Bot,
    library: Library,
    settings: Settings,
    language: Language,
) -> None:
    await query.answer()
    if query.message is None:
        return
    person = (
        await _link(query.from_user.id, query.message.chat.id, callback_data.code, library)
        if callback_data.code
        else None
    )
    if person is None:
        said = phrases.say(language, "Nothing was linked.")
        await quietly(show_pressed(query, Text(said), []))
        return
    said = phrases.say(language, "This chat account is now that of {name}.", name=_name(person))
    await quietly(show_pressed(query, Text(said), []))
    await show_home(bot, query.message.chat.id, language)
    if person.staff and person.staff.role is StaffRole.LIBRARIAN:
        for submission in await list_waiting_for(person.staff.id):
            place = Place(query.message.chat.id, language)
            await show_card(bot, submission.id, place, settings)


async def _link(user_id: int, chat_id: int, code: str, library: Library) -> Person | None:
    async with writing():
        person = await use_link_code(code, library.keys)
        if person is None:
            return None
        await link_account(user_id, chat_id, person)
    return person


def _name(person: Person) -> str:
    if person.staff:
        return person.staff.name
    assert person.customer is not None
    return show_name(person.customer)


def _yes_or_no(code: str, language: Language) -> InlineKeyboardMarkup:
    yes = InlineKeyboardButton(
        text=phrases.say(language, "Yes, that is me"), callback_data=LinkAnswer(code=code).pack()
    )
    no = InlineKeyboardButton(
        text=phrases.say(language, "No"), callback_data=LinkAnswer(code="").pack()
    )
    return InlineKeyboardMarkup(inline_keyboard=[[yes, no]])


ROUTES = Routes("linking")
ROUTES.start(start_with_code, deep_link=True)
ROUTES.start(start)
ROUTES.press(answer_link, LinkAnswer, right=ANYBODY)
