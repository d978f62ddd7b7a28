"""Taking an applied import back, after asking once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.types import InlineKeyboardMarkup

from rosterdesk.bot.chat.approval.buttons import make_button
from rosterdesk.bot.words.decisions import describe_undo, describe_undone, describe_yes_undo
from rosterdesk.bot.words.slips import describe_dead_slips
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.applying.undo import list_obstacles
from rosterdesk.core.approval.rules import Act

if TYPE_CHECKING:
    from rosterdesk.bot.chat.approval.press import Press


async def ask_undo(pressed: Press) -> None:
    """Say how many people become what they were, and who stands in the way."""
    submission = await pressed.find_submission()
    await pressed.answering.require(Act.UNDO, submission)
    obstacles, free = await list_obstacles(submission.reference, days=pressed.settings.undo_days)
    stuck = len({obstacle.customer_id for obstacle in obstacles})
    lines = describe_undo(submission.school.name, len(free), stuck, pressed.language)
    await pressed.send("\n".join(lines), _draw(pressed, len(free)))


def _draw(pressed: Press, count: int) -> InlineKeyboardMarkup:
    asked = pressed.asked
    yes = describe_yes_undo(count, pressed.language)
    row = [
        make_button(
            phrases.say(pressed.language, "No, leave it"), "close", asked.reference, asked.version
        )
    ]
    if count:
        made = make_button(yes, "undone", asked.reference, asked.version, str(count))
        row.insert(0, made)
    return InlineKeyboardMarkup(inline_keyboard=[row])


async def undo_import(pressed: Press) -> None:
    submission = await pressed.find_submission()
    days = pressed.settings.undo_days
    obstacles, free = await list_obstacles(submission.reference, days=days)
    people = free if obstacles else None
    undone = await pressed.answering.undo(submission.reference, days=days, people=people)
    words = describe_undone(undone.people, pressed.language)
    await pressed.edit(
        "\n".join([words, *describe_dead_slips(undone.dead_slips, pressed.language)])
    )


async def close(pressed: Press) -> str:
    """Nothing is done, and the question goes away."""
    words = phrases.say(pressed.language, "Nothing was changed.")
    await pressed.edit(words)
    return words
