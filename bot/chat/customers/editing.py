"""Changing what stands on a customer's card: one field at a time, tapped or typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiogram import F
from aiogram.fsm.state import State, StatesGroup
from aiogram.utils.formatting import Bold, Text, as_list

from rosterdesk.bot.chat.access.rights import STAFF
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.customers.card import draw_customer
from rosterdesk.bot.chat.screen.buttons import Buttons, CustomerAction, button, in_rows
from rosterdesk.bot.chat.screen.dialogs import begin_dialog
from rosterdesk.bot.chat.screen.screen import show_pressed, show_screen
from rosterdesk.bot.chat.vanishing import forget
from rosterdesk.bot.words.customers import load_view
from rosterdesk.bot.words.editing import EDITED, TOGGLES, read_value, write_value
from rosterdesk.bot.words.fields import QUESTIONS
from rosterdesk.bot.words.people import ROLES, SEXES, format_address
from rosterdesk.bot.words.texts import phrases
from rosterdesk.bot.words.typed import EMPTY, TypedError
from rosterdesk.core.customers.registering import change_customer, load_customer
from rosterdesk.core.customers.suggestions import list_classes, suggest_user_name
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.person_names import show_name

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.fsm.context import FSMContext
    from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Customer

_ASKED = {
    **QUESTIONS,
    "phone": N_("Telephone number?"),
    "school_type": N_("School type? For example: bo, vmbo, havo"),
    "external_number": N_("External number, the one of the school?"),
    "external_number_2": N_("External number 2?"),
    "notice": N_("What must everybody see who opens this card?"),
    "remarks": N_("Which remarks? They replace those that are there."),
}


class Changing(StatesGroup):
    typing = State()


async def show_fields(
    query: CallbackQuery, callback_data: CustomerAction, state: FSMContext, language: Language
) -> None:
    await query.answer()
    await state.clear()
    view = await load_view(callback_data.id)
    buttons = _draw_fields(view.customer, language)
    await show_pressed(query, draw_customer(view, language), buttons)


def _draw_fields(customer: Customer, language: Language) -> Buttons:
    def ask(name: str, label: str) -> InlineKeyboardButton:
        data = CustomerAction(action="ask", id=customer.id, name=name)
        return button(f"✏️ {phrases.say(language, label)}", data)

    def toggle(name: str, label: str) -> InlineKeyboardButton:
        mark = "☑️" if getattr(customer, name) else "⬜️"
        data = CustomerAction(action="toggle", id=customer.id, name=name)
        return button(f"{mark} {phrases.say(language, label)}", data)

    rows = in_rows((ask(name, label) for name, label in EDITED.items()), 3)
    rows.append([toggle(name, label) for name, label in TOGGLES.items()])
    rows.append([_back(customer, "show", language)])
    return rows


def _back(customer: Customer, action: str, language: Language) -> InlineKeyboardButton:
    label = phrases.say(language, "⬅️ Back")
    return button(label, CustomerAction(action=action, id=customer.id))


async def switch(
    query: CallbackQuery, callback_data: CustomerAction, member: Member, language: Language
) -> None:
    await query.answer()
    customer = await load_customer(callback_data.id)
    if callback_data.name in TOGGLES:
        turned = not getattr(customer, callback_data.name)
        await change_customer(customer, member.actor, **{callback_data.name: turned})
    view = await load_view(customer.id)
    await show_pressed(query, draw_customer(view, language), _draw_fields(view.customer, language))


async def ask_field(
    query: CallbackQuery, callback_data: CustomerAction, state: FSMContext, language: Language
) -> None:
    await query.answer()
    customer = await load_customer(callback_data.id)
    name = callback_data.name
    if name not in EDITED:
        return
    words = _draw_question(customer, name, language)
    prompt = show_pressed(query, words, await _draw_answers(customer, name, language))
    message_id = await begin_dialog(
        state, Changing.typing, prompt, customer=customer.id, field=name
    )
    await state.update_data(message=message_id)


def _draw_question(customer: Customer, name: str, language: Language, trouble: str = "") -> Text:
    lines = [
        Bold(show_name(customer)),
        Text(phrases.say(language, EDITED[name]), ": ", write_value(customer, name) or "–"),
    ]
    if trouble:
        lines.append(Text("⚠️ ", trouble))
    lines.append(Text("➡️ ", Bold(phrases.say(language, _ASKED[name]))))
    return as_list(*lines)


async def _draw_answers(customer: Customer, name: str, language: Language) -> Buttons:
    def answer(label: str, value: str) -> InlineKeyboardButton:
        data = CustomerAction(action="set", id=customer.id, name=name, value=value)
        return button(label, data)

    rows: Buttons = []
    words = {"role": ROLES, "sex": SEXES}.get(name)
    if words is not None:
        rows.append([answer(phrases.say(language, said), each) for each, said in words.items()])
    elif name == "address" and customer.school is not None and format_address(customer.school):
        rows.append([answer(f"🏫 {format_address(customer.school)}", "school")])
    elif name == "class" and customer.school is not None:
        classes = [each for each in await list_classes(customer.school) if ":" not in each.code]
        rows += in_rows((answer(each.name or each.code, each.code) for each in classes), 3)
    elif name == "user_name":
        called = customer.first_name or customer.initials
        suggested = await suggest_user_name(called, customer.prefix, customer.surname)
        rows.append([answer(suggested, suggested)])
    if name in EMPTY:
        rows.append([answer(phrases.say(language, "🗑 Empty"), "-")])
    return [*rows, [_back(customer, "edit", language)]]


async def set_field(
    query: CallbackQuery,
    callback_data: CustomerAction,
    member: Member,
    state: FSMContext,
    language: Language,
) -> None:
    await query.answer()
    customer = await load_customer(callback_data.id)
    name, value = callback_data.name, callback_data.value
    trouble = ""
    if name in EDITED:
        try:
            await change_customer(customer, member.actor, **await _choose(customer, name, value))
        except RosterdeskError as error:
            trouble = error.say(language)
    await state.clear()
    view = await load_view(customer.id)
    words = draw_customer(view, language, headline=f"⚠️ {trouble}" if trouble else "")
    await show_pressed(query, words, _draw_fields(view.customer, language))


async def _choose(customer: Customer, name: str, value: str) -> dict[str, Any]:
    """Return the facts of a tapped answer; it is read like a typed one where it can be."""
    if name == "address" and value == "school" and customer.school is not None:
        return {field: getattr(customer.school, field) for field in EMPTY["address"]}
    return await read_value(customer.school, name, value)


async def take_typed(
    message: Message, bot: Bot, member: Member, state: FSMContext, language: Language
) -> None:
    asked = await state.get_data()
    await forget(message)
    customer = await load_customer(asked["customer"])
    name = asked["field"]
    try:
        if name == "role":
            raise TypedError(N_("Tap one of the buttons, please."))
        facts = await _choose(customer, name, message.text or "")
        await change_customer(customer, member.actor, **facts)
    except RosterdeskError as error:
        words = _draw_question(customer, name, language, error.say(language))
        buttons = await _draw_answers(customer, name, language)
    else:
        await state.clear()
        view = await load_view(customer.id)
        words, buttons = draw_customer(view, language), _draw_fields(view.customer, language)
    await show_screen(bot, message.chat.id, asked["message"], words, buttons)


ROUTES = Routes("editing")
ROUTES.press(show_fields, CustomerAction, "edit", right=STAFF)
ROUTES.press(switch, CustomerAction, "toggle", right=STAFF)
ROUTES.press(ask_field, CustomerAction, "ask", right=STAFF)
ROUTES.press(set_field, CustomerAction, "set", right=STAFF)
ROUTES.typed(take_typed, Changing.typing, F.text, asks="typed:change", right=STAFF)
