"""Telling the desk that a customer was locked out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.chat.screen.buttons import CustomerAction, button, keyboard
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.customers.registering import load_customer
from rosterdesk.core.person_names import show_name

if TYPE_CHECKING:
    from aiogram import Bot

    from rosterdesk.core.language import Language


async def tell_locked(bot: Bot, chat_id: int, customer_id: int, language: Language) -> None:
    customer = await load_customer(customer_id)
    said = phrases.say(
        language,
        "🔒 Too many wrong passwords for {name}: the card is locked for logging in. Unlock it when"
        " the customer is at the desk.",
        name=show_name(customer),
    )
    show = phrases.say(language, "Show customer")
    data = CustomerAction(action="show", id=customer_id)
    await bot.send_message(chat_id, said, reply_markup=keyboard([[button(show, data)]]))
