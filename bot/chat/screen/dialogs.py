"""Dialogs: the next words of a person are an answer only to a question that reached them.

Telegram may refuse a question or lose it. A dialog that had begun before its question was
delivered would take whatever is typed next, a name to look up for example, as the answer. In a
group with topics, so would one that listens in every topic.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from aiogram.fsm.context import FSMContext
from aiogram.types import Message

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from aiogram.fsm.state import State

    T = TypeVar("T")

DRAFT = "draft"  # a customer who is being registered
WAITING_FILES = "files"  # files whose school was asked for
OUTGOING = "outgoing"  # what was shown back and not confirmed yet
TAKEOVER = "takeover"  # an export whose difference was shown
_PROMPT = "prompt"  # among the facts of a dialog: the message that asks, and its topic
_ASIDE = (DRAFT, WAITING_FILES, OUTGOING, TAKEOVER)


async def begin_dialog(state: FSMContext, step: State, prompt: Awaitable[T], **facts: Any) -> T:
    """Send the prompt, then wait for the answer to it; return what sending returned.

    A dialog that was open ends in any case. ``facts`` are what the dialog knows from then on.
    """
    await end_dialog(state)
    return await move_on(state, step, prompt, **facts)


async def move_on(state: FSMContext, step: State, prompt: Awaitable[T], **facts: Any) -> T:
    """Take the next step of a dialog; it stays at the one before where the prompt is lost."""
    delivered = await prompt
    await state.set_state(step)
    await state.set_data({**facts, **_note_prompt(delivered)})
    return delivered


def _note_prompt(delivered: object) -> dict[str, Any]:
    if not isinstance(delivered, Message):
        return {}
    return {_PROMPT: {"message": delivered.message_id, "topic": find_topic(delivered)}}


def find_topic(message: Message) -> int | None:
    """Return its topic; a reply in an ordinary supergroup has a thread's number without one."""
    return message.message_thread_id if message.is_topic_message else None


async def is_prompt(state: FSMContext, message_id: int) -> bool:
    """Return whether this message asks what the open dialog waits for."""
    prompt = (await state.get_data()).get(_PROMPT)
    return bool(prompt and prompt["message"] == message_id)


async def is_said_where_asked(message: Message, state: FSMContext) -> bool:
    """Return whether it may be an answer: said in the topic of the prompt, or in reply to it.

    In another topic a person speaks with their colleagues of something else.
    """
    prompt = (await state.get_data()).get(_PROMPT)
    if prompt is None or find_topic(message) == prompt["topic"]:
        return True
    return bool(_find_replied(message) == prompt["message"])


def _find_replied(message: Message) -> int | None:
    """Return the message of this chat that it replies to; one of another topic comes otherwise."""
    if message.reply_to_message is not None:
        return message.reply_to_message.message_id
    other = message.external_reply
    is_here = other is not None and other.chat is not None and other.chat.id == message.chat.id
    return other.message_id if other is not None and is_here else None


async def end_dialog(state: FSMContext) -> bool:
    """End what was asked, and return whether anything was.

    Nothing is written for people who are in no dialog.
    """
    if await state.get_state() is None:
        return False
    await state.clear()
    return True


async def end_everything(state: FSMContext) -> bool:
    """End the dialog, drop all that was set aside for later; return whether there was anything."""
    ended = await end_dialog(state)
    for name in _ASIDE:
        aside = set_aside(state, name)
        if await aside.get_data():
            await aside.clear()
            ended = True
    return ended


def set_aside(state: FSMContext, name: str) -> FSMContext:
    """Return a place of its own beside the dialog, for what outlives it."""
    return FSMContext(state.storage, replace(state.key, destiny=name))
