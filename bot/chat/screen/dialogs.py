"""Dialogs: the next words of a person are an answer only to a question that reached them.

Telegram may refuse a question or lose it. A dialog that had begun before its question was
delivered would take whatever is typed next, a name to look up for example, as the answer.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from aiogram.fsm.context import FSMContext

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from aiogram.fsm.state import State

    T = TypeVar("T")

DRAFT = "draft"  # a customer who is being registered
WAITING_FILES = "files"  # files whose school was asked for
OUTGOING = "outgoing"  # what was shown back and not confirmed yet
TAKEOVER = "takeover"  # an export whose difference was shown
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
    await state.set_data(facts)
    return delivered


async def end_dialog(state: FSMContext) -> None:
    """End what was asked; nothing is written for people who are in no dialog."""
    if await state.get_state() is not None:
        await state.clear()


async def end_everything(state: FSMContext) -> None:
    """End the dialog, and drop all that was set aside for later."""
    await end_dialog(state)
    for name in _ASIDE:
        aside = set_aside(state, name)
        if await aside.get_data():
            await aside.clear()


def set_aside(state: FSMContext, name: str) -> FSMContext:
    """Return a place of its own beside the dialog, for what outlives it."""
    return FSMContext(state.storage, replace(state.key, destiny=name))
