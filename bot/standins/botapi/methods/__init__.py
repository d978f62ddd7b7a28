"""The methods that the stand-in knows, each a function of the world and the typed call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiogram import methods as api

from rosterdesk.bot.standins.botapi.methods import (
    chats,
    commands,
    copies,
    edits,
    files,
    media,
    messages,
    profile,
    queries,
    topics,
    updates,
    webhook,
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
    Method(api.ForwardMessage, copies.forward_message),
    Method(api.CopyMessage, copies.copy_message),
    Method(api.AnswerCallbackQuery, queries.answer_callback_query),
    Method(api.AnswerInlineQuery, queries.answer_inline_query),
    Method(api.SetMyCommands, commands.set_my_commands),
    Method(api.GetMyCommands, commands.get_my_commands),
    Method(api.DeleteMyCommands, commands.delete_my_commands),
    Method(api.SetMyName, profile.set_my_name),
    Method(api.GetMyName, profile.get_my_name),
    Method(api.SetMyDescription, profile.set_my_description),
    Method(api.GetMyDescription, profile.get_my_description),
    Method(api.SetMyShortDescription, profile.set_my_short_description),
    Method(api.GetMyShortDescription, profile.get_my_short_description),
    Method(api.SetChatMenuButton, profile.set_chat_menu_button),
    Method(api.GetChatMenuButton, profile.get_chat_menu_button),
    Method(api.GetChat, chats.get_chat),
    Method(api.GetChatMember, chats.get_chat_member),
    Method(api.GetChatMemberCount, chats.get_chat_member_count),
    Method(api.GetChatAdministrators, chats.get_chat_administrators),
    Method(api.LeaveChat, chats.leave_chat),
    Method(api.PinChatMessage, chats.pin_chat_message),
    Method(api.UnpinChatMessage, chats.unpin_chat_message),
    Method(api.CreateForumTopic, topics.create_forum_topic),
    Method(api.EditForumTopic, topics.edit_forum_topic),
    Method(api.CloseForumTopic, topics.close_forum_topic),
    Method(api.ReopenForumTopic, topics.reopen_forum_topic),
    Method(api.DeleteForumTopic, topics.delete_forum_topic),
    Method(api.SetWebhook, webhook.set_webhook),
    Method(api.DeleteWebhook, webhook.delete_webhook),
    Method(api.GetWebhookInfo, webhook.get_webhook_info),
)
# Method names are case-insensitive (documentation, "Making requests").
METHODS = {method.name.casefold(): method for method in TABLE}
