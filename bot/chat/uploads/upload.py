"""A file dropped in the chat: taken without a command, several as one batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiogram import F
from aiogram.filters.callback_data import CallbackData
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)

from rosterdesk.bot.chat.access.rights import UPLOADERS
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.screen.dialogs import WAITING_FILES, set_aside
from rosterdesk.bot.chat.telegram.quietly import quietly
from rosterdesk.bot.chat.uploads.taking import (
    Dropped,
    Taking,
    describe_too_large,
    find_limit,
    read_document,
)
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.customers.registering import schools_to_send_for
from rosterdesk.mailbox.store.taken.taking import tell_library

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiogram import Bot
    from aiogram.fsm.context import FSMContext

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library
    from rosterdesk.core.models import School


_QUESTIONS, _BATCH = "questions", "batch"  # where they are set aside
_MOST_QUESTIONS = 20


class SchoolChoice(CallbackData, prefix="for"):
    school_id: int


async def take_document(
    message: Message,
    bot: Bot,
    member: Member | None,
    library: Library,
    settings: Settings,
    state: FSMContext,
    language: Language,
) -> None:
    customer = member.customer if member else None
    schools = await schools_to_send_for(customer) if customer else []
    dropped = read_document(message)
    if customer is None or not schools:
        await message.reply(
            phrases.say(
                language,
                "Only people whom the library authorised for a school can send a roster here."
                " Ask your library.",
            )
        )
    elif dropped.size > (limit := find_limit(bot, library)):
        await message.reply(describe_too_large(dropped, limit, language))
    elif len(schools) > 1:
        await _keep_for_later(message, dropped, schools, state, language)
    else:
        batch = await _open_batch(message, state)
        tell = tell_library(settings.mail)
        taking = Taking(bot, message.chat.id, customer, schools[0], tell, library, language)
        await taking.take([dropped], batch)
        await set_aside(state, WAITING_FILES).update_data({_BATCH: batch})


async def _keep_for_later(
    message: Message,
    dropped: Dropped,
    schools: Sequence[School],
    state: FSMContext,
    language: Language,
) -> None:
    """Ask for the school; each question has files of its own, those of an album one together."""
    album = message.media_group_id
    questions = await _load_questions(state)
    asked = next((q for q in questions if album and q["album"] == album), None)
    if asked is None:
        sent = await message.reply(
            phrases.say(language, "For which school is this file?"), reply_markup=_offer(schools)
        )
        asked = {"message": sent.message_id, "album": album, "files": []}
        questions.append(asked)
    asked["files"].append(dropped.as_json())
    await _keep_questions(questions, state)


async def _load_questions(state: FSMContext) -> list[dict[str, Any]]:
    data = await set_aside(state, WAITING_FILES).get_data()
    questions: list[dict[str, Any]] = data.get(_QUESTIONS, [])
    return questions


async def _keep_questions(questions: Sequence[dict[str, Any]], state: FSMContext) -> None:
    """Keep those that wait for something; a restart does not forget them."""
    still = [question for question in questions if question["files"]][-_MOST_QUESTIONS:]
    await set_aside(state, WAITING_FILES).update_data({_QUESTIONS: still})


async def replace_waiting(dropped: Dropped, state: FSMContext) -> bool:
    """Let the file take the place of the one of its message, whose school was not chosen yet.

    Return whether there is one.
    """
    questions = await _load_questions(state)
    for asked in questions:
        numbers = [each["message_id"] for each in asked["files"]]
        if dropped.message_id in numbers:
            asked["files"][numbers.index(dropped.message_id)] = dropped.as_json()
            await _keep_questions(questions, state)
            return True
    return False


async def choose_school(
    query: CallbackQuery,
    callback_data: SchoolChoice,
    bot: Bot,
    member: Member | None,
    library: Library,
    settings: Settings,
    state: FSMContext,
    language: Language,
) -> None:
    await quietly(query.answer())
    customer = member.customer if member else None
    allowed = await schools_to_send_for(customer) if customer else []
    chosen = next((s for s in allowed if s.id == callback_data.school_id), None)
    if customer is None or chosen is None:
        said = phrases.say(language, "You may not send files for that school.")
        await bot.send_message(query.from_user.id, said)
        return
    questions = await _load_questions(state)
    pressed = query.message.message_id if query.message else None
    asked = next((each for each in questions if each["message"] == pressed), None)
    if asked is None:
        await bot.send_message(
            query.from_user.id, phrases.say(language, "Please drop the file once more.")
        )
        return
    waiting = [Dropped(**each) for each in asked["files"]]
    batch: dict[str, Any] = {"album": asked["album"]}
    tell = tell_library(settings.mail)
    taking = Taking(bot, query.from_user.id, customer, chosen, tell, library, language)
    try:
        await taking.take(waiting, batch)
    finally:  # what could not be stored waits for the next press
        asked["files"] = asked["files"][batch.get("done", 0) :]
        await _keep_questions(questions, state)
    if isinstance(query.message, Message):
        await quietly(query.message.edit_text(chosen.name))


async def _open_batch(message: Message, state: FSMContext) -> dict[str, Any]:
    """Return the album that this message belongs to, or a batch of its own."""
    batch: dict[str, Any] = (await set_aside(state, WAITING_FILES).get_data()).get(_BATCH, {})
    if message.media_group_id and batch.get("album") == message.media_group_id:
        return batch
    return {"album": message.media_group_id}


def _offer(schools: Sequence[School]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [
                InlineKeyboardButton(
                    text=school.name, callback_data=SchoolChoice(school_id=school.id).pack()
                )
            ]
            for school in schools
        ]
    )


ROUTES = Routes("upload")
ROUTES.typed(take_document, F.document, asks="document", right=UPLOADERS)
ROUTES.press(choose_school, SchoolChoice, right=UPLOADERS)
