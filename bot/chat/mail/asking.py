"""Asking a registered person in chat whether a held mail is theirs, and taking the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Text, as_list

from rosterdesk.bot.chat.screen.screen import show_pressed
from rosterdesk.bot.chat.telegram.quietly import quietly
from rosterdesk.bot.words.texts import format_time, phrases
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.models import Channel
from rosterdesk.core.trail.actors import customer_actor
from rosterdesk.core.trail.payloads import MailAsked
from rosterdesk.mailbox.models import Confirmation
from rosterdesk.mailbox.replies.saying import format_size
from rosterdesk.mailbox.store.held.challenge import find_open
from rosterdesk.mailbox.store.held.release import confirm_mail, deny_mail
from rosterdesk.mailbox.store.held.waiting import get_mail

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiogram import Bot

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library
    from rosterdesk.core.models import Event


class OwnMailAction(CallbackData, prefix="mine"):
    action: str  # yes, no
    mail: int


async def ask_in_chat(
    bot: Bot, event: Event, chat_id: int, printers: Sequence[str], language: Language
) -> None:
    """Ask, unless it was answered in the meantime."""
    del printers
    asked = MailAsked.read(event)
    mail = await get_mail(asked.mail)
    if mail is None or event.customer_id is None:
        return
    if await find_open(mail.id, event.customer_id) is None:
        return
    said = phrases.say(
        language,
        "A mail with a roster came in your name, on {time}. We could not make sure that"
        " it came from you. Was it yours?",
        time=format_time(mail.arrived_at, language),
    )
    named = [Text("📄 ", f"{name} ({format_size(size, language)})") for name, size in asked.files]
    words = as_list(Text("✉️ ", said), *named)
    await bot.send_message(
        chat_id, **words.as_kwargs(), reply_markup=_draw_buttons(mail.id, language)
    )


def _draw_buttons(mail_id: int, language: Language) -> InlineKeyboardMarkup:
    labels = {
        "yes": phrases.say(language, "Yes, this mail was mine"),
        "no": phrases.say(language, "No"),
    }
    row = [
        InlineKeyboardButton(
            text=label, callback_data=OwnMailAction(action=action, mail=mail_id).pack()
        )
        for action, label in labels.items()
    ]
    return InlineKeyboardMarkup(inline_keyboard=[row])


async def answer_own_mail(
    query: CallbackQuery,
    callback_data: OwnMailAction,
    member: Member,
    library: Library,
    settings: Settings,
    language: Language,
) -> None:
    customer = member.customer
    assert customer is not None
    actor = customer_actor(customer, Channel.CHAT)
    try:
        if callback_data.action == "yes":
            await confirm_mail(
                callback_data.mail,
                customer,
                Confirmation.CHAT,
                actor,
                library.files,
                settings.mail,
            )
            said = phrases.say(language, "Thank you. The file goes on to the library now.")
        else:
            await deny_mail(callback_data.mail, customer, actor, library.files)
            said = phrases.say(
                language, "Thank you. Nothing is done with that mail; the library was told."
            )
    except RosterdeskError as error:
        said = error.say(language)
    await query.answer(said[:200])
    await quietly(show_pressed(query, Text(said), []))
