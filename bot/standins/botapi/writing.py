"""Writing and correcting, within the limits that a chat program sets to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.standins.botapi import limits
from rosterdesk.bot.standins.botapi.errors import ImpossibleError
from rosterdesk.bot.standins.botapi.membership import may_send
from rosterdesk.bot.standins.botapi.state.accounts import Account
from rosterdesk.bot.standins.botapi.state.chats import Chat, GroupChat, Member, PrivateChat
from rosterdesk.bot.standins.botapi.state.messages import Content
from rosterdesk.bot.standins.botapi.text import measure, tidy

if TYPE_CHECKING:
    from rosterdesk.bot.standins.botapi.state.files import StoredFile
    from rosterdesk.bot.standins.botapi.state.messages import Message

NOBODY = Member(Account(0, ""), "left")


def write(
    text: str,
    before: Content | None = None,
    *,
    document: StoredFile | None = None,
    photo: StoredFile | None = None,
) -> Content:
    """Return the text, or the caption of that file or of the one that was there ``before``."""
    words, entities = tidy(text, ())
    old = before or Content()
    if document is None and photo is None:
        document, photo = old.document, old.photo
    made = Content(words, tuple(entities), document, photo, old.markup)
    longest = limits.CAPTION_LENGTH if made.has_media else limits.TEXT_LENGTH
    if measure(words) > longest:
        raise ImpossibleError("a chat program would cut this text into several messages")
    return made


def check_may_write(person_id: int, chat: Chat, *, anonymous: bool = False) -> None:
    """Raise ImpossibleError where somebody can do nothing in the chat."""
    if isinstance(chat, PrivateChat):
        if chat.blocked:
            raise ImpossibleError("this person blocked the bot")
        if chat.deactivated:
            raise ImpossibleError("this person deleted their account")
        return
    assert isinstance(chat, GroupChat)
    if chat.migrated_to is not None:
        raise ImpossibleError("the group lives on as a supergroup")
    if chat.deleted:
        raise ImpossibleError("the group was deleted")
    member = chat.members.get(person_id, NOBODY)
    if not member.is_present:
        raise ImpossibleError("this person is no member of the group")
    if anonymous and not member.is_admin:
        raise ImpossibleError("only an administrator writes as the group")


def check_may_send(
    person_id: int, chat: Chat, content: Content, thread_id: int | None, *, anonymous: bool
) -> None:
    """Raise ImpossibleError where somebody cannot send this there."""
    check_may_write(person_id, chat, anonymous=anonymous)
    if not isinstance(chat, GroupChat):
        return
    member = chat.members[person_id]
    if not may_send(chat, member, content):
        raise ImpossibleError(f"this person may not send {content.kind} there")
    topic = chat.topics.get(thread_id) if thread_id else None
    if thread_id and not (topic and chat.topics_on):
        raise ImpossibleError("the topic is gone")
    closed = topic.closed if topic else chat.topics_on and chat.general_closed
    if closed and not member.may("can_manage_topics"):
        raise ImpossibleError("the topic is closed")


def check_may_edit(person_id: int, message: Message) -> None:
    """Raise ImpossibleError where a chat program has no "edit" under the message."""
    if message.sender.id != person_id or message.service or message.forward_origin:
        raise ImpossibleError("people correct what they wrote themselves")
    if message.deleted:
        raise ImpossibleError("the message was deleted")
