"""A file dropped in the chat: taken without a command, several as one batch."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from aiogram import F
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters.callback_data import CallbackData
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    ReplyParameters,
)
from aiogram.utils.chat_action import ChatActionSender
from aiogram.utils.formatting import Bold, Code, Text, as_list

from rosterdesk.bot.chat.access.rights import UPLOADERS
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.screen.dialogs import WAITING_FILES, set_aside
from rosterdesk.bot.chat.telegram.quietly import quietly
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.customers.registering import schools_to_send_for
from rosterdesk.core.intake.receiving import Arrival, receive
from rosterdesk.core.models import Channel, Customer, School, Submission, Trust
from rosterdesk.core.person_names import show_name
from rosterdesk.core.trail.actors import customer_actor
from rosterdesk.mailbox.store.taking import tell_library

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiogram import Bot
    from aiogram.fsm.context import FSMContext

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library


TELEGRAM_BYTES = 20_000_000  # getFile's limit (Bot API), unless the server is our own
_QUESTIONS, _BATCH = "questions", "batch"  # where they are set aside
_MOST_QUESTIONS = 20
_NAME_LENGTH = 60


class SchoolChoice(CallbackData, prefix="for"):
    school_id: int


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file as Telegram describes it; kept in the dialog while the school is asked for."""

    file_id: str
    name: str
    size: int
    note: str
    message_id: int

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


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
    elif dropped.size > (limit := _find_limit(bot, library)):
        await message.reply(_say_too_large(dropped, limit, language))
    elif len(schools) > 1:
        await _keep_for_later(message, dropped, schools, state, language)
    else:
        batch = await _open_batch(message, state)
        whose, tell = (customer, schools[0]), tell_library(settings.mail)
        await _take(bot, message.chat.id, [dropped], batch, whose, tell, library, language)
        await set_aside(state, WAITING_FILES).update_data({_BATCH: batch})


def read_document(message: Message) -> Dropped:
    document = message.document
    assert document is not None
    return Dropped(
        document.file_id,
        document.file_name or "",
        document.file_size or 0,
        message.caption or "",
        message.message_id,
    )


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
    whose, tell = (customer, chosen), tell_library(settings.mail)
    try:
        await _take(bot, query.from_user.id, waiting, batch, whose, tell, library, language)
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


async def _take(
    bot: Bot,
    chat_id: int,
    files: Sequence[Dropped],
    batch: dict[str, Any],
    whose: tuple[Customer, School],
    tell: tuple[tuple[Channel, str], ...],
    library: Library,
    language: Language,
) -> None:
    """Keep the files and say so in one message for the whole batch.

    Where one cannot be fetched, those before it are kept, and said, and its error is raised.
    """
    lines: list[list[str]] = batch.setdefault("lines", [])
    try:
        async with ChatActionSender.typing(chat_id=chat_id, bot=bot, initial_sleep=0.5):
            for file in files:
                await _take_one(bot, chat_id, file, batch, whose, tell, library, language)
                batch["done"] = batch.get("done", 0) + 1
    finally:
        if lines:
            await _say_received(bot, chat_id, files[0], batch, whose[1], language)


async def _take_one(
    bot: Bot,
    chat_id: int,
    file: Dropped,
    batch: dict[str, Any],
    whose: tuple[Customer, School],
    tell: tuple[tuple[Channel, str], ...],
    library: Library,
    language: Language,
) -> None:
    """Keep the file; one that turns out to be too large is said, and does not come again."""
    try:
        reference, repeated = await _receive(bot, chat_id, file, batch, whose, tell, library)
    except TelegramBadRequest as error:
        if "file is too big" not in error.message:
            raise
        await bot.send_message(chat_id, _say_too_big(_find_limit(bot, library), language))
    else:
        batch["lines"].append([reference, file.name[:_NAME_LENGTH], "again" if repeated else ""])


async def _say_received(
    bot: Bot,
    chat_id: int,
    file: Dropped,
    batch: dict[str, Any],
    school: School,
    language: Language,
) -> None:
    words = draw_received(school.name, batch["lines"], language).as_kwargs()
    if "message" in batch:
        await quietly(bot.edit_message_text(chat_id=chat_id, message_id=batch["message"], **words))
        return
    first = ReplyParameters(message_id=file.message_id, allow_sending_without_reply=True)
    sent = await bot.send_message(chat_id, **words, reply_parameters=first)
    batch["message"] = sent.message_id


async def _receive(
    bot: Bot,
    chat_id: int,
    file: Dropped,
    batch: dict[str, Any],
    whose: tuple[Customer, School],
    tell: tuple[tuple[Channel, str], ...],
    library: Library,
) -> tuple[str, bool]:
    customer, school = whose
    buffer = BytesIO()
    await bot.download(file.file_id, destination=buffer)
    arrival = Arrival(
        school=school,
        file_name=file.name,
        data=buffer.getvalue(),
        channel=Channel.CHAT,
        trust=Trust.A,  # the account was tied to the customer with a one-time code
        actor=customer_actor(customer, Channel.CHAT),
        sender=customer,
        sender_name=show_name(customer),
        note=file.note or batch.get("note", ""),
        origin=_name_origin(chat_id, file, batch),
        once=True,
        tell=tell,
    )
    received = await receive(arrival, library.files)
    if file.note:
        await _share_note(file.note, batch)
    return received.submission.reference, received.repeated


def _name_origin(chat_id: int, file: Dropped, batch: dict[str, Any]) -> dict[str, int | str]:
    origin: dict[str, int | str] = {"chat": chat_id, "message": file.message_id}
    return {**origin, "album": batch["album"]} if batch.get("album") else origin


async def _share_note(note: str, batch: dict[str, Any]) -> None:
    """An album's caption stands under one of its files, often the last: it is for all of them."""
    batch["note"] = note
    references = [line[0] for line in batch.get("lines", [])]
    if references:
        await Submission.filter(reference__in=references, note="").update(note=note[:1000])


def draw_received(school: str, lines: Sequence[Sequence[str]], language: Language) -> Text:
    if len(lines) == 1:
        reference, _, again = lines[0]
        words = (
            phrases.say(language, "We have this file already, under reference")
            if again
            else phrases.say(language, "Received for {school}. Reference", school=school)
        )
        return Text(words, " ", Code(reference))
    head = phrases.say_many(
        language,
        len(lines),
        "Received {count} file for {school}:",
        "Received {count} files for {school}:",
        school=school,
    )
    return as_list(
        Bold(head),
        *(
            Text(
                Code(reference),
                " ",
                name,
                f" · {phrases.say(language, 'we had it already')}" if again else "",
            )
            for reference, name, again in lines
        ),
    )


def _find_limit(bot: Bot, library: Library) -> int:
    limit = library.settings.file_bytes
    return limit if bot.session.api.is_local else min(limit, TELEGRAM_BYTES)


def _say_too_large(file: Dropped, limit: int, language: Language) -> str:
    return phrases.say(
        language,
        "This file is {size} MB; at most {limit} MB can be taken here. Send it by mail, or send"
        " fewer columns.",
        size=round(file.size / 1e6, 1),
        limit=round(limit / 1e6),
    )


def _say_too_big(limit: int, language: Language) -> str:
    """Say it of a file whose size Telegram did not tell."""
    return phrases.say(
        language,
        "This file is larger than {limit} MB, which is the most that can be taken here. Send it by"
        " mail, or send fewer columns.",
        limit=round(limit / 1e6),
    )


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
