"""Going on at a slip that a person names, after asking where slips would be printed twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram import F
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import (
    CallbackQuery,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)

from rosterdesk.bot.chat.access.rights import PRINTING_ANYWHERE
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.printing.job import JobAction
from rosterdesk.bot.chat.printing.showing import update_job_messages
from rosterdesk.bot.chat.screen.dialogs import begin_dialog, find_topic
from rosterdesk.bot.words.jobs import TYPE_A_NUMBER, describe_restart, warn_of_restart
from rosterdesk.bot.words.printers import find_printers
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.slips.queue import load_job
from rosterdesk.core.slips.restart import look_at_restart, restart_at

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.fsm.context import FSMContext

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.slips.restart import Restart

_LONGEST_NUMBER = 6


class Restarting(StatesGroup):
    number = State()


async def ask_number(
    query: CallbackQuery, callback_data: JobAction, state: FSMContext, bot: Bot, language: Language
) -> None:
    await query.answer()
    job = await load_job(callback_data.job)
    question = phrases.say(
        language,
        "At which slip does it go on, 1 to {total}? The number stands at the foot of each slip."
        " Slips before it stay as they are. /cancel to stop.",
        total=job.total,
    )
    source = query.message
    prompt = bot.send_message(
        source.chat.id if source else query.from_user.id,
        question,
        message_thread_id=find_topic(source) if isinstance(source, Message) else None,
        reply_markup=ForceReply(selective=True),
    )
    await begin_dialog(state, Restarting.number, prompt, job=job.name)


async def take_number(
    message: Message,
    state: FSMContext,
    bot: Bot,
    member: Member,
    settings: Settings,
    language: Language,
) -> None:
    typed = (message.text or "").strip()
    if not typed.isdecimal() or len(typed) > _LONGEST_NUMBER:
        await message.reply(phrases.say(language, TYPE_A_NUMBER))
        return
    name, number = (await state.get_data())["job"], int(typed)
    try:
        found = await look_at_restart(name, number)
        if found.again:
            await message.reply(
                warn_of_restart(found, language), reply_markup=_confirm(name, found, language)
            )
        else:
            done = await restart_at(name, number, member.actor)
            await message.reply(describe_restart(done, language))
    except RosterdeskError as error:
        await message.reply(error.say(language))
        return
    await state.clear()
    printers = await find_printers(settings)
    await update_job_messages(bot, name, printers, settings.language)


def _confirm(name: str, found: Restart, language: Language) -> InlineKeyboardMarkup:
    label = phrases.say(language, "↪️ Yes, from slip {number} on", number=found.number)
    data = JobAction(action="from", job=name, number=found.number)
    return InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text=label, callback_data=data.pack())]]
    )


ROUTES = Routes("restarting")
ROUTES.press(ask_number, JobAction, "at", right=PRINTING_ANYWHERE)
ROUTES.typed(take_number, Restarting.number, F.text, asks="typed:job", right=PRINTING_ANYWHERE)
