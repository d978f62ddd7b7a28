"""The dialog for a new customer: begun, left and taken up again, saved once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram import F
from aiogram.fsm.state import State, StatesGroup
from aiogram.utils.formatting import Text

from rosterdesk.bot.chat.access.rights import STAFF
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.customers.card import draw_customer, draw_customer_buttons
from rosterdesk.bot.chat.registering.draft import Draft, pack, unpack
from rosterdesk.bot.chat.registering.draft_card import draw_draft, draw_draft_buttons
from rosterdesk.bot.chat.registering.fields import FIELDS, find_school
from rosterdesk.bot.chat.screen.buttons import DraftAction, MenuAction
from rosterdesk.bot.chat.screen.dialogs import DRAFT, begin_dialog, end_dialog, set_aside
from rosterdesk.bot.chat.screen.screen import show_screen
from rosterdesk.bot.chat.vanishing import forget
from rosterdesk.bot.words.customers import load_view
from rosterdesk.bot.words.printers import find_printers
from rosterdesk.bot.words.texts import phrases
from rosterdesk.bot.words.typed import TypedError
from rosterdesk.core.customers.finding.numbers import get_customer
from rosterdesk.core.customers.registering import (
    CardShapeError,
    CardTakenError,
    TakenError,
    add_customer,
)
from rosterdesk.core.storage.database import writing

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.fsm.context import FSMContext
    from aiogram.types import CallbackQuery, Message

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library


# What an ended dialog keeps: a customer, and the message of the card that registered them.
_REGISTERED, _REGISTERED_BY = "registered", "registered_by"


class Registering(StatesGroup):
    typing = State()


async def begin(message: Message, bot: Bot, state: FSMContext, language: Language) -> None:
    """Begin, or take up again what was left: a draft is only thrown away with Stop."""
    await start(bot, message.chat.id, await _take_up(state), state, language)


async def begin_by_menu(
    query: CallbackQuery, bot: Bot, state: FSMContext, language: Language
) -> None:
    await query.answer()
    await start(bot, query.from_user.id, await _take_up(state), state, language)


async def _take_up(state: FSMContext) -> Draft:
    draft = await _load(state)
    draft.message_id = 0
    return draft


async def start(
    bot: Bot, chat_id: int, draft: Draft, state: FSMContext, language: Language
) -> None:
    await begin_dialog(state, Registering.typing, _show(bot, chat_id, draft, state, language))


async def _load(state: FSMContext) -> Draft:
    return unpack(await set_aside(state, DRAFT).get_data())


async def _is_registering(state: FSMContext) -> bool:
    return await state.get_state() == Registering.typing.state


async def take_typed(message: Message, bot: Bot, state: FSMContext, language: Language) -> None:
    draft = await _load(state)
    await forget(message)  # the card shows it: what was typed only stands in the way
    typed = message.text or ""
    field = FIELDS.get(draft.asked or "")
    if field is None:
        draft.trouble = phrases.say(language, "Tap one of the buttons, please.")
    else:
        await field.take_typed(draft, typed, language)
    await _show(bot, message.chat.id, draft, state, language)


async def press(
    query: CallbackQuery,
    callback_data: DraftAction,
    bot: Bot,
    state: FSMContext,
    language: Language,
) -> None:
    draft = await _find_draft(query, state, language)
    if draft is None:
        return
    await query.answer()
    if callback_data.action == "stop":
        await end_dialog(state)
        await set_aside(state, DRAFT).clear()
        said = Text(phrases.say(language, "Stopped. Nobody was registered."))
        await show_screen(bot, query.from_user.id, draft.message_id, said, [])
        return
    if callback_data.action == "ask" and callback_data.name in draft.answered:
        draft.ask(callback_data.name)
    elif callback_data.action == "set" and (field := FIELDS.get(callback_data.name)):
        await field.take_tapped(draft, callback_data.value, language)
    await _show(bot, query.from_user.id, draft, state, language)


async def _find_draft(query: CallbackQuery, state: FSMContext, language: Language) -> Draft | None:
    """Return the draft that the pressed card shows; an older card is refused."""
    if await _is_registering(state) and query.message is not None:
        draft = await _load(state)
        if draft.message_id == query.message.message_id:
            return draft
    said = phrases.say(language, "This card is no longer in use. /new begins or goes on.")
    await query.answer(said, show_alert=True)
    return None


async def _show(
    bot: Bot, chat_id: int, draft: Draft, state: FSMContext, language: Language
) -> None:
    draft.message_id = await show_screen(
        bot,
        chat_id,
        draft.message_id,
        draw_draft(draft, language),
        await draw_draft_buttons(draft, language),
    )
    await set_aside(state, DRAFT).set_data(pack(draft))


async def save(
    query: CallbackQuery,
    bot: Bot,
    member: Member,
    library: Library,
    settings: Settings,
    state: FSMContext,
    language: Language,
) -> None:
    registered = await _find_registered(query, state)
    if registered is not None:
        await query.answer()
        await _show_registered(query, registered, bot, member, settings, language)
        return
    draft = await _find_draft(query, state, language)
    if draft is None:
        return
    await query.answer()
    try:
        customer_id = await _save(draft, member, library, state)
    except (CardShapeError, CardTakenError) as error:
        draft.ask("card")
        draft.trouble = error.say(language)
    except (TakenError, TypedError) as error:
        draft.ask("user_name")
        draft.trouble = error.say(language)
    else:
        await _show_registered(query, customer_id, bot, member, settings, language)
        return
    await _show(bot, query.from_user.id, draft, state, language)


async def _find_registered(query: CallbackQuery, state: FSMContext) -> int | None:
    """Return who was registered by this card before; its answer may have been lost by a kill."""
    data = await set_aside(state, DRAFT).get_data()
    if query.message is None or data.get(_REGISTERED_BY) != query.message.message_id:
        return None
    number: int = data[_REGISTERED]
    return number if await get_customer(number) else None


async def _show_registered(
    query: CallbackQuery,
    customer_id: int,
    bot: Bot,
    member: Member,
    settings: Settings,
    language: Language,
) -> None:
    assert query.message is not None
    view = await load_view(customer_id)
    done = phrases.say(language, "Registered. Show or print the one-time password now?")
    words = draw_customer(view, language, headline=f"✅ {done}")
    buttons = draw_customer_buttons(view, member, await find_printers(settings), language)
    await show_screen(bot, query.from_user.id, query.message.message_id, words, buttons)


async def _save(draft: Draft, member: Member, library: Library, state: FSMContext) -> int:
    """Register and end the dialog in one transaction: a second tap shows who was registered."""
    school = await find_school(draft)
    async with writing():
        customer, _ = await add_customer(
            school,
            member.actor,
            library.numbering,
            draft.facts["card"] or None,
            school_type=school.school_type if school else None,
            **draft.list_facts(),
        )
        await state.set_state(None)
        await set_aside(state, DRAFT).set_data(
            {_REGISTERED: customer.id, _REGISTERED_BY: draft.message_id}
        )
    number: int = customer.id
    return number


ROUTES = Routes("registering")
ROUTES.command(begin, "new")
ROUTES.press(begin_by_menu, MenuAction, "new", right=STAFF)
ROUTES.typed(take_typed, Registering.typing, F.text, asks="typed:new", right=STAFF)
ROUTES.press(press, DraftAction, "ask", "set", "stop", right=STAFF)
ROUTES.press(save, DraftAction, "save", right=STAFF)
