"""Taking an applied import back, after asking once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.types import InlineKeyboardMarkup

from rosterdesk.bot.chat.approval.buttons import make_button
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
    words = phrases.say_many(
        pressed.language,
        len(free),
        "Undo the import of {school}? {count} person becomes what they were before.",
        "Undo the import of {school}? {count} people become what they were before.",
        school=submission.school.name,
    )
    if stuck:
        words += "\n" + phrases.say_many(
            pressed.language,
            stuck,
            "{count} person was changed after it and stays as they are now.",
            "{count} people were changed after it and stay as they are now.",
        )
    await pressed.send(words, _draw(pressed, len(free)))


def _draw(pressed: Press, count: int) -> InlineKeyboardMarkup:
    asked = pressed.asked
    yes = phrases.say_many(
        pressed.language, count, "↩️ Yes, undo {count} person", "↩️ Yes, undo {count} people"
    )
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
    count = await pressed.answering.undo(submission.reference, days=days, people=people)
    words = phrases.say_many(
        pressed.language,
        count,
        "↩️ Undone: {count} person is as they were before.",
        "↩️ Undone: {count} people are as they were before.",
    )
    await pressed.edit(words)


async def close(pressed: Press) -> str:
    """Nothing is done, and the question goes away."""
    words = phrases.say(pressed.language, "Nothing was changed.")
    await pressed.edit(words)
    return words
