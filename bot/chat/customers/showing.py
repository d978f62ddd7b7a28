"""The customer's card in chat: shown, its pause ended, its password shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.utils.formatting import Code, Text

from rosterdesk.bot.chat.access.rights import STAFF
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.customers.card import draw_customer, draw_customer_buttons
from rosterdesk.bot.chat.screen.buttons import Buttons, CustomerAction, PasswordAction, button
from rosterdesk.bot.chat.screen.screen import is_in_private, show_pressed, show_screen
from rosterdesk.bot.chat.vanishing import show_briefly
from rosterdesk.bot.words.customers import group_password, load_view, warn_of_unused
from rosterdesk.bot.words.printers import find_printers
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.customers.registering import find_active_card, load_customer
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.login.login import unlock
from rosterdesk.core.login.own_password import find_unused, make_shown_password
from rosterdesk.core.person_names import show_name
from rosterdesk.core.trail.payloads import CustomerShown
from rosterdesk.core.trail.sightings import note_shown

if TYPE_CHECKING:
    from datetime import datetime

    from aiogram import Bot
    from aiogram.types import CallbackQuery

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library
    from rosterdesk.core.models import Customer

_SURE = "sure"  # the answer to the question about a password that is not used yet


async def show_customer(
    bot: Bot,
    chat_id: int,
    message_id: int | None,
    customer_id: int,
    member: Member,
    settings: Settings,
    language: Language,
) -> None:
    """Draw the card as it stands now, in the place of the message where there is one."""
    await note_shown(CustomerShown(), member.actor, customer_id=customer_id)
    view = await load_view(customer_id)
    printers = await find_printers(settings)
    buttons = draw_customer_buttons(view, member, printers, language)
    await show_screen(bot, chat_id, message_id, draw_customer(view, language), buttons)


async def press_customer(
    query: CallbackQuery,
    callback_data: CustomerAction,
    bot: Bot,
    member: Member,
    settings: Settings,
    language: Language,
) -> None:
    if callback_data.action == "unlock":
        await unlock(await load_customer(callback_data.id), member.actor)
        await query.answer(phrases.say(language, "The pause is over."))
    else:
        await query.answer()
    message_id = query.message.message_id if query.message else None
    await show_customer(
        bot, query.from_user.id, message_id, callback_data.id, member, settings, language
    )


async def show_password(
    query: CallbackQuery,
    callback_data: PasswordAction,
    bot: Bot,
    member: Member,
    library: Library,
    settings: Settings,
    language: Language,
) -> None:
    """Make a one-time password and show it for a moment, in a private chat only."""
    if not is_in_private(query):
        await query.answer(phrases.say(language, "Only in a private chat."), show_alert=True)
        return
    customer = await load_customer(callback_data.id)
    until = await find_unused(customer)
    if until is not None and callback_data.reason != _SURE:
        await query.answer()
        await show_pressed(query, *_draw_warning(customer, until, language))
        return
    card = await find_active_card(customer.id)
    try:
        password = await make_shown_password(customer, member.actor, library)
    except RosterdeskError as error:
        await query.answer(error.say(language)[:200], show_alert=True)
        return
    await query.answer()
    seconds = settings.chat.shown_password_seconds
    words = phrases.say(
        language,
        "{name}: tap to see, gone in {seconds} seconds.",
        name=show_name(customer),
        seconds=seconds,
    )
    number = Text("\n", Code(card.number)) if card else Text()
    await show_briefly(
        bot, query.from_user.id, Text(words, number), group_password(password), seconds
    )


def _draw_warning(customer: Customer, until: datetime, language: Language) -> tuple[Text, Buttons]:
    """Ask first: somebody may have a slip in hand that would open nothing any more."""
    said = warn_of_unused(customer, until, language)
    sure = PasswordAction(action="show", id=customer.id, reason=_SURE)
    back = CustomerAction(action="show", id=customer.id)
    return Text("⚠️ ", said), [
        [button(phrases.say(language, "🔑 Make a new one"), sure)],
        [button(phrases.say(language, "⬅️ Back"), back)],
    ]


ROUTES = Routes("customers")
ROUTES.press(press_customer, CustomerAction, "show", "unlock", right=STAFF)
ROUTES.press(show_password, PasswordAction, "show", right=STAFF)
