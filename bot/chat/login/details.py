"""A customer's own data as the library keeps it, and their card as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.types import BufferedInputFile
from aiogram.utils.formatting import Bold, Text, as_list

from rosterdesk.bot.chat.customers.barcode import draw_card_picture
from rosterdesk.bot.words.customers import describe_rights, format_memberships
from rosterdesk.bot.words.people import format_address, format_class, format_day
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.customers.memberships import list_memberships
from rosterdesk.core.customers.registering import find_active_card, list_rights, load_customer
from rosterdesk.core.person_names import show_name

if TYPE_CHECKING:
    from aiogram import Bot

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Customer


async def draw_details(customer: Customer, settings: Settings, language: Language) -> Text:
    """Remarks and notices are the library's own and are left out."""
    del settings
    customer = await load_customer(customer.id)
    card = await find_active_card(customer.id)
    memberships = await list_memberships(customer)
    where = format_class(customer.class_name, customer.class_code, customer.year)
    school = customer.school.name if customer.school else ""
    lines = [
        " · ".join(part for part in (school, where) if part),
        card.number if card else "",
        format_day(customer.birth_date, language) if customer.birth_date else "",
        format_address(customer),
        customer.email or "",
        customer.phone or "",
        customer.user_name or "",
        *format_memberships(memberships, language),
        *describe_rights(await list_rights(customer), language),
    ]
    wrong = phrases.say(language, "Is something wrong? Tell the desk of your library.")
    return as_list(Bold(show_name(customer)), *(Text(line) for line in lines if line), Text(wrong))


async def send_card_picture(
    bot: Bot, chat_id: int, member: Member, settings: Settings, language: Language
) -> None:
    assert member.customer is not None
    card = await find_active_card(member.customer.id)
    if card is None:
        await bot.send_message(
            chat_id, phrases.say(language, "You have no card that works: ask the desk.")
        )
        return
    picture = draw_card_picture(card.number, settings)
    file = BufferedInputFile(picture, "card.png")
    await bot.send_photo(chat_id, file, caption=f"{show_name(member.customer)}\n{card.number}")
