"""Telling staff that a group, or a topic in one, takes no cards any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.customers.schools import get_school
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiogram import Bot

    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Event


async def tell_refused(
    bot: Bot, event: Event, chat_id: int, printers: Sequence[str], language: Language
) -> None:
    del printers, event
    said = phrases.say(
        language,
        "📵 A group of staff no longer takes the cards of rosters. They still come in private."
        " Give the bot its rights back, and send /here in the group.",
    )
    await bot.send_message(chat_id, said)


async def tell_topic_lost(
    bot: Bot, event: Event, chat_id: int, printers: Sequence[str], language: Language
) -> None:
    del printers
    if event.school_id is None:
        said = phrases.say(
            language,
            "📌 The topic with the cards of rosters was closed or deleted: they stand in the"
            " general topic. /here in another topic brings them there.",
        )
        await bot.send_message(chat_id, said)
        return
    school = await get_school(event.school_id)
    if school is None:
        return
    said = phrases.say(
        language,
        "📌 The topic of {school} was closed or deleted: its card stands in the general topic.",
        school=school.name,
    )
    await bot.send_message(chat_id, said)


TELLERS = {Kind.GROUP_REFUSED: tell_refused, Kind.GROUP_TOPIC_LOST: tell_topic_lost}
