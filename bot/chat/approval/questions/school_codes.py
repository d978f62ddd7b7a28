"""Saying which school a code in a file is: asked once, and remembered for every file."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from aiogram.types import InlineKeyboardMarkup

from rosterdesk.bot.chat.approval.buttons import make_button
from rosterdesk.bot.chat.approval.press import NoPlanError
from rosterdesk.bot.words.decisions import CODE_NAMED
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.approval.rules import Act
from rosterdesk.core.customers.schools import get_school, list_schools
from rosterdesk.core.language import N_

if TYPE_CHECKING:
    from rosterdesk.bot.chat.approval.press import Press
    from rosterdesk.core.models import Submission

_MOST_SCHOOLS, _NAME_LENGTH = 90, 40  # a keyboard has a hundred buttons
_NOBODYS = "0"


async def ask_code(pressed: Press) -> None:
    submission = await pressed.find_submission()
    await pressed.answering.require(Act.NAME_COLUMNS, submission)
    await _ask(pressed, submission)


async def _ask(pressed: Press, submission: Submission) -> None:
    codes = submission.answer.get("school_codes")
    if not codes:
        raise NoPlanError(N_("This file no longer asks about schools."))
    words = phrases.say(pressed.language, "Which school is “{code}” in this file?", code=codes[0])
    schools = await list_schools(_MOST_SCHOOLS)
    choices = [(f"{each.name[:_NAME_LENGTH]} · {each.code}", str(each.id)) for each in schools]
    choices.append((phrases.say(pressed.language, "None of ours: do not use these rows"), _NOBODYS))
    reference, tag = submission.reference, _tag(codes[0])
    rows = [
        [make_button(label, "code", reference, 0, f"{tag}.{chosen}")] for label, chosen in choices
    ]
    markup = InlineKeyboardMarkup(inline_keyboard=rows)
    await pressed.send(words, markup)


def _tag(code: str) -> str:
    """Return what fits on a button: pressed twice, it must not answer the next question."""
    return f"{zlib.crc32(code.encode()):x}"


async def take_code(pressed: Press) -> None:
    submission = await pressed.find_submission()
    tag, _, chosen = pressed.asked.extra.partition(".")
    asked = submission.answer.get("school_codes", ())
    code = next((each for each in asked if _tag(each) == tag), None)
    school = await get_school(int(chosen)) if chosen.isdecimal() else None
    if code is None or (school is None and chosen != _NOBODYS):
        raise NoPlanError(N_("This file no longer asks about schools."))
    await pressed.answering.name_school(submission.reference, code, school)
    submission = await pressed.find_submission()
    if submission.answer.get("school_codes"):
        await _ask(pressed, submission)
        return
    await pressed.edit(phrases.say(pressed.language, CODE_NAMED))
