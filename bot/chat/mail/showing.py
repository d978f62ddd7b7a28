"""The card of a held mail in the chats of librarians: one in each, and current.

What is new comes once more below, and a line stays at the old place. A decided mail loses its
buttons wherever it is shown.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING

from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError

from rosterdesk.bot.chat.mail.held import draw_mail
from rosterdesk.bot.chat.telegram.quietly import quietly
from rosterdesk.bot.models import MailCard
from rosterdesk.bot.words.texts import format_time, phrases
from rosterdesk.core.language import Language
from rosterdesk.mailbox.store.held.waiting import WAITING

if TYPE_CHECKING:
    from typing import Any

    from aiogram import Bot

    from rosterdesk.mailbox.models import MailMessage


async def bring_mail(bot: Bot, mail: MailMessage, chat_id: int, language: Language) -> None:
    """Show the card below, where what it says now is not shown in the chat already."""
    drawn = await _draw(mail, language)
    copy = await MailCard.get_or_none(mail_id=mail.id, chat_id=chat_id)
    if copy is None or copy.drawn != _digest(drawn):
        await send_mail(bot, mail, chat_id, language)


async def send_mail(bot: Bot, mail: MailMessage, chat_id: int, language: Language) -> None:
    """Put the card below everything else in the chat; the one before it becomes a line."""
    drawn = await _draw(mail, language)
    old = await MailCard.get_or_none(mail_id=mail.id, chat_id=chat_id)
    sent = await bot.send_message(chat_id, **drawn)
    facts = {"message_id": sent.message_id, "language": language, "drawn": _digest(drawn)}
    await MailCard.update_or_create(facts, mail_id=mail.id, chat_id=chat_id)
    if old is not None:
        said = phrases.say(
            language,
            "✉️ {sender} · {time}: the card is further down.",
            sender=mail.address or phrases.say(language, "no clear sender"),
            time=format_time(mail.arrived_at, language),
        )
        old_place = {"chat_id": chat_id, "message_id": old.message_id}
        await quietly(bot.edit_message_text(said, **old_place, reply_markup=None))


async def refresh_mail(bot: Bot, mail: MailMessage) -> None:
    """Bring every copy up to date; those of a decided mail are then left as they are."""
    for copy in await MailCard.filter(mail_id=mail.id):
        drawn = await _draw(mail, Language(copy.language))
        if copy.drawn != _digest(drawn):
            place = {"chat_id": copy.chat_id, "message_id": copy.message_id}
            # Some are gone, or show it already: the one whose button was pressed.
            with suppress(TelegramForbiddenError, TelegramBadRequest):
                await bot.edit_message_text(**place, **drawn)
        if mail.status in WAITING:
            await MailCard.filter(id=copy.id).update(drawn=_digest(drawn))
        else:
            await copy.delete()


async def _draw(mail: MailMessage, language: Language) -> dict[str, Any]:
    text, buttons = await draw_mail(mail, language)
    return {**text.as_kwargs(), "reply_markup": buttons}


def _digest(drawn: dict[str, Any]) -> str:
    markup = drawn["reply_markup"]
    buttons = markup.model_dump_json(exclude_none=True) if markup else ""
    return hashlib.sha256(f"{drawn['text']}\0{buttons}".encode()).hexdigest()
