"""Files for the loan system, from the card of what was applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.types import BufferedInputFile, InlineKeyboardMarkup

from rosterdesk.bot.chat.approval.buttons import make_button
from rosterdesk.bot.chat.approval.press import NoPlanError
from rosterdesk.bot.words.decisions import GONE
from rosterdesk.bot.words.handovers import (
    WOULD_REFUSE,
    describe_partial,
    describe_people,
    describe_refused,
    list_forms,
    list_who,
    name_form,
    name_who,
)
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.handover.giving import hand_over
from rosterdesk.core.handover.model import Form, Who

if TYPE_CHECKING:
    from rosterdesk.bot.chat.approval.press import Press
    from rosterdesk.core.handover.giving import Given
    from rosterdesk.core.language import Language

_MOST_REFUSED = 20


async def ask_form(pressed: Press) -> None:
    """Offer the school's own form, or all of them where none is set; then whom it shall hold."""
    pressed.require_private()
    submission = await pressed.find_submission()
    rows = [
        [
            make_button(
                f"{name_form(form, pressed.language)}: {name_who(who, pressed.language)}",
                "given",
                submission.reference,
                pressed.asked.version,
                f"{form}.{who}",
            )
        ]
        for form in list_forms(submission.school)
        for who in list_who(form)
    ]
    words = phrases.say(pressed.language, "Which file, and who shall be in it?")
    await pressed.send(words, InlineKeyboardMarkup(inline_keyboard=rows))


async def give(pressed: Press) -> None:
    pressed.require_private()
    submission = await pressed.find_submission()
    form, _, who = pressed.asked.extra.partition(".")
    if form not in tuple(Form) or who not in tuple(Who):
        raise NoPlanError(GONE)
    given = await hand_over(submission.school, Form(form), Who(who), pressed.actor)
    file = BufferedInputFile(given.content, given.file_name)
    caption = _describe(given, pressed.language)
    await pressed.bot.send_document(
        pressed.chat_id, file, caption=caption[:1000], protect_content=False
    )


def _describe(given: Given, language: Language) -> str:
    lines = [describe_people(given.handover.people, language)]
    if given.partial:
        lines.append(describe_partial(language))
    if given.refused:
        lines.append(phrases.say(language, WOULD_REFUSE))
        lines += [describe_refused(each, language) for each in given.refused[:_MOST_REFUSED]]
    return "\n".join(lines)
