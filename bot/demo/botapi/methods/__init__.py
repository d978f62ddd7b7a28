"""The methods that the stand-in knows, each a function of the world and the typed call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiogram import methods as api

from rosterdesk.bot.demo.botapi.methods import (
    commands,
    edits,
    files,
    media,
    messages,
    profile,
    queries,
    updates,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiogram.methods.base import TelegramMethod


@dataclass(frozen=True)
class Method:
    """``run`` takes the world and the call, and the uploads too where ``takes_files``."""

    model: type[TelegramMethod[Any]]
    run: Callable[..., Any]
    takes_files: bool = False

    @property
    def name(self) -> str:
        return self.model.__api_method__


TABLE = (
    Method(api.GetMe, profile.get_me),
    Method(api.GetUpdates, updates.get_updates),
    Method(api.GetFile, files.get_file),
    Method(api.SendMessage, messages.send_message),
    Method(api.SendChatAction, messages.send_chat_action),
    Method(api.SendDocument, media.send_document, takes_files=True),
    Method(api.SendPhoto, media.send_photo, takes_files=True),
    Method(api.SendMediaGroup, media.send_media_group, takes_files=True),
    Method(api.EditMessageText, edits.edit_message_text),
    Method(api.EditMessageCaption, edits.edit_message_caption),
    Method(api.EditMessageMedia, edits.edit_message_media, takes_files=True),
    Method(api.EditMessageReplyMarkup, edits.edit_message_reply_markup),
    Method(api.DeleteMessage, edits.delete_message),
    Method(api.DeleteMessages, edits.delete_messages),
    Method(api.AnswerCallbackQuery, queries.answer_callback_query),
    Method(api.SetMyCommands, commands.set_my_commands),
    Method(api.GetMyCommands, commands.get_my_commands),
    Method(api.DeleteMyCommands, commands.delete_my_commands),
)
# Method names are case-insensitive (documentation, "Making requests").
METHODS = {method.name.casefold(): method for method in TABLE}
