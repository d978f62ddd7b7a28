"""Files of one message or album for one school: kept, and said in one message."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import ReplyParameters
from aiogram.utils.chat_action import ChatActionSender
from aiogram.utils.formatting import Bold, Code, Text, as_list

from rosterdesk.bot.chat.telegram.quietly import quietly
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.intake.receiving import Arrival, receive
from rosterdesk.core.intake.submissions import share_note
from rosterdesk.core.models import Channel, Customer, Destination, School, Trust
from rosterdesk.core.person_names import show_name
from rosterdesk.core.trail.actors import customer_actor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiogram import Bot
    from aiogram.types import Message

    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library

TELEGRAM_BYTES = 20_000_000  # getFile's limit (Bot API), unless the server is our own
_NAME_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file as Telegram describes it; kept in the dialog while the school is asked for.

    ``file_id`` is how this bot fetches it; ``file`` is the same for the same file for ever.
    """

    file_id: str
    name: str
    size: int
    note: str
    message_id: int
    file: str = ""

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def read_document(message: Message) -> Dropped:
    document = message.document
    assert document is not None
    return Dropped(
        document.file_id,
        document.file_name or "",
        document.file_size or 0,
        message.caption or "",
        message.message_id,
        document.file_unique_id,
    )


@dataclass(frozen=True, slots=True)
class Taking:
    """The facts for taking a file: who sends it for which school, and where that is said.

    ``tell`` are those who hear of it, beside the sender.
    """

    bot: Bot
    chat_id: int
    customer: Customer
    school: School
    tell: tuple[Destination, ...]
    library: Library
    language: Language

    async def take(self, files: Sequence[Dropped], batch: dict[str, Any]) -> None:
        """Keep the files and say so in one message for the whole batch.

        Where one cannot be fetched, those before it are kept, and said, and its error is raised.
        """
        lines: list[list[str]] = batch.setdefault("lines", [])
        try:
            async with ChatActionSender.typing(
                chat_id=self.chat_id, bot=self.bot, initial_sleep=0.5
            ):
                for file in files:
                    await self._take_one(file, batch)
                    batch["done"] = batch.get("done", 0) + 1
        finally:
            if lines:
                await self._describe_received(files[0], batch)

    async def _take_one(self, file: Dropped, batch: dict[str, Any]) -> None:
        """Keep the file; one that turns out to be too large is said, and does not come again."""
        try:
            reference, repeated = await self._receive(file, batch)
        except TelegramBadRequest as error:
            if "file is too big" not in error.message:
                raise
            limit = find_limit(self.bot, self.library)
            await self.bot.send_message(self.chat_id, _describe_too_big(limit, self.language))
        else:
            again = "again" if repeated else ""
            batch["lines"].append([reference, file.name[:_NAME_LENGTH], again])

    async def _receive(self, file: Dropped, batch: dict[str, Any]) -> tuple[str, bool]:
        buffer = BytesIO()
        await self.bot.download(file.file_id, destination=buffer)
        arrival = Arrival(
            school=self.school,
            file_name=file.name,
            data=buffer.getvalue(),
            channel=Channel.CHAT,
            trust=Trust.A,  # the account was tied to the customer with a one-time code
            actor=customer_actor(self.customer, Channel.CHAT),
            sender=self.customer,
            sender_name=show_name(self.customer),
            note=file.note or batch.get("note", ""),
            origin=_name_origin(self.chat_id, file, batch),
            once=True,
            tell=self.tell,
        )
        received = await receive(arrival, self.library.files)
        if file.note:
            await _share_note(file.note, batch)
        return received.submission.reference, received.repeated

    async def _describe_received(self, file: Dropped, batch: dict[str, Any]) -> None:
        words = draw_received(self.school.name, batch["lines"], self.language).as_kwargs()
        if "message" in batch:
            edited = self.bot.edit_message_text(
                chat_id=self.chat_id, message_id=batch["message"], **words
            )
            await quietly(edited)
            return
        first = ReplyParameters(message_id=file.message_id, allow_sending_without_reply=True)
        sent = await self.bot.send_message(self.chat_id, **words, reply_parameters=first)
        batch["message"] = sent.message_id


def _name_origin(chat_id: int, file: Dropped, batch: dict[str, Any]) -> dict[str, int | str]:
    origin: dict[str, int | str] = {"chat": chat_id, "message": file.message_id}
    if file.file:
        origin["file"] = file.file
    return {**origin, "album": batch["album"]} if batch.get("album") else origin


async def _share_note(note: str, batch: dict[str, Any]) -> None:
    """An album's caption stands under one of its files, often the last: it is for all of them."""
    batch["note"] = note
    references = [line[0] for line in batch.get("lines", [])]
    if references:
        await share_note(references, note[:1000])


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


def find_limit(bot: Bot, library: Library) -> int:
    limit = library.settings.file_bytes
    return limit if bot.session.api.is_local else min(limit, TELEGRAM_BYTES)


def describe_too_large(file: Dropped, limit: int, language: Language) -> str:
    return phrases.say(
        language,
        "This file is {size} MB; at most {limit} MB can be taken here. Send it by mail, or send"
        " fewer columns.",
        size=round(file.size / 1e6, 1),
        limit=round(limit / 1e6),
    )


def _describe_too_big(limit: int, language: Language) -> str:
    """Say it of a file whose size Telegram did not tell."""
    return phrases.say(
        language,
        "This file is larger than {limit} MB, which is the most that can be taken here. Send it by"
        " mail, or send fewer columns.",
        limit=round(limit / 1e6),
    )
