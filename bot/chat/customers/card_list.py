"""The cards of a customer in chat: history, picture, block, unblock, replace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiogram import F
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import BufferedInputFile
from aiogram.utils.formatting import Bold, Code, Text, as_list

from rosterdesk.bot.chat.access.rights import STAFF
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.customers.barcode import draw_card_picture
from rosterdesk.bot.chat.screen.buttons import Buttons, CardAction, CustomerAction, button
from rosterdesk.bot.chat.screen.dialogs import begin_dialog
from rosterdesk.bot.chat.screen.screen import show_pressed, show_screen
from rosterdesk.bot.chat.vanishing import forget
from rosterdesk.bot.words.people import CARD_STATUSES
from rosterdesk.bot.words.texts import format_time, phrases
from rosterdesk.bot.words.typed import read_card_number
from rosterdesk.core.customers.cards import (
    block_card,
    get_card,
    list_cards,
    list_history,
    replace_card,
    unblock_card,
)
from rosterdesk.core.customers.registering import load_customer
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.models import Card, CardStatus
from rosterdesk.core.person_names import show_name
from rosterdesk.core.trail.payloads import CardChanged, CustomerAdded, read_payload

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.fsm.context import FSMContext
    from aiogram.types import CallbackQuery, Message

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library
    from rosterdesk.core.models import Customer, Event

_HISTORY = {
    "active": N_("unblocked"),
    "blocked": N_("blocked"),
    "replaced": N_("replaced"),
    "added": N_("added"),
}


class Replacing(StatesGroup):
    number = State()


async def show_cards(query: CallbackQuery, callback_data: CardAction, language: Language) -> None:
    await query.answer()
    customer = await load_customer(callback_data.id)
    await show_pressed(query, *await _draw(customer, language))


async def _draw(customer: Customer, language: Language, said: str = "") -> tuple[Text, Buttons]:
    cards = await list_cards(customer)
    history = await list_history(customer)
    numbers = {card.id: card.number for card in cards}
    lines: list[Text] = [Bold(phrases.say(language, "Cards of {name}", name=show_name(customer)))]
    lines += [_draw_card(card, language) for card in cards]
    lines += [Text(""), *(_draw_event(event, numbers, language) for event in history)]
    if said:
        lines.append(Text("➡️ ", said))
    rows: Buttons = []
    for card in cards:
        if card.status is not CardStatus.REPLACED:
            rows.append(_draw_buttons(card, customer, language))
    back = CustomerAction(action="show", id=customer.id)
    rows.append([button(phrases.say(language, "⬅️ Back"), back)])
    return as_list(*lines), rows


def _draw_card(card: Card, language: Language) -> Text:
    since = f" · {format_time(card.changed_at, language)}" if card.changed_at else ""
    status = phrases.say(language, CARD_STATUSES[card.status])
    return Text("💳 ", Code(card.number), f" · {status}{since}")


def _draw_event(event: Event, numbers: dict[int, str], language: Language) -> Text:
    said = read_payload(event)
    assert isinstance(said, CardChanged | CustomerAdded)
    status = said.status if isinstance(said, CardChanged) else None
    number = numbers.get(said.card or 0, "")
    what = phrases.say(language, _HISTORY.get(status or "added", "added"))
    return Text(f"· {format_time(event.at, language)} {number} {what} ({event.actor})")


def _draw_buttons(card: Card, customer: Customer, language: Language) -> list[Any]:
    def action(name: str, label: str) -> Any:
        return button(label, CardAction(action=name, id=customer.id, card=card.id))

    ending = f"…{card.number[-4:]}"
    if card.status is CardStatus.ACTIVE:
        change = action("block", phrases.say(language, "🚫 Block {card}", card=ending))
    else:
        change = action("unblock", phrases.say(language, "✅ Unblock {card}", card=ending))
    return [
        change,
        action("replace", phrases.say(language, "🔁 Replace {card}", card=ending)),
        action("picture", "🖼"),
    ]


async def _find(callback_data: CardAction) -> Card | None:
    """Return the card if it is that customer's: a button is client input."""
    return await get_card(callback_data.card, callback_data.id)


async def change_card(
    query: CallbackQuery, callback_data: CardAction, member: Member, language: Language
) -> None:
    card = await _find(callback_data)
    if card is None:
        await query.answer()
        return
    work = block_card if callback_data.action == "block" else unblock_card
    try:
        await work(card, member.actor)
        await query.answer()
    except RosterdeskError as error:
        await query.answer(error.say(language)[:200], show_alert=True)
    await show_pressed(query, *await _draw(await load_customer(callback_data.id), language))


async def send_picture(
    query: CallbackQuery, callback_data: CardAction, bot: Bot, settings: Settings
) -> None:
    await query.answer()
    card = await _find(callback_data)
    if card is not None:
        file = BufferedInputFile(draw_card_picture(card.number, settings), "card.png")
        await bot.send_photo(query.from_user.id, file, caption=card.number)


async def ask_number(
    query: CallbackQuery, callback_data: CardAction, state: FSMContext, language: Language
) -> None:
    await query.answer()
    card = await _find(callback_data)
    if card is None or query.message is None:
        return
    customer = await load_customer(callback_data.id)
    asked = phrases.say(language, "Scan the new card, type its number, or have one generated.")
    words, _ = await _draw(customer, language, asked)
    generate = CardAction(action="generate", id=customer.id, card=card.id)
    back = CardAction(action="list", id=customer.id)
    buttons = [
        [button(phrases.say(language, "🎲 Generate a number"), generate)],
        [button(phrases.say(language, "⬅️ Back"), back)],
    ]
    prompt = show_pressed(query, words, buttons)
    message_id = await begin_dialog(
        state, Replacing.number, prompt, customer=customer.id, card=card.id
    )
    await state.update_data(message=message_id)


async def take_number(
    message: Message,
    bot: Bot,
    member: Member,
    library: Library,
    state: FSMContext,
    language: Language,
) -> None:
    asked = await state.get_data()
    await forget(message)
    customer = await load_customer(asked["customer"])
    card = await get_card(asked["card"], customer.id)
    assert card is not None, "cards are never deleted before their customer"
    try:
        number = read_card_number(message.text or "")
        fresh = await replace_card(card, member.actor, library.numbering, number)
    except RosterdeskError as error:
        said = error.say(language)
    else:
        await state.clear()
        said = _describe_replaced(fresh, language)
    words, buttons = await _draw(customer, language, said)
    await show_screen(bot, message.chat.id, asked["message"], words, buttons)


async def generate_number(
    query: CallbackQuery,
    callback_data: CardAction,
    member: Member,
    library: Library,
    state: FSMContext,
    language: Language,
) -> None:
    card = await _find(callback_data)
    await state.clear()
    if card is None:
        await query.answer()
        return
    try:
        said = _describe_replaced(
            await replace_card(card, member.actor, library.numbering), language
        )
    except RosterdeskError as error:
        said = error.say(language)
    await query.answer()
    customer = await load_customer(callback_data.id)
    await show_pressed(query, *await _draw(customer, language, said))


def _describe_replaced(card: Card, language: Language) -> str:
    return phrases.say(
        language,
        "The card is {number} now. Back, and there print a slip if it is asked for.",
        number=card.number,
    )


ROUTES = Routes("cards")
ROUTES.press(show_cards, CardAction, "list", right=STAFF)
ROUTES.press(change_card, CardAction, "block", "unblock", right=STAFF)
ROUTES.press(send_picture, CardAction, "picture", right=STAFF)
ROUTES.press(ask_number, CardAction, "replace", right=STAFF)
ROUTES.press(generate_number, CardAction, "generate", right=STAFF)
ROUTES.typed(take_number, Replacing.number, F.text, asks="typed:card", right=STAFF)
