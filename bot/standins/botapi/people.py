"""People who use the bot: what they do becomes updates, what they see is read from the chats."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rosterdesk.bot.standins.botapi import limits
from rosterdesk.bot.standins.botapi.errors import ImpossibleError
from rosterdesk.bot.standins.botapi.membership import show_bot_change
from rosterdesk.bot.standins.botapi.methods.commands import find_commands
from rosterdesk.bot.standins.botapi.methods.media import measure_photo
from rosterdesk.bot.standins.botapi.render import show_inaccessible, show_message, show_origin
from rosterdesk.bot.standins.botapi.state.chats import GroupChat, PrivateChat
from rosterdesk.bot.standins.botapi.state.messages import Message
from rosterdesk.bot.standins.botapi.state.queries import CallbackResult, InlineResult
from rosterdesk.bot.standins.botapi.visibility import reaches_bot
from rosterdesk.bot.standins.botapi.watching import expect_message
from rosterdesk.bot.standins.botapi.writing import (
    check_may_edit,
    check_may_send,
    check_may_write,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aiogram.types import InlineKeyboardButton

    from rosterdesk.bot.standins.botapi.groups import Group
    from rosterdesk.bot.standins.botapi.state.accounts import Account
    from rosterdesk.bot.standins.botapi.state.chats import Channel, Chat, Topic
    from rosterdesk.bot.standins.botapi.state.messages import Content
    from rosterdesk.bot.standins.botapi.state.world import World
    from rosterdesk.bot.standins.botapi.watching import Wanted

START_PARAMETER = re.compile(rf"[A-Za-z0-9_-]{{0,{limits.START_PARAMETER_LENGTH}}}")


class Person:
    """Somebody with a chat program. Everything is done in their private chat unless ``chat`` says.

    ``topic`` is where in a group with topics; ``anonymous`` writes as the group itself, which
    only an administrator can; ``channel`` writes as a channel of theirs. ``untold`` are fields of
    a file that Telegram leaves out: file_size, file_name, mime_type.
    """

    def __init__(self, world: World, account: Account, chat: PrivateChat) -> None:
        self._world = world
        self.account = account
        self.chat = chat
        self._expected: set[tuple[int, int]] = set()

    @property
    def id(self) -> int:
        return self.account.id

    @property
    def messages(self) -> list[Message]:
        """Return the private chat's messages of both sides, oldest first, deleted ones included."""
        return list(self.chat.messages.values())

    def open(self, start_parameter: str = "") -> Message:
        """Follow a link to the bot, t.me/bot?start=PARAMETER, and press its Start button."""
        if not START_PARAMETER.fullmatch(start_parameter):
            raise ImpossibleError("a start parameter has at most 64 of A-Z, a-z, 0-9, _ and -")
        if self.chat.blocked:
            self.unblock()
        return self.send(f"/start {start_parameter}".strip())

    def send(
        self,
        text: str,
        reply_to: Message | None = None,
        *,
        chat: Group | None = None,
        topic: Topic | None = None,
        anonymous: bool = False,
        channel: Channel | None = None,
    ) -> Message:
        return self._say(
            write(text), chat, topic, reply_to=reply_to, anonymous=anonymous, sender_chat=channel
        )

    def send_document(
        self,
        name: str,
        data: bytes,
        mime: str | None = None,
        caption: str | None = None,
        *,
        chat: Group | None = None,
        topic: Topic | None = None,
        reply_to: Message | None = None,
        anonymous: bool = False,
        untold: Iterable[str] = (),
    ) -> Message:
        """``mime`` is guessed from the name when it is not given, as chat programs do."""
        file = self._world.files.keep_document(name, data, mime, untold)
        content = write(caption or "", document=file)
        return self._say(content, chat, topic, reply_to=reply_to, anonymous=anonymous)

    def send_photo(
        self,
        data: bytes,
        caption: str | None = None,
        *,
        chat: Group | None = None,
        topic: Topic | None = None,
        reply_to: Message | None = None,
        anonymous: bool = False,
        untold: Iterable[str] = (),
    ) -> Message:
        file = self._world.files.keep_photo(data, measure_photo(data), untold)
        content = write(caption or "", photo=file)
        return self._say(content, chat, topic, reply_to=reply_to, anonymous=anonymous)

    def send_album(
        self,
        documents: Sequence[tuple[str, bytes]],
        caption: str | None = None,
        *,
        chat: Group | None = None,
        topic: Topic | None = None,
        reply_to: Message | None = None,
        anonymous: bool = False,
        captions: Sequence[str] | None = None,
    ) -> list[Message]:
        """Send several documents at once; the caption is under the last, as chat programs do.

        ``captions`` are one under each.
        """
        self._check_album(len(documents))
        words = captions or [""] * (len(documents) - 1) + [caption or ""]
        contents = [
            write(text, document=self._world.files.keep_document(name, data))
            for (name, data), text in zip(documents, words, strict=True)
        ]
        return self._describe_album(contents, chat, topic, reply_to=reply_to, anonymous=anonymous)

    def send_photo_album(
        self,
        photos: Sequence[bytes],
        caption: str | None = None,
        *,
        chat: Group | None = None,
        topic: Topic | None = None,
        reply_to: Message | None = None,
        anonymous: bool = False,
    ) -> list[Message]:
        """Send several photographs at once; the caption is under the first."""
        self._check_album(len(photos))
        words = [caption or ""] + [""] * (len(photos) - 1)
        contents = [
            write(text, photo=self._world.files.keep_photo(data, measure_photo(data)))
            for data, text in zip(photos, words, strict=True)
        ]
        return self._describe_album(contents, chat, topic, reply_to=reply_to, anonymous=anonymous)

    def forward(
        self,
        message: Message,
        *,
        chat: Group | None = None,
        topic: Topic | None = None,
        anonymous: bool = False,
    ) -> Message:
        if message.protect_content:
            raise ImpossibleError("the message is protected from forwarding")
        content = replace(message.content, markup=None)
        origin = message.forward_origin or show_origin(message)
        return self._say(content, chat, topic, forward_origin=origin, anonymous=anonymous)

    def edit(
        self, message: Message, text: str, *, document: tuple[str, bytes] | None = None
    ) -> None:
        """Correct what was sent earlier: its text, the caption of a file, or the file itself."""
        check_may_edit(self.id, message)
        file = self._world.files.keep_document(*document) if document else None
        self._world.change(message, write(text, message.content, document=file))
        if reaches_bot(self._world, message):
            self._world.notify("edited_message", show_message(message))

    def press(self, message: Message, button: str, *, inaccessible: bool = False) -> CallbackResult:
        """Press the inline button with that text or callback data; await the result's answer.

        ``inaccessible`` hides the message from the bot from now on, as Telegram does with some
        old ones.
        """
        found = message.find_button(button)
        if found is None:
            raise ImpossibleError(f"no button {button!r} among {message.buttons}")
        return self.press_button(message, found, inaccessible=inaccessible)

    def press_button(
        self, message: Message, button: InlineKeyboardButton, *, inaccessible: bool = False
    ) -> CallbackResult:
        """Press this button object, also one that stood under the message earlier: a late click."""
        check_may_write(self.id, message.chat)
        if button.callback_data is None:
            raise ImpossibleError(
                "only a button with callback data tells the bot that it was pressed"
            )
        world = self._world
        result = CallbackResult(world.new_id(), button.callback_data, world.clock.now(), world.bell)
        world.callbacks[result.id] = result
        message.hidden = message.hidden or inaccessible
        world.notify(
            "callback_query",
            {
                "id": result.id,
                "from": self.account.as_json(),
                "message": show_message(message)
                if message.is_accessible
                else show_inaccessible(message),
                "chat_instance": str(message.chat.id),
                "data": button.callback_data,
            },
        )
        return result

    def ask_inline(self, query: str) -> InlineResult:
        """Type @bot and a query in any chat; await the result's answer."""
        world = self._world
        result = InlineResult(world.new_id(), query, world.clock.now(), world.bell)
        world.inline_queries[result.id] = result
        asked: dict[str, object] = {"id": result.id, "from": self.account.as_json()}
        world.notify("inline_query", {**asked, "query": query, "offset": ""})
        return result

    def block(self) -> None:
        """Stop the bot: it can no longer write here, and is told so."""
        self.chat.blocked = True
        self._tell_bot("member", "kicked")

    def unblock(self) -> None:
        self.chat.blocked = False
        self._tell_bot("kicked", "member")

    def delete_account(self) -> None:
        """Leave Telegram: who writes here is told 403. A bot is not told of it before."""
        self.chat.deactivated = True

    def lose(self, *, lost: bool = True) -> None:
        """Let the bot's server forget the chat: "chat not found", though it was written in."""
        self.chat.lost = lost

    async def expect(
        self,
        wanted: Wanted,
        *,
        timeout: float = 30.0,  # noqa: ASYNC109 - seconds until TimeoutError
        chat: Group | None = None,
    ) -> Message:
        """Return the bot's first message, new or edited, that holds the text or passes the test.

        Each state of a message is returned once: expecting the same text again waits for the
        next time that the bot says it.
        """
        place = chat.chat if chat else self.chat
        return await expect_message(self._world, place, wanted, timeout, self._expected)

    def list_commands(self, chat: Group | None = None) -> list[str]:
        """Return the commands that the chat program offers, in the person's own language."""
        place = chat.chat if chat else self.chat
        return [each["command"] for each in find_commands(self._world, place, self.account)]

    def _tell_bot(self, before: str, after: str) -> None:
        change = show_bot_change(self._world, self.chat, self.account, before, after)
        self._world.notify("my_chat_member", change)

    def _describe_album(
        self, contents: Sequence[Content], group: Group | None, topic: Topic | None, **facts: object
    ) -> list[Message]:
        album_id = self._world.new_id()
        return [self._say(each, group, topic, album_id=album_id, **facts) for each in contents]

    def _check_album(self, size: int) -> None:
        if size not in limits.ALBUM_FILES:
            raise ImpossibleError("an album has 2-10 files")

    def _say(
        self,
        content: Content,
        group: Group | None,
        topic: Topic | None = None,
        *,
        anonymous: object = False,
        **facts: object,
    ) -> Message:
        chat = group.chat if group else self.chat
        thread = topic.id if topic else _find_thread(chat, facts.get("reply_to"))
        check_may_send(self.id, chat, content, thread, anonymous=bool(anonymous))
        if isinstance(chat, PrivateChat):
            chat.started = True
        message = self._world.post(
            chat, self.account, content, anonymous=bool(anonymous), thread_id=thread, **facts
        )
        if reaches_bot(self._world, message):
            self._world.notify("message", show_message(message))
        return message


def _find_thread(chat: Chat, reply_to: object) -> int | None:
    """A reply stands in the topic of what it answers."""
    has_topics = isinstance(chat, GroupChat) and chat.topics_on
    return reply_to.thread_id if has_topics and isinstance(reply_to, Message) else None
