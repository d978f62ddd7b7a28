"""The files that a card offers: the picture per class, the workbook, the school's own file."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiogram.types import BufferedInputFile
from aiogram.utils.chat_action import ChatActionSender
from aiogram.utils.formatting import Bold, Strikethrough, Text, as_list

from rosterdesk.bot.chat.approval.press import NoPlanError
from rosterdesk.bot.words.cards import describe_corrected
from rosterdesk.bot.words.corrections import list_lines
from rosterdesk.bot.words.decisions import NOT_KEPT
from rosterdesk.bot.words.texts import shorten
from rosterdesk.core.drafts.sending import list_corrections
from rosterdesk.core.intake.remarks import give_remarks
from rosterdesk.core.reports.exports import describe_plan, load_difference
from rosterdesk.core.reports.picture import draw_summary
from rosterdesk.core.reports.workbook import write_difference
from rosterdesk.core.trail.payloads import ChangesShown, OriginalShown
from rosterdesk.core.trail.sightings import note_shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.bot.chat.approval.press import Press
    from rosterdesk.bot.words.corrections import Line

_SAID = 20  # corrections in a message; more of them are in a file
_LONGEST = 60  # of a value in the message


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


async def send_corrections(pressed: Press) -> None:
    """Say what the sender corrected on the page before sending; a long list comes whole as text."""
    pressed.require_private()
    submission = await pressed.find_submission()
    kept = pressed.settings.chat.approvals.originals
    corrected = await list_corrections(submission, pressed.library.files) if kept else []
    if not corrected:
        raise NoPlanError(NOT_KEPT)
    await note_shown(ChangesShown(form="corrections"), pressed.actor, submission=submission)
    language = pressed.language
    lines = list(list_lines(corrected, language))
    count = submission.answer.get("corrected", len(lines))
    said = as_list(
        Bold(submission.sender_name),
        describe_corrected(count, language),
        *map(_draw, lines[:_SAID]),
    )
    await pressed.send(said.as_kwargs())
    if len(lines) > _SAID:
        data = _write_list(lines)
        file = BufferedInputFile(data, f"{submission.reference}.txt")
        await pressed.bot.send_document(pressed.chat_id, file, protect_content=True)


def _draw(line: Line) -> Text:
    before, after = shorten(line.before, _LONGEST), shorten(line.after, _LONGEST)
    return Text("✏️ ", line.place, ": ", Strikethrough(before), " → ", after)


def _write_list(lines: Sequence[Line]) -> bytes:
    return "".join(f"{each.place}: {each.before} → {each.after}\n" for each in lines).encode()
