"""The chats that are linked to a customer, as staff see them: a lost telephone is logged out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.utils.formatting import Bold, Text, as_list

from rosterdesk.bot.chat.access.rights import STAFF
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.screen.buttons import Buttons, CustomerAction, button
from rosterdesk.bot.chat.screen.screen import show_pressed
from rosterdesk.bot.words.accounts import describe_account, list_accounts
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.customers.registering import load_customer
from rosterdesk.core.customers.resetting import end_sessions
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.person_names import show_name

if TYPE_CHECKING:
    from aiogram.types import CallbackQuery

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Customer

_ALL = "all"


async def show_chats(
    query: CallbackQuery, callback_data: CustomerAction, language: Language
) -> None:
    await query.answer()
    await show_pressed(query, *await _draw(await load_customer(callback_data.id), language))


async def _draw(customer: Customer, language: Language) -> tuple[Text, Buttons]:
    accounts = await list_accounts(customer)
    title = phrases.say(language, "Linked chats of {name}", name=show_name(customer))
    names = {account.id: describe_account(account, language) for account in accounts}
    lines = [Text("💬 ", name) for name in names.values()]
    if not accounts:
        lines = [Text(phrases.say(language, "No chat is linked."))]
    rows: Buttons = []
    for number, name in names.items():
        label = phrases.say(language, "✖️ Unlink {chat}", chat=name)
        rows.append([button(label, _end(customer, str(number)))])
    if len(accounts) > 1:
        rows.append([button(phrases.say(language, "✖️ Unlink all"), _end(customer, _ALL))])
    back = CustomerAction(action="show", id=customer.id)
    rows.append([button(phrases.say(language, "⬅️ Back"), back)])
    return as_list(Bold(title), *lines), rows


def _end(customer: Customer, which: str) -> CustomerAction:
    return CustomerAction(action="endchat", id=customer.id, value=which)


async def end_chat(
    query: CallbackQuery, callback_data: CustomerAction, member: Member, language: Language
) -> None:
    customer = await load_customer(callback_data.id)
    which = callback_data.value
    only = None if which == _ALL else [int(which)] if which.isdecimal() else []
    try:
        ended = await end_sessions(customer, member.actor, only)
        said = phrases.say(language, "Unlinked.") if ended else ""
        await query.answer(said)
    except RosterdeskError as error:
        await query.answer(error.say(language)[:200], show_alert=True)
    await show_pressed(query, *await _draw(customer, language))


ROUTES = Routes("a customer's chats")
ROUTES.press(show_chats, CustomerAction, "chats", right=STAFF)
ROUTES.press(end_chat, CustomerAction, "endchat", right=STAFF)
