"""A slip for one customer; who had one before is asked why, because the old one dies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.utils.formatting import Bold, Text, as_list

from rosterdesk.bot.chat.access.rights import STAFF
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.customers.showing import show_customer
from rosterdesk.bot.chat.printing.job import find_printer
from rosterdesk.bot.chat.screen.buttons import (
    Buttons,
    CustomerAction,
    PasswordAction,
    button,
    in_rows,
)
from rosterdesk.bot.chat.screen.screen import show_pressed
from rosterdesk.bot.words.jobs import (
    NO_SUCH_PRINTER,
    REPRINT_REASONS,
    WHY_AGAIN,
    describe_slip,
)
from rosterdesk.bot.words.printers import find_printers
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.customers.registering import load_customer
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.person_names import show_name
from rosterdesk.core.slips.requests import ReprintReason, had_slip, request_slip

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.types import CallbackQuery

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Customer


async def print_password(
    query: CallbackQuery,
    callback_data: PasswordAction,
    bot: Bot,
    member: Member,
    settings: Settings,
    language: Language,
) -> None:
    printer = find_printer(callback_data.printer, await find_printers(settings))
    if printer is None:
        await query.answer(phrases.say(language, NO_SUCH_PRINTER), show_alert=True)
        return
    customer = await load_customer(callback_data.id)
    again = await had_slip(customer)
    if again and callback_data.reason not in list(ReprintReason):
        await query.answer()
        await show_pressed(query, *_draw_reasons(customer, callback_data, language))
        return
    reason = callback_data.reason if again else None
    await query.answer((await _request(customer, printer, member, reason, language))[:200])
    message_id = query.message.message_id if query.message else None
    await show_customer(
        bot, query.from_user.id, message_id, customer.id, member, settings, language
    )


async def _request(
    customer: Customer, printer: str, member: Member, reason: str | None, language: Language
) -> str:
    try:
        job = await request_slip(customer, printer, member.actor, reason)
    except RosterdeskError as error:
        return error.say(language)
    return describe_slip(job.printer, language, again=bool(reason))


def _draw_reasons(
    customer: Customer, asked: PasswordAction, language: Language
) -> tuple[Text, Buttons]:
    words = as_list(
        Bold(show_name(customer)),
        Text(phrases.say(language, WHY_AGAIN)),
    )
    rows = in_rows(
        (
            button(phrases.say(language, label), asked.model_copy(update={"reason": str(reason)}))
            for reason, label in REPRINT_REASONS.items()
        ),
        2,
    )
    back = CustomerAction(action="show", id=customer.id)
    rows.append([button(phrases.say(language, "⬅️ Back"), back)])
    return words, rows


ROUTES = Routes("a customer's slip")
ROUTES.press(print_password, PasswordAction, "print", right=STAFF)
