"""Asking a registered person in chat whether a held mail is theirs, and taking the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Text, as_list

from rosterdesk.bot.chat.screen.screen import show_pressed
from rosterdesk.bot.chat.telegram.quietly import quietly
from rosterdesk.bot.words.texts import phrases, say_time
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.models import Channel
from rosterdesk.core.trail.actors import customer_actor
from rosterdesk.mailbox.models import Confirmation, MailMessage
from rosterdesk.mailbox.replies.saying import say_size
from rosterdesk.mailbox.store.challenge import find_open
from rosterdesk.mailbox.store.release import confirm_mail, deny_mail

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
    mail = await MailMessage.get_or_none(id=event.data.get("mail"))
    if mail is None or event.customer_id is None:
        return
    if await find_open(mail.id, event.customer_id) is None:
        return
    asked = phrases.say(
        language,
        "A mail with a roster came in your name, on {time}. We could not make sure that"
        " it came from you. Was it yours?",
        time=say_time(mail.arrived_at, language),
    )
    files = event.facts.get("files", [])
    named = [Text("📄 ", f"{name} ({say_size(size, language)})") for name, size in files]
    words = as_list(Text("✉️ ", asked), *named)
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
