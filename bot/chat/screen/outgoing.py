"""Text of a person that cannot be called back: shown to them first, sent by one tap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiogram.filters.callback_data import CallbackData
from aiogram.utils.formatting import Italic, Text, as_list

from rosterdesk.bot.chat.screen.buttons import button, keyboard
from rosterdesk.bot.chat.screen.dialogs import OUTGOING, end_dialog, set_aside
from rosterdesk.bot.words.texts import phrases

if TYPE_CHECKING:
    from aiogram.fsm.context import FSMContext
    from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

    from rosterdesk.core.language import Language


class OutgoingAction(CallbackData, prefix="out"):
    """A button under a text shown before it goes out: reject, ask, answer, stop."""

    action: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A kind of text that goes out: the question above it, and the button that sends it.

    ``heading`` may name facts of the dialog in which the text was typed.
    """

    action: str
    heading: str
    yes: str
    longest: int


def make_stop(language: Language) -> InlineKeyboardButton:
    """Return the button under a prompt, or under what was typed, by which nothing goes out."""
    return button(phrases.say(language, "✖️ Stop"), OutgoingAction(action="stop"))


async def take_typed(
    kind: Outgoing, message: Message, state: FSMContext, language: Language
) -> None:
    """Show what was typed in the dialog that asked for it."""
    await show_back(kind, message, state, language, **await state.get_data())


async def show_back(
    kind: Outgoing, message: Message, state: FSMContext, language: Language, **facts: Any
) -> None:
    """Show the text with its two buttons; what is typed from now on is no part of it."""
    text = (message.text or "").strip()[: kind.longest]
    yes = button(phrases.say(language, kind.yes), OutgoingAction(action=kind.action))
    row = [yes, make_stop(language)]
    words = as_list(Text(phrases.say(language, kind.heading, **facts)), Italic(text))
    sent = await message.reply(**words.as_kwargs(), reply_markup=keyboard([row]))
    await set_aside(state, OUTGOING).set_data(
        {**facts, "text": text, "action": kind.action, "message": sent.message_id}
    )
    await end_dialog(state)


async def find_outgoing(
    query: CallbackQuery, action: str, state: FSMContext
) -> dict[str, Any] | None:
    """Return the facts of the text that the pressed message shows, None where it was sent."""
    found = await set_aside(state, OUTGOING).get_data()
    pressed = query.message.message_id if query.message else None
    fits = found.get("action") == action and found.get("message") == pressed
    return found if fits else None


async def forget_outgoing(state: FSMContext) -> None:
    """Drop the text; in the transaction that sends it, so that it goes out once."""
    await set_aside(state, OUTGOING).set_data({})
