"""A message as the people in the chat see it now, and how it came to be so."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiogram.types import InlineKeyboardMarkup, ReplyKeyboardMarkup

if TYPE_CHECKING:
    from aiogram.types import (
        ForceReply,
        InlineKeyboardButton,
        KeyboardButton,
        MessageEntity,
        ReplyKeyboardRemove,
    )

    from rosterdesk.bot.standins.botapi.state.accounts import Account
    from rosterdesk.bot.standins.botapi.state.chats import Chat
    from rosterdesk.bot.standins.botapi.state.files import StoredFile

    Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply


@dataclass(frozen=True)
class Content:
    """The content that an edit replaces. ``text`` is the caption of a document or a photo."""

    text: str = ""
    entities: tuple[MessageEntity, ...] = ()
    document: StoredFile | None = None
    photo: StoredFile | None = None
    markup: Markup | None = None

    @property
    def kind(self) -> str:
        """Return the name of the kind, as in the refusals and the permissions."""
        if self.document is not None:
            return "documents"
        return "photos" if self.photo is not None else "text messages"

    @property
    def has_media(self) -> bool:
        return self.document is not None or self.photo is not None


@dataclass
class Message:
    """``edits`` are the earlier contents, oldest first; ``service`` a service message's fields.

    ``thread_id`` is the topic that it stands in. ``hidden``: the bot may no longer read it, so that
    nothing of it can be edited, deleted or answered. ``sender_chat`` is a channel that wrote it.

    ``revision`` grows with every change anywhere in the stand-in: a message whose revision is
    higher than another's changed later.
    """

    id: int
    chat: Chat
    sender: Account
    date: int
    content: Content
    revision: int
    edits: list[Content] = field(default_factory=list)
    edit_date: int | None = None
    deleted: bool = False
    thread_id: int | None = None
    reply_to: Message | None = None
    anonymous: bool = False
    sender_chat: Chat | None = None
    hidden: bool = False
    protect_content: bool = False
    silent: bool = False
    album_id: str | None = None
    forward_origin: dict[str, object] | None = None
    service: dict[str, object] = field(default_factory=dict)

    @property
    def is_accessible(self) -> bool:
        """Return whether the bot can do anything with it."""
        return not (self.deleted or self.hidden)

    @property
    def root_id(self) -> int:
        """The first message of the replies that it belongs to."""
        message = self
        while message.reply_to is not None:
            message = message.reply_to
        return message.id

    @property
    def text(self) -> str:
        return "" if self.content.has_media else self.content.text

    @property
    def caption(self) -> str:
        return self.content.text if self.content.has_media else ""

    @property
    def words(self) -> str:
        """The text or the caption."""
        return self.content.text

    @property
    def entities(self) -> tuple[MessageEntity, ...]:
        return self.content.entities

    @property
    def document(self) -> StoredFile | None:
        return self.content.document

    @property
    def photo(self) -> StoredFile | None:
        return self.content.photo

    @property
    def markup(self) -> Markup | None:
        return self.content.markup

    @property
    def keyboard(self) -> list[list[InlineKeyboardButton]]:
        """The inline buttons, row by row; empty where there are none."""
        markup = self.content.markup
        return markup.inline_keyboard if isinstance(markup, InlineKeyboardMarkup) else []

    @property
    def reply_keyboard(self) -> list[list[KeyboardButton]]:
        markup = self.content.markup
        return markup.keyboard if isinstance(markup, ReplyKeyboardMarkup) else []

    @property
    def buttons(self) -> list[str]:
        """The texts of all inline buttons, in reading order."""
        return [button.text for row in self.keyboard for button in row]

    def find_button(self, wanted: str) -> InlineKeyboardButton | None:
        """Return the button with that text or callback data, else the only one that contains it."""
        buttons = [button for row in self.keyboard for button in row]
        exact = [each for each in buttons if wanted in (each.text, each.callback_data)]
        partly = [each for each in buttons if wanted.casefold() in each.text.casefold()]
        if exact:
            return exact[0]
        return partly[0] if len(partly) == 1 else None

    def replace(self, content: Content, *, revision: int, date: int | None = None) -> None:
        self.edits.append(self.content)
        self.content = content
        self.revision = revision
        self.edit_date = date or self.edit_date
