"""The dialog for a new customer: begun, left and taken up again, saved once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram import F
from aiogram.fsm.state import State, StatesGroup
from aiogram.utils.formatting import Text
from tortoise.expressions import Q

from rosterdesk.bot.chat.access.rights import STAFF
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.customers.card import draw_customer, draw_customer_buttons, load_view
from rosterdesk.bot.chat.printing.printers import find_printers
from rosterdesk.bot.chat.registering.draft import NO_SCHOOL, Draft, pack, unpack
from rosterdesk.bot.chat.registering.draft_card import Choices, draw_draft, draw_draft_buttons
from rosterdesk.bot.chat.screen.buttons import DraftAction, MenuAction
from rosterdesk.bot.chat.screen.dialogs import DRAFT, begin_dialog, end_dialog, set_aside
from rosterdesk.bot.chat.screen.screen import show_screen
from rosterdesk.bot.chat.vanishing import forget
from rosterdesk.bot.words.people import say_address
from rosterdesk.bot.words.texts import phrases
from rosterdesk.bot.words.typed import EMPTY, TypedError, read_typed
from rosterdesk.core.customers.registering import (
    CardShapeError,
    CardTakenError,
    TakenError,
    add_customer,
    require_free_card,
    require_free_names,
)
from rosterdesk.core.customers.suggestions import find_class, list_classes, suggest_user_name
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.models import Customer, School
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
_MOST_SCHOOLS = 40  # Telegram shows 100 buttons; nobody reads more than this


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
    if draft.asked == "school":
        await _search_school(draft, typed, language)
    elif draft.asked is None or draft.asked == "role":
        draft.trouble = phrases.say(language, "Tap one of the buttons, please.")
    elif draft.asked != "class" or not await _choose_class(draft, typed):
        await _fill(draft, draft.asked, typed, language)
    await _show(bot, message.chat.id, draft, state, language)


async def _search_school(draft: Draft, typed: str, language: Language) -> None:
    """A library with many schools types a part of the name."""
    wanted = typed.strip()[:60]
    found = await School.filter(Q(name__icontains=wanted) | Q(code__iexact=wanted)).limit(2)
    if len(found) == 1:
        draft.fill("school", {"school": found[0].id, "school_name": found[0].name})
    else:
        draft.trouble = phrases.say(language, "Type more of the school's name, or tap it.")


async def _fill(draft: Draft, name: str, typed: str, language: Language) -> None:
    try:
        facts = read_typed(name, typed)
        await _require_free(draft, facts)
    except RosterdeskError as error:
        draft.trouble = error.say(language)
    else:
        draft.fill(name, facts)


async def _require_free(draft: Draft, facts: dict[str, object]) -> None:
    if facts.get("card"):
        await require_free_card(str(facts["card"]))
    await require_free_names(None, await _find_school(draft), facts)


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
    elif callback_data.action == "set":
        await _choose(draft, callback_data.name, callback_data.value, language)
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


async def _choose(draft: Draft, name: str, value: str, language: Language) -> None:
    """Take a tapped answer; it is looked up, because a client can send anything."""
    if name == "school":
        school = await School.get_or_none(id=int(value)) if value.isdecimal() else None
        if school is not None or value == str(NO_SCHOOL):
            chosen = {"school": int(value), "school_name": school.name if school else None}
            draft.fill("school", chosen)
    elif name == "card" and not value:
        draft.fill("card", {"card": value})
    elif name == "address" and value == "school":
        draft.fill("address", await _copy_address(draft))
    elif name == "class" and value != "-":
        await _choose_class(draft, value)
    elif name == "role":
        draft.fill("role", {"role": value if value in {"teacher", "other"} else "pupil"})
    elif value == "-" and name in EMPTY:
        draft.fill(name, dict(EMPTY[name]))
    elif value == "-":
        draft.fill(name, {})
    else:
        await _fill(draft, name, value, language)


async def _copy_address(draft: Draft) -> dict[str, str | None]:
    school = await _find_school(draft)
    return {name: getattr(school, name, None) for name in EMPTY["address"]}


async def _choose_class(draft: Draft, typed: str) -> bool:
    """Take a class that exists, with its year; return whether there is such a class."""
    school = await _find_school(draft)
    chosen = await find_class(school, typed) if school else None
    if chosen is None:
        return False
    draft.fill("class", {"class_code": chosen.code, "class_name": chosen.name})
    if chosen.year is not None and "year" not in draft.answered:
        draft.fill("year", {"year": chosen.year})
    return True


async def _find_school(draft: Draft) -> School | None:
    number = draft.facts.get("school")
    return await School.get_or_none(id=number) if number else None


async def _show(
    bot: Bot, chat_id: int, draft: Draft, state: FSMContext, language: Language
) -> None:
    choices = await _look_up_choices(draft)
    draft.message_id = await show_screen(
        bot,
        chat_id,
        draft.message_id,
        draw_draft(draft, language),
        draw_draft_buttons(draft, choices, language),
    )
    await set_aside(state, DRAFT).set_data(pack(draft))


async def _look_up_choices(draft: Draft) -> Choices:
    if draft.asked == "school":
        return Choices(schools=await School.all().order_by("name").limit(_MOST_SCHOOLS))
    if draft.asked == "user_name" and "name" in draft.answered:
        facts = draft.facts
        called = facts.get("first_name") or facts.get("initials")
        return Choices(
            user_name=await suggest_user_name(called, facts.get("prefix"), facts["surname"])
        )
    school = await _find_school(draft)
    if school is None:
        return Choices()
    if draft.asked == "address":
        return Choices(school_address=say_address(school))
    return Choices(classes=await list_classes(school)) if draft.asked == "class" else Choices()


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
    return number if await Customer.exists(id=number) else None


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
    school = await _find_school(draft)
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
