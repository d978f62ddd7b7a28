"""The buttons of a job and of the question about a slip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.types import CallbackQuery, Message

from rosterdesk.bot.chat.access.rights import PRINTING, PRINTING_ANYWHERE
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.printing.job import JobAction, SheetAnswer, SlipAnswer, find_printer
from rosterdesk.bot.chat.printing.preview import show_preview
from rosterdesk.bot.chat.printing.showing import show_job, update_job_messages
from rosterdesk.bot.words.jobs import (
    ANSWERED_BEFORE,
    ANSWERED_NO,
    ANSWERED_YES,
    STEERED,
    describe_cancelled,
    describe_moved,
    describe_restart,
    describe_skipped,
)
from rosterdesk.bot.words.printers import find_printers
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.slips import queue
from rosterdesk.core.slips.printing import answer_unknown
from rosterdesk.core.slips.restart import restart_at
from rosterdesk.core.slips.sheets import answer_sheet

if TYPE_CHECKING:
    from aiogram import Bot

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.trail.actors import Actor


async def press_job(
    query: CallbackQuery,
    callback_data: JobAction,
    bot: Bot,
    member: Member,
    settings: Settings,
    language: Language,
) -> None:
    printers = await find_printers(settings)
    if callback_data.action == "look":
        await query.answer()
        chat_id = query.message.chat.id if query.message else query.from_user.id
        await show_preview(bot, callback_data.job, chat_id, settings)
        return
    try:
        said = await _do(callback_data, member, printers, language)
    except RosterdeskError as error:
        said = error.say(language)
    await query.answer(said[:200])
    await update_job_messages(bot, callback_data.job, printers, settings.language)


async def show_again(
    query: CallbackQuery,
    callback_data: JobAction,
    bot: Bot,
    settings: Settings,
    language: Language,
) -> None:
    """Put a job's message below, from the list of /print."""
    await query.answer()
    chat_id = query.message.chat.id if query.message else query.from_user.id
    printers = await find_printers(settings)
    await show_job(bot, callback_data.job, chat_id, printers, language)


async def _do(asked: JobAction, member: Member, printers: list[str], language: Language) -> str:
    job = await queue.load_job(asked.job)
    actor = member.actor
    if asked.action in STEERED:
        return await _steer(asked, job.printer, actor, language)
    if asked.action == "skip":
        return describe_skipped(await queue.skip_next(asked.job, actor), language)
    if asked.action == "cancel":
        return describe_cancelled(await queue.cancel_rest(asked.job, actor), language)
    if asked.action == "from":
        return describe_restart(await restart_at(asked.job, asked.number, actor), language)
    printer = find_printer(asked.printer, printers)
    if asked.action == "move" and printer is not None:
        return describe_moved(await queue.move_to_printer(asked.job, printer, actor), language)
    return ""


async def _steer(asked: JobAction, printer: str, actor: Actor, language: Language) -> str:
    """Let the printer wait or go on, and say so."""
    if asked.action == "pause":
        await queue.pause(printer, actor)
    elif asked.action == "resume":
        await queue.resume(printer, actor)
    elif asked.action == "stop":
        await queue.stop_after_current(asked.job, actor)
    elif not await queue.print_now(printer, actor):
        return ""
    return phrases.say(language, STEERED[asked.action])


async def answer_slip(
    query: CallbackQuery, callback_data: SlipAnswer, member: Member, language: Language
) -> None:
    changed = await answer_unknown(
        callback_data.slip, printed=callback_data.printed, actor=member.actor
    )
    if not changed:
        said = phrases.say(language, ANSWERED_BEFORE)
    elif callback_data.printed:
        said = phrases.say(language, ANSWERED_YES)
    else:
        said = phrases.say(language, ANSWERED_NO)
    await query.answer(said)
    message = query.message
    if isinstance(message, Message):
        await message.edit_text(f"{message.text}\n→ {said}")


async def answer_whole_sheet(
    query: CallbackQuery, callback_data: SheetAnswer, member: Member, language: Language
) -> None:
    asked = callback_data
    count = await answer_sheet(asked.job, asked.first, asked.last, member.actor)
    said = (
        phrases.say_many(
            language, count, "Noted: {count} card works.", "Noted: {count} cards work."
        )
        if count
        else phrases.say(language, ANSWERED_BEFORE)
    )
    await query.answer(said)
    if isinstance(query.message, Message):
        await query.message.edit_text(f"{query.message.text}\n→ {said}")


_ACTIONS = (*STEERED, "skip", "cancel", "from", "move", "look")

ROUTES = Routes("printing")
ROUTES.press(show_again, JobAction, "show", right=PRINTING_ANYWHERE)
ROUTES.press(press_job, JobAction, *_ACTIONS, right=PRINTING_ANYWHERE)
ROUTES.press(answer_slip, SlipAnswer, right=PRINTING)
ROUTES.press(answer_whole_sheet, SheetAnswer, right=PRINTING)
