"""Card number and password: typed here, or the card number from the slip's QR code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiogram import F
from aiogram.filters import StateFilter

from rosterdesk.bot.chat.access.accounts import link_account
from rosterdesk.bot.chat.access.rights import ANYBODY, STRANGERS
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.home.menu import show_home
from rosterdesk.bot.chat.login.choosing import ask_new_password
from rosterdesk.bot.chat.login.states import LoggingIn
from rosterdesk.bot.chat.screen.dialogs import begin_dialog, move_on
from rosterdesk.bot.chat.vanishing import forget
from rosterdesk.bot.words.shown_passwords import find_shown
from rosterdesk.bot.words.texts import phrases
from rosterdesk.bot.words.typed import looks_like_card
from rosterdesk.core.customers.staff import Person
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.login.login import log_in

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.filters import CommandObject
    from aiogram.fsm.context import FSMContext
    from aiogram.types import MaybeInaccessibleMessageUnion, Message

    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library
    from rosterdesk.core.login.login import Login

_BETWEEN = re.compile(r"[\s,;:/-]+")  # card number and password


async def begin(
    message: MaybeInaccessibleMessageUnion, state: FSMContext, language: Language
) -> None:
    asked = phrases.say(language, "What is your card number? It is on your card and on the slip.")
    await begin_dialog(state, LoggingIn.card, message.answer(asked))


async def begin_by_command(
    message: Message,
    command: CommandObject,
    bot: Bot,
    library: Library,
    settings: Settings,
    state: FSMContext,
    language: Language,
) -> None:
    """``/login``; what stands behind it is the card, with or without the password, or a secret."""
    if command.args and split_login(command.args)[0] is not None:
        await _take_login(command.args, message, bot, library, settings, state, language)
        return
    if command.args:
        await forget(message)  # as below
    await begin(message, state, language)


async def ask_password(
    message: Message, card_number: str, state: FSMContext, language: Language
) -> None:
    asked = phrases.say(
        language,
        "Card {number}. Now type the one-time password of your slip, or the password that"
        " you chose yourself. Your message is deleted at once.",
        number=card_number,
    )
    number = "".join(card_number.split())
    await move_on(state, LoggingIn.password, message.answer(asked), card=number)


async def take_card(
    message: Message,
    bot: Bot,
    library: Library,
    settings: Settings,
    state: FSMContext,
    language: Language,
) -> None:
    typed = message.text or message.caption or ""
    await _take_login(typed, message, bot, library, settings, state, language)


async def _take_login(
    typed: str,
    message: Message,
    bot: Bot,
    library: Library,
    settings: Settings,
    state: FSMContext,
    language: Language,
) -> None:
    number, password = split_login(typed)
    if number is None:
        await forget(message)  # whatever it is, it may be the password
        said = phrases.say(language, "That is no card number. It has 7 to 20 digits.")
        await message.answer(said)
    elif password:
        await try_login(message, number, password, bot, library, settings, state, language)
    else:
        await ask_password(message, number, state, language)


def split_login(typed: str) -> tuple[str | None, str]:
    """Return card number and password of "2000000002", "2000000002 TGXD T3WF" or "…-TGXDT3WF".

    They may stand on two lines, as on the slip, or in a sentence.
    """
    if looks_like_card(typed):
        return "".join(typed.split()), ""
    number, *rest = _BETWEEN.split(typed.strip(), maxsplit=1)
    if looks_like_card(number):
        return number, "".join(rest).strip()
    return find_shown(typed) or (None, "")


async def take_password(
    message: Message,
    bot: Bot,
    library: Library,
    settings: Settings,
    state: FSMContext,
    language: Language,
) -> None:
    number = (await state.get_data())["card"]
    if message.text is None:
        await forget(message)  # a photograph of the slip shows the password
        await message.answer(phrases.say(language, "Please type the password."))
        return
    await try_login(message, number, message.text, bot, library, settings, state, language)


async def try_login(
    message: Message,
    number: str,
    password: str,
    bot: Bot,
    library: Library,
    settings: Settings,
    state: FSMContext,
    language: Language,
) -> None:
    await forget(message)
    assert message.from_user is not None
    user_id = message.from_user.id

    async def link(login: Login) -> None:
        person = Person(customer=login.customer)
        await link_account(user_id, message.chat.id, person, once_at=login.once_at)

    try:
        login = await log_in(number, password, f"chat:{user_id}", library, link)
    except RosterdeskError as error:
        await state.clear()
        await message.answer(error.say(language))
        return
    if login is None:
        again = message.answer(_describe_wrong(language))
        await move_on(state, LoggingIn.password, again, card=number)
        return
    await state.clear()
    if login.must_choose:
        await ask_new_password(message, login.customer, settings, state, language)
    else:
        await message.answer(phrases.say(language, "You are logged in."))
        await show_home(bot, user_id, language)


def _describe_wrong(language: Language) -> str:
    return phrases.say(
        language,
        "Card number and password do not fit, or the password was used already. Type the"
        " password again, or /login for another card. Lost it? Ask the desk of your library for"
        " a new slip.",
    )


async def take_unasked(
    message: Message,
    bot: Bot,
    library: Library,
    settings: Settings,
    state: FSMContext,
    language: Language,
) -> None:
    """A stranger who types what the slip says, without being asked: that is logging in."""
    await take_card(message, bot, library, settings, state, language)


def holds_login(typed: str) -> bool:
    number, password = split_login(typed)
    return number is not None and bool(password)


async def take_corrected(message: Message) -> None:
    """Somebody corrects an earlier message into a card number and a password of their own."""
    await forget(message)


ROUTES = Routes("login")
ROUTES.command(begin_by_command, "login")
ROUTES.typed(take_card, LoggingIn.card, asks="typed:login", right=ANYBODY)
ROUTES.typed(take_password, LoggingIn.password, asks="typed:login", right=ANYBODY)
ROUTES.typed(
    take_unasked,
    StateFilter(None),
    F.text.func(lambda text: split_login(text)[0] is not None),
    asks="typed:card and password",
    right=STRANGERS,
    skips=True,
)
ROUTES.typed(
    take_unasked,
    StateFilter(None),
    F.caption.func(holds_login),
    asks="typed:card and password",
    right=STRANGERS,
    skips=True,
)
ROUTES.edited(
    take_corrected,
    F.text.func(holds_login) | F.caption.func(holds_login),
    asks="typed:card and password",
    right=STRANGERS,
    skips=True,
)
