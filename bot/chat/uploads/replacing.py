"""A file that is replaced by correcting the message it came in: the sender says which one counts.

Until then the library cannot approve the first one. The question goes out through the outbox, so
that no crash and no failing of Telegram loses it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiogram import F
from aiogram.filters.callback_data import CallbackData
from aiogram.utils.formatting import Text, as_list

from rosterdesk.bot.chat.access.rights import UPLOADERS
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.screen.buttons import button, keyboard
from rosterdesk.bot.chat.screen.dialogs import WAITING_FILES, set_aside
from rosterdesk.bot.chat.screen.screen import show_pressed
from rosterdesk.bot.chat.telegram.quietly import quietly
from rosterdesk.bot.chat.telegram.updates import describe_stale
from rosterdesk.bot.chat.uploads.taking import (
    Dropped,
    Taking,
    describe_too_large,
    find_limit,
    read_document,
)
from rosterdesk.bot.chat.uploads.upload import replace_waiting
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.customers.registering import schools_to_send_for
from rosterdesk.core.intake.submissions import find_submission
from rosterdesk.core.plans.replacing import (
    UNDECIDED,
    ask_which_counts,
    find_sent,
    keep_first,
    take_newer,
)
from rosterdesk.mailbox.store.taken.taking import tell_library

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.fsm.context import FSMContext
    from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library
    from rosterdesk.core.models import Submission

_NEWER = "newer"  # where they are set aside, by the reference of the first file
_MOST = 20


class WhichAction(CallbackData, prefix="which"):
    """A button under the question which file counts: newer, first."""

    action: str
    reference: str


def draw_which(submission: Submission, language: Language) -> tuple[Text, InlineKeyboardMarkup]:
    asked = phrases.say(language, "🔁 You replaced this file in your message. Which one counts?")
    until = (
        phrases.say(language, "Until you choose, the library cannot approve it.")
        if submission.status in UNDECIDED
        else phrases.say(language, "The library has handled the first one already.")
    )
    words = as_list(
        Text(f"{submission.reference} · {submission.file_name}"), Text(asked, " ", until)
    )
    return words, keyboard(
        [
            [_draw(phrases.say(language, "📄 The new file"), "newer", submission)],
            [_draw(phrases.say(language, "↩️ The first file"), "first", submission)],
        ]
    )


def _draw(label: str, action: str, submission: Submission) -> InlineKeyboardButton:
    return button(label, WhichAction(action=action, reference=submission.reference))


async def take_corrected(
    message: Message,
    bot: Bot,
    member: Member,
    library: Library,
    settings: Settings,
    state: FSMContext,
    language: Language,
) -> None:
    """Ask which file counts; a correction of the caption alone changes nothing."""
    assert member.customer is not None
    dropped = read_document(message)
    if await replace_waiting(dropped, state):
        return
    origin = {"chat": message.chat.id, "message": message.message_id}
    submission = await find_sent(member.customer, origin)
    if submission is None:
        said = phrases.say(language, "This message was changed. Please send the file once more.")
        await message.reply(said)
    elif submission.origin.get("file") == dropped.file and not await _load(state, submission):
        return
    elif dropped.size > (limit := find_limit(bot, library)):
        await message.reply(describe_too_large(dropped, limit, language))
    else:
        await _keep(state, submission, dropped)
        asked = phrases.say(
            settings.language, "The sender replaced this file in the chat. Which one counts?"
        )
        if not await ask_which_counts(submission, asked):  # it may have been lost, or is far above
            words, buttons = draw_which(submission, language)
            await message.reply(**words.as_kwargs(), reply_markup=buttons)


async def take_new(
    query: CallbackQuery,
    callback_data: WhichAction,
    bot: Bot,
    member: Member,
    library: Library,
    settings: Settings,
    state: FSMContext,
    language: Language,
) -> None:
    """Take the new file in; the first one is replaced by it where nobody decided yet."""
    submission = await _find_own(callback_data, member)
    dropped = await _load(state, submission) if submission else None
    if submission is None or dropped is None or member.customer is None:
        await query.answer(describe_stale(language), show_alert=True)
        return
    await quietly(query.answer())
    tell = tell_library(settings.mail)
    taking = Taking(
        bot, query.from_user.id, member.customer, submission.school, tell, library, language
    )
    batch: dict[str, Any] = {"album": submission.origin.get("album")}
    await taking.take([dropped], batch)
    if not batch["lines"]:  # it turned out to be too large: the first one waits for an answer
        return
    newer = await find_submission(batch["lines"][0][0])
    settled = phrases.say(settings.language, "The new file.")
    await take_newer(submission, newer, settled, member.actor, library.files)
    await _forget(state, submission)
    await show_pressed(query, _describe_chosen(submission, newer, language), [])


async def take_first(
    query: CallbackQuery,
    callback_data: WhichAction,
    member: Member,
    settings: Settings,
    state: FSMContext,
    language: Language,
) -> None:
    submission = await _find_own(callback_data, member)
    settled = phrases.say(settings.language, "The first file.")
    if submission is None or not await keep_first(submission, settled, member.actor):
        await query.answer(describe_stale(language), show_alert=True)
        return
    await quietly(query.answer())
    await _forget(state, submission)
    await show_pressed(query, _describe_chosen(submission, submission, language), [])


async def _find_own(asked: WhichAction, member: Member) -> Submission | None:
    """Return the submission, where the presser sent it and may still send for that school."""
    submission = await find_submission(asked.reference)
    if member.customer is None or submission.sender_id != member.customer.id:
        return None
    allowed = {school.id for school in await schools_to_send_for(member.customer)}
    return submission if submission.school_id in allowed else None


def _describe_chosen(submission: Submission, counts: Submission, language: Language) -> Text:
    if counts.id == submission.id:
        return Text(
            phrases.say(
                language, "The first file counts: {reference}.", reference=submission.reference
            )
        )
    return Text(
        phrases.say(language, "The new file counts: {reference}.", reference=counts.reference)
    )


async def _load(state: FSMContext, submission: Submission) -> Dropped | None:
    found = (await _load_all(state)).get(submission.reference)
    return Dropped(**found) if found else None


async def _load_all(state: FSMContext) -> dict[str, dict[str, Any]]:
    data = await set_aside(state, WAITING_FILES).get_data()
    found: dict[str, dict[str, Any]] = data.get(_NEWER, {})
    return found


async def _keep(state: FSMContext, submission: Submission, dropped: Dropped) -> None:
    """Keep the newest replacement of it, and those of not too many other files."""
    others = {k: v for k, v in (await _load_all(state)).items() if k != submission.reference}
    kept = dict([*others.items(), (submission.reference, dropped.as_json())][-_MOST:])
    await set_aside(state, WAITING_FILES).update_data({_NEWER: kept})


async def _forget(state: FSMContext, submission: Submission) -> None:
    others = {k: v for k, v in (await _load_all(state)).items() if k != submission.reference}
    await set_aside(state, WAITING_FILES).update_data({_NEWER: others})


ROUTES = Routes("replacing")
ROUTES.edited(take_corrected, F.document, asks="document", right=UPLOADERS, skips=True)
ROUTES.press(take_new, WhichAction, "newer", right=UPLOADERS)
ROUTES.press(take_first, WhichAction, "first", right=UPLOADERS)
