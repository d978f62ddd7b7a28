"""What anybody can say, in any state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram import F, Router
from aiogram.filters import Command

from rosterdesk.bot.chat.showing import send_card
from rosterdesk.bot.chat.texts import phrases
from rosterdesk.core.language import Language
from rosterdesk.core.models import StaffRole, Submission, SubmissionStatus

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.fsm.context import FSMContext
    from aiogram.types import Message

    from rosterdesk.bot.chat.person import Member


async def cancel(message: Message, state: FSMContext, language: Language) -> None:
    await state.clear()
    await message.answer(phrases.say(language, "Stopped. Nothing was changed."))


async def switch_language(message: Message, member: Member | None, language: Language) -> None:
    other = Language.EN if language is Language.NL else Language.NL
    if member:
        member.account.language = other
        await member.account.save(update_fields=["language"])
        language = other
    await message.answer(phrases.say(language, "From now on in English. /language switches."))


async def show_pending(
    message: Message, bot: Bot, member: Member | None, language: Language
) -> None:
    if member is None or not member.has_role(StaffRole.LIBRARIAN):
        await message.answer(phrases.say(language, "This is for librarians."))
        return
    waiting = await Submission.filter(
        status__in=(SubmissionStatus.WAITING, SubmissionStatus.BLOCKED)
    ).order_by("id")
    if not waiting:
        await message.answer(phrases.say(language, "Nothing waits for you."))
    for submission in waiting:
        await send_card(bot, submission.id, message.chat.id, language)


async def hint(message: Message, member: Member | None, language: Language) -> None:
    if member and member.customer:
        text = phrases.say(language, "Drop a roster here as a file, and it reaches the library.")
    elif member:
        text = phrases.say(language, "/pending shows what waits for a decision.")
    else:
        text = phrases.say(language, "Send /start followed by the code that you were given.")
    await message.answer(text)


def make_router() -> Router:
    router = Router(name="everyone")
    router.message.register(cancel, Command("cancel"))
    router.message.register(switch_language, Command("language"))
    router.message.register(show_pending, Command("pending"))
    return router


def make_last_router() -> Router:
    router = Router(name="last")
    router.message.register(hint, F.chat.type == "private")
    return router
