"""Asking the sender, by the way that the file came; the answer comes back to the card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiogram.fsm.state import State, StatesGroup

from rosterdesk.bot.chat.approval.press import NoPlanError
from rosterdesk.bot.chat.screen.buttons import keyboard
from rosterdesk.bot.chat.screen.dialogs import begin_dialog
from rosterdesk.bot.chat.screen.outgoing import Outgoing, make_stop
from rosterdesk.bot.chat.telegram.sending import send_shown
from rosterdesk.bot.words.decisions import ASKED, NOBODY_TO_ASK
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.intake.questions import LONGEST, ask_sender
from rosterdesk.core.intake.submissions import find_submission
from rosterdesk.core.language import N_
from rosterdesk.core.trail.events import sender_of

if TYPE_CHECKING:
    from aiogram.fsm.context import FSMContext
    from aiogram.types import CallbackQuery

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.chat.approval.press import Press
    from rosterdesk.core.language import Language


QUESTION = Outgoing(
    "ask",
    N_("Send this question about {reference} to the sender?"),
    N_("✉️ Yes, send it"),
    longest=LONGEST,
)


class Asking(StatesGroup):
    text = State()


async def ask_question(pressed: Press) -> str:
    submission = await pressed.find_submission()
    if not sender_of(submission):
        raise NoPlanError(NOBODY_TO_ASK)
    question = phrases.say(pressed.language, "What do you want to ask the sender? Name no pupils.")
    prompt = pressed.send(question, keyboard([[make_stop(pressed.language)]]))
    await begin_dialog(pressed.state, Asking.text, prompt, reference=submission.reference)
    return phrases.say(pressed.language, "Type your question.")


async def send_question(
    query: CallbackQuery, member: Member, state: FSMContext, language: Language
) -> None:
    async def ask(asked: dict[str, Any]) -> str:
        submission = await find_submission(asked["reference"])
        await ask_sender(submission, asked["text"], member.actor)
        return phrases.say(language, ASKED)

    await send_shown(query, QUESTION.action, state, language, ask)
