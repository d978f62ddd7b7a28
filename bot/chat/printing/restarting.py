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
from rosterdesk.bot.chat.screen.dialogs import begin_dialog
from rosterdesk.bot.words.printers import find_printers
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.slips.queue import load_job
from rosterdesk.core.slips.restart import Restart, look_at_restart, restart_at

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.fsm.context import FSMContext

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language

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
    chat_id = query.message.chat.id if query.message else query.from_user.id
    prompt = bot.send_message(chat_id, question, reply_markup=ForceReply(selective=True))
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
        await message.reply(phrases.say(language, "Please type the number of a slip, like 12."))
        return
    name, number = (await state.get_data())["job"], int(typed)
    try:
        found = await look_at_restart(name, number)
        if found.again:
            await message.reply(
                _warn(found, language), reply_markup=_confirm(name, found, language)
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


def _warn(found: Restart, language: Language) -> str:
    return phrases.say_many(
        language,
        found.again,
        "{count} slip from {number} on may be on paper already. It is printed again with a new"
        " password; the one on the old slip stops working: throw it away.",
        "{count} slips from {number} on may be on paper already. They are printed again with new"
        " passwords; those on the old slips stop working: throw them away.",
        number=found.number,
    )


def _confirm(name: str, found: Restart, language: Language) -> InlineKeyboardMarkup:
    label = phrases.say(language, "↪️ Yes, from slip {number} on", number=found.number)
    data = JobAction(action="from", job=name, number=found.number)
    return InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text=label, callback_data=data.pack())]]
    )


def describe_restart(done: Restart, language: Language) -> str:
    said = phrases.say_many(
        language,
        done.to_print,
        "It goes on at slip {number}: {count} slip to print.",
        "It goes on at slip {number}: {count} slips to print.",
        number=done.number,
    )
    if done.again:
        said += " " + phrases.say_many(
            language,
            done.again,
            "{count} gets a new password; its old slip no longer works.",
            "{count} get a new password; their old slips no longer work.",
        )
    if done.left_out:
        said += " " + phrases.say_many(
            language,
            done.left_out,
            "{count} before it is not printed.",
            "{count} before it are not printed.",
        )
    return said


ROUTES = Routes("restarting")
ROUTES.press(ask_number, JobAction, "at", right=PRINTING_ANYWHERE)
ROUTES.typed(take_number, Restarting.number, F.text, asks="typed:job", right=PRINTING_ANYWHERE)
