"""Choosing an own password: typed twice, each time deleted at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from aiogram import F
from aiogram.filters import StateFilter

from rosterdesk.bot.chat.access.accounts import finish_choosing
from rosterdesk.bot.chat.access.rights import ANYBODY
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.home.menu import show_home
from rosterdesk.bot.chat.login.states import Choosing, LoggingIn
from rosterdesk.bot.chat.screen.dialogs import begin_dialog, move_on
from rosterdesk.bot.chat.vanishing import forget
from rosterdesk.bot.words.accounts import unlink_account
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.customers.resetting import Here
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.login.lengths import find_least_length
from rosterdesk.core.login.login import check_own_password
from rosterdesk.core.login.own_password import (
    OutdatedLoginError,
    choose_own_password,
    find_own_since,
    prepare_own_password,
)
from rosterdesk.core.trail.payloads import LoggedOut

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.filters import CommandObject
    from aiogram.fsm.context import FSMContext
    from aiogram.types import MaybeInaccessibleMessageUnion, Message

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library
    from rosterdesk.core.models import Customer


def _must_choose(_message: Message, member: Member | None) -> bool:
    return member is not None and member.account.must_choose


async def ask_new_password(
    message: MaybeInaccessibleMessageUnion,
    customer: Customer | None,
    settings: Settings,
    state: FSMContext,
    language: Language,
) -> None:
    assert customer is not None
    asked = phrases.say(
        language,
        "Now choose a password of your own, of at least {least} characters: three or four"
        " words in a row are easy to remember. Each message is deleted at once.",
        least=await find_least_length(customer, settings),
    )
    await move_on(state, Choosing.first, message.answer(asked))


async def change_password(
    message: Message,
    command: CommandObject,
    member: Member,
    settings: Settings,
    state: FSMContext,
    language: Language,
) -> None:
    if command.args:
        await forget(message)  # whatever it is, it may be the password
    await start_changing(message, member, settings, state, language)


async def start_changing(
    message: MaybeInaccessibleMessageUnion,
    member: Member,
    settings: Settings,
    state: FSMContext,
    language: Language,
) -> None:
    """Ask the password of now first: a telephone on a table is not its owner."""
    if member.customer is None or await find_own_since(member.customer) is None:
        await ask_new_password(message, member.customer, settings, state, language)
        return
    asked = phrases.say(language, "What is your password now?")
    await begin_dialog(state, Choosing.current, message.answer(asked))


async def take_current(
    message: Message,
    member: Member | None,
    library: Library,
    settings: Settings,
    state: FSMContext,
    language: Language,
) -> None:
    await forget(message)
    if member is None or member.customer is None:
        await state.clear()
        return
    chat = f"chat:{member.account.user_id}"
    try:
        right = await check_own_password(member.customer, message.text or "", chat, library)
    except RosterdeskError as error:
        await state.clear()
        await message.answer(error.say(language))
        return
    if right:
        await ask_new_password(message, member.customer, settings, state, language)
    else:
        await message.answer(
            phrases.say(language, "That is not your password. Try again, or /cancel.")
        )


async def take_first(
    message: Message,
    member: Member | None,
    library: Library,
    state: FSMContext,
    language: Language,
) -> None:
    await forget(message)
    if member is None or member.customer is None:
        await state.clear()
        return
    try:
        hashed = await prepare_own_password(member.customer, message.text or "", library)
    except RosterdeskError as error:
        await message.answer(error.say(language))
        return
    asked = phrases.say(language, "And once more, exactly the same.")
    await move_on(state, Choosing.again, message.answer(asked), hash=hashed)


async def take_again(
    message: Message,
    bot: Bot,
    member: Member | None,
    settings: Settings,
    state: FSMContext,
    language: Language,
) -> None:
    await forget(message)
    if member is None or member.customer is None:
        await state.clear()
        return
    hashed = (await state.get_data())["hash"]
    account = member.account
    once_at = account.linked_at if account.must_choose else None
    let_in = partial(finish_choosing, member)
    least = await find_least_length(member.customer, settings)
    try:
        same = await choose_own_password(
            member.customer,
            hashed,
            message.text or "",
            once_at,
            let_in,
            here=Here(chat=account.id),
            least=least,
        )
    except RosterdeskError as error:
        await state.clear()
        if isinstance(error, OutdatedLoginError):
            await unlink_account(account, member.actor, LoggedOut)
        await message.answer(error.say(language))
        return
    if not same:
        await message.answer(phrases.say(language, "That was not the same twice."))
        await ask_new_password(message, member.customer, settings, state, language)
        return
    await state.clear()
    await message.answer(phrases.say(language, "Your new password is set and active."))
    await show_home(bot, member.account.user_id, language)


async def take_other(message: Message, language: Language) -> None:
    """A photograph may show a password."""
    await forget(message)
    await message.answer(phrases.say(language, "Please type the password."))


async def take_corrected(message: Message) -> None:
    """Somebody corrects an earlier message into a password."""
    await forget(message)


async def take_up_again(
    message: Message, member: Member, settings: Settings, state: FSMContext, language: Language
) -> None:
    """Delete text typed after /cancel, as only a password is left to type, and ask again."""
    await forget(message)
    await ask_new_password(message, member.customer, settings, state, language)


ROUTES = Routes("own password")
ROUTES.command(change_password, "password")
ROUTES.typed(take_current, Choosing.current, F.text, asks="typed:password", right=ANYBODY)
ROUTES.typed(take_first, Choosing.first, F.text, asks="typed:password", right=ANYBODY)
ROUTES.typed(take_again, Choosing.again, F.text, asks="typed:password", right=ANYBODY)
ROUTES.typed(take_other, StateFilter(Choosing), asks="typed:password", right=ANYBODY)
ROUTES.edited(
    take_corrected,
    StateFilter(Choosing, LoggingIn),
    asks="typed:password",
    right=ANYBODY,
)
ROUTES.typed(take_up_again, F.text, _must_choose, asks="typed:password", right=ANYBODY)
