"""Telling the desk that somebody guesses at a customer's password."""

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
        "⏳ Many wrong passwords for {name}. Whoever logs in from a new chat must wait, up to an"
        " hour after each. If the customer is at the desk, end the pause.",
        name=show_name(customer),
    )
    show = phrases.say(language, "Show customer")
    data = CustomerAction(action="show", id=customer_id)
    await bot.send_message(chat_id, said, reply_markup=keyboard([[button(show, data)]]))
