"""The preview before printing: the next slip, and the names that must be drawn as a picture."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiogram.types import BufferedInputFile

from rosterdesk.bot.words.slips import draw_preview
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.person_names import show_name
from rosterdesk.core.slips.printing import load_preview
from rosterdesk.core.slips.queue import list_slips
from rosterdesk.printer.slips.layout import paper_80
from rosterdesk.printer.slips.names import list_unprintable

if TYPE_CHECKING:
    from aiogram import Bot

    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language

_MOST_NAMES = 20


async def show_preview(bot: Bot, job: str, chat_id: int, settings: Settings) -> None:
    """Send a picture of the job's next slip, from its bytes, with the password masked."""
    slip = await load_preview(job, settings.password_days)
    if slip is None:
        return
    picture = await asyncio.to_thread(draw_preview, slip, settings)
    await bot.send_photo(chat_id, BufferedInputFile(picture, "slip.png"))


async def tell_unprintable(bot: Bot, job: str, chat_id: int, language: Language) -> None:
    """Say beforehand which names the printer has no letters for."""
    slips = await list_slips(job)
    names = (show_name(slip.customer) for slip in slips)
    found = await asyncio.to_thread(list_unprintable, names, paper_80())
    drawn = [each.name for each in found if each.drawable]
    lost = [each.name for each in found if not each.drawable]
    lines = []
    if drawn:
        lines.append(phrases.say(language, "Printed as a picture: {names}", names=_join(drawn)))
    if lost:
        lines.append(phrases.say(language, "No letters for: {names}", names=_join(lost)))
    if lines:
        await bot.send_message(chat_id, "\n".join(lines))


def _join(names: list[str]) -> str:
    rest = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" +{rest}" if rest > 0 else "")
