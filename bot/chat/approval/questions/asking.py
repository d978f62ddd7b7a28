"""Asking the sender, by the way that the file came; the answer comes back to the card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.fsm.state import State, StatesGroup

from rosterdesk.bot.chat.approval.press import NoPlanError
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.intake.questions import ask_sender
from rosterdesk.core.intake.submissions import find_submission
from rosterdesk.core.language import N_
from rosterdesk.core.models import StaffRole
from rosterdesk.core.trail.events import sender_of

if TYPE_CHECKING:
    from aiogram.fsm.context import FSMContext
    from aiogram.types import Message

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.chat.approval.press import Press
    from rosterdesk.core.language import Language


class Asking(StatesGroup):
    text = State()


async def ask_question(pressed: Press) -> str:
    submission = await pressed.find_submission()
    if not sender_of(submission):
        raise NoPlanError(N_("Nobody is known who could be asked about this file."))
    await pressed.state.set_state(Asking.text)
    await pressed.state.set_data({"reference": submission.reference})
    await pressed.send(
        phrases.say(
            pressed.language, "What do you want to ask the sender? Name no pupils. /cancel to stop."
        )
    )
    return phrases.say(pressed.language, "Type your question.")


async def take_question(
    message: Message, member: Member | None, state: FSMContext, language: Language
) -> None:
    asked = await state.get_data()
    await state.clear()
    if member is None or not member.has_role(StaffRole.LIBRARIAN):
        return
    try:
        submission = await find_submission(asked["reference"])
        await ask_sender(submission, (message.text or "").strip(), member.actor)
        said = phrases.say(language, "Sent. The answer appears on the card.")
    except RosterdeskError as error:
        said = error.say(language)
    await message.reply(said)
