"""The sender's own file back in chat, with what is to be mended in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.filters.callback_data import CallbackData
from aiogram.types import BufferedInputFile
from aiogram.utils.chat_action import ChatActionSender

from rosterdesk.bot.chat.access.rights import UPLOADERS
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.telegram.quietly import quietly
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.customers.registering import schools_to_send_for
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.intake.remarks import give_remarks
from rosterdesk.core.intake.submissions import get_submission

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.types import CallbackQuery

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library
    from rosterdesk.core.models import Submission


class RemarksAction(CallbackData, prefix="rem"):
    reference: str


async def send_remarks(
    query: CallbackQuery,
    callback_data: RemarksAction,
    bot: Bot,
    member: Member,
    library: Library,
    language: Language,
) -> None:
    """Send the remarks to the sender or a successor who may send files for that school today."""
    submission = await get_submission(callback_data.reference)
    if submission is None or not await _may_have(submission, member):
        said = phrases.say(language, "You may not send files for that school.")
        await query.answer(said, show_alert=True)
        return
    await quietly(query.answer())
    chat_id = query.from_user.id
    try:
        async with ChatActionSender.upload_document(chat_id=chat_id, bot=bot):
            name, data = await give_remarks(submission, library, member.actor, language)
    except RosterdeskError as error:
        await bot.send_message(chat_id, error.say(language))
        return
    caption = phrases.say(
        language,
        "Only the rows with a remark are in it; the last column says what to do. Mend them where"
        " your roster comes from, and send the whole roster once more.",
    )
    await bot.send_document(chat_id, BufferedInputFile(data, name), caption=caption)


async def _may_have(submission: Submission, member: Member) -> bool:
    schools = await schools_to_send_for(member.customer) if member.customer else []
    return submission.school_id in {school.id for school in schools}


ROUTES = Routes("remarks")
ROUTES.press(send_remarks, RemarksAction, right=UPLOADERS)
