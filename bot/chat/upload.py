"""A file dropped in the chat."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from aiogram import F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import (
    CallbackQuery,
    Document,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)
from aiogram.utils.formatting import Code, Text

from rosterdesk.bot.chat.texts import phrases
from rosterdesk.core.actors import customer_actor
from rosterdesk.core.compare.names import show_name
from rosterdesk.core.models import Channel, Customer, School, Trust
from rosterdesk.core.usecases.customers import schools_to_send_for
from rosterdesk.core.usecases.receive import Arrival, receive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiogram import Bot

    from rosterdesk.bot.chat.person import Member
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library


_TELEGRAM_BYTES = 20_000_000  # getFile's limit (Bot API)


class SchoolChoice(CallbackData, prefix="for"):
    school_id: int


async def take_document(
    message: Message, bot: Bot, member: Member | None, library: Library, language: Language
) -> None:
    customer = member.customer if member else None
    schools = await schools_to_send_for(customer) if customer else []
    if customer is None or not schools:
        await message.reply(
            phrases.say(
                language,
                "Only people whom the library authorised for a school can send a roster here."
                " Ask your library.",
            )
        )
    elif len(schools) > 1:
        await message.reply(
            phrases.say(language, "For which school is this file?"),
            reply_markup=_offer(schools),
        )
    else:
        await _take(message, bot, customer, schools[0], library, language)


async def choose_school(
    query: CallbackQuery,
    callback_data: SchoolChoice,
    bot: Bot,
    member: Member | None,
    library: Library,
    language: Language,
) -> None:
    """The question answers the message with the file, so the file is still at hand."""
    await query.answer()
    question = query.message
    if not isinstance(question, Message) or question.reply_to_message is None:
        return
    customer = member.customer if member else None
    allowed = await schools_to_send_for(customer) if customer else []
    chosen = next((s for s in allowed if s.id == callback_data.school_id), None)
    if customer is None or chosen is None:
        await question.edit_text(phrases.say(language, "You may not send files for that school."))
        return
    await question.edit_text(chosen.name)
    await _take(question.reply_to_message, bot, customer, chosen, library, language)


async def _take(
    message: Message,
    bot: Bot,
    customer: Customer,
    school: School,
    library: Library,
    language: Language,
) -> None:
    document = message.document
    if document is None:
        return
    limit = min(library.settings.file_bytes, _TELEGRAM_BYTES)
    if (document.file_size or 0) > limit:
        await message.reply(_say_too_large(document, limit, language))
        return
    buffer = BytesIO()
    await bot.download(document, destination=buffer)
    arrival = Arrival(
        school=school,
        file_name=document.file_name or "",
        data=buffer.getvalue(),
        channel=Channel.CHAT,
        trust=Trust.A,  # the account was tied to the customer with a one-time code
        actor=customer_actor(customer, Channel.CHAT),
        sender=customer,
        sender_name=show_name(customer),
        note=message.caption or "",
        origin={"chat": message.chat.id, "message": message.message_id},
    )
    received = await receive(arrival, library.files)
    reference = received.submission.reference
    words = (
        phrases.say(language, "We have this file already, under reference")
        if received.repeated
        else phrases.say(language, "Received for {school}. Reference", school=school.name)
    )
    await message.reply(**Text(words, " ", Code(reference)).as_kwargs())


def _say_too_large(document: Document, limit: int, language: Language) -> str:
    return phrases.say(
        language,
        "This file is {size} MB; at most {limit} MB can be taken here. Send it by mail, or send"
        " fewer columns.",
        size=round((document.file_size or 0) / 1e6, 1),
        limit=round(limit / 1e6),
    )


def _offer(schools: Sequence[School]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [
                InlineKeyboardButton(
                    text=school.name, callback_data=SchoolChoice(school_id=school.id).pack()
                )
            ]
            for school in schools
        ]
    )


def make_router() -> Router:
    router = Router(name="upload")
    router.message.register(take_document, F.document, F.chat.type == "private")
    router.callback_query.register(choose_school, SchoolChoice.filter())
    return router
