"""Asking the sender, by the way that the file came; the answer comes back to the card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.fsm.state import State, StatesGroup
from aiogram.utils.formatting import Text

from rosterdesk.bot.chat.approval.press import NoPlanError
from rosterdesk.bot.chat.screen.dialogs import begin_dialog
from rosterdesk.bot.chat.screen.outgoing import find_outgoing, forget_outgoing, show_back
from rosterdesk.bot.chat.screen.screen import show_pressed
from rosterdesk.bot.chat.telegram.quietly import quietly
from rosterdesk.bot.chat.telegram.updates import describe_stale
from rosterdesk.bot.words.decisions import ASKED, NOBODY_TO_ASK
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.intake.questions import LONGEST, ask_sender
from rosterdesk.core.intake.submissions import find_submission
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import sender_of

if TYPE_CHECKING:
    from aiogram.fsm.context import FSMContext
    from aiogram.types import CallbackQuery, Message

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.chat.approval.press import Press
    from rosterdesk.core.language import Language


class Asking(StatesGroup):
    text = State()


async def ask_question(pressed: Press) -> str:
    submission = await pressed.find_submission()
    if not sender_of(submission):
        raise NoPlanError(NOBODY_TO_ASK)
    question = phrases.say(
        pressed.language, "What do you want to ask the sender? Name no pupils. /cancel to stop."
    )
    prompt = pressed.send(question)
    await begin_dialog(pressed.state, Asking.text, prompt, reference=submission.reference)
    return phrases.say(pressed.language, "Type your question.")


async def take_question(message: Message, state: FSMContext, language: Language) -> None:
    asked = await state.get_data()
    await show_back(
        message,
        state,
        "ask",
        phrases.say(
            language,
            "Send this question about {reference} to the sender?",
            reference=asked["reference"],
        ),
        phrases.say(language, "✉️ Yes, send it"),
        language,
        text=(message.text or "").strip()[:LONGEST],
        **asked,
    )


async def send_question(
    query: CallbackQuery, member: Member, state: FSMContext, language: Language
) -> None:
    asked = await find_outgoing(query, "ask", state)
    if asked is None:
        await query.answer(describe_stale(language), show_alert=True)
        return
    await quietly(query.answer())
    try:
        async with writing():
            submission = await find_submission(asked["reference"])
            await ask_sender(submission, asked["text"], member.actor)
            await forget_outgoing(state)
        said = phrases.say(language, ASKED)
    except RosterdeskError as error:
        said = error.say(language)
    await show_pressed(query, Text(said), [])
