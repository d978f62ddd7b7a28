"""The files that a card offers: the picture per class, the workbook, the school's own file."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiogram.types import BufferedInputFile
from aiogram.utils.chat_action import ChatActionSender

from rosterdesk.bot.chat.approval.press import NoPlanError
from rosterdesk.bot.words.decisions import NOT_KEPT
from rosterdesk.core.intake.remarks import give_remarks
from rosterdesk.core.reports.exports import describe_plan, load_difference
from rosterdesk.core.reports.picture import draw_summary
from rosterdesk.core.reports.workbook import write_difference
from rosterdesk.core.trail.payloads import ChangesShown, OriginalShown
from rosterdesk.core.trail.sightings import note_shown

if TYPE_CHECKING:
    from rosterdesk.bot.chat.approval.press import Press


async def send_picture(pressed: Press) -> None:
    """Send a picture of the arrivals and departures per class, with names only where allowed."""
    plan = await pressed.find_plan()
    names = not pressed.in_group and pressed.settings.chat.approvals.names_in_private
    if names:
        await note_shown(ChangesShown(form="picture"), pressed.actor, submission=plan.submission)
    difference = await load_difference(plan)
    async with ChatActionSender.upload_photo(chat_id=pressed.chat_id, bot=pressed.bot):
        drawn = await asyncio.to_thread(
            draw_summary,
            difference,
            pressed.language,
            title=plan.submission.school.name,
            names=names,
        )
        picture = BufferedInputFile(drawn, f"{plan.submission.reference}.png")
        await pressed.bot.send_photo(pressed.chat_id, picture, protect_content=names)


async def send_workbook(pressed: Press) -> None:
    pressed.require_private()
    plan = await pressed.find_plan()
    await note_shown(ChangesShown(form="workbook"), pressed.actor, submission=plan.submission)
    difference = await load_difference(plan)
    meta = await describe_plan(plan, difference.changes)
    async with ChatActionSender.upload_document(chat_id=pressed.chat_id, bot=pressed.bot):
        data = await asyncio.to_thread(write_difference, difference, meta, pressed.language)
        name = f"{plan.submission.reference}-v{plan.version}.xlsx"
        await pressed.bot.send_document(pressed.chat_id, BufferedInputFile(data, name))


async def send_original(pressed: Press) -> None:
    """The file as it came, without what may not be kept; who took it is written down."""
    pressed.require_private()
    submission = await pressed.find_submission()
    if not pressed.settings.chat.approvals.originals or submission.original is None:
        raise NoPlanError(NOT_KEPT)
    data = await pressed.library.files.load(submission.original)
    await note_shown(OriginalShown(), pressed.actor, submission=submission)
    await pressed.bot.send_document(
        pressed.chat_id, BufferedInputFile(data, submission.file_name), protect_content=True
    )


async def send_remarks(pressed: Press) -> None:
    """The rows of the school's file that must be mended, with how: to look at or to pass on."""
    pressed.require_private()
    if not pressed.settings.chat.approvals.originals:
        raise NoPlanError(NOT_KEPT)
    submission = await pressed.find_submission()
    async with ChatActionSender.upload_document(chat_id=pressed.chat_id, bot=pressed.bot):
        name, data = await give_remarks(
            submission, pressed.library, pressed.actor, pressed.language
        )
        await pressed.bot.send_document(pressed.chat_id, BufferedInputFile(data, name))
