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
from rosterdesk.bot.standins.botapi.state.accounts import Account
from rosterdesk.bot.standins.botapi.state.chats import Chat, GroupChat, Member, PrivateChat
from rosterdesk.bot.standins.botapi.state.messages import Content, Message
from rosterdesk.bot.standins.botapi.state.queries import CallbackResult, InlineResult
from rosterdesk.bot.standins.botapi.text import measure, tidy
from rosterdesk.bot.standins.botapi.visibility import reaches_bot
from rosterdesk.bot.standins.botapi.watching import expect_message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiogram.types import InlineKeyboardButton

    from rosterdesk.bot.standins.botapi.groups import Group
    from rosterdesk.bot.standins.botapi.state.chats import Topic
    from rosterdesk.bot.standins.botapi.state.world import World
    from rosterdesk.bot.standins.botapi.watching import Wanted

NOBODY = Member(Account(0, ""), "left")
START_PARAMETER = re.compile(rf"[A-Za-z0-9_-]{{0,{limits.START_PARAMETER_LENGTH}}}")


class Person:
    """Somebody with a chat program. Everything is done in their private chat unless ``chat`` says.

    ``topic`` is where in a group with topics; ``anonymous`` writes as the group itself, which
    only an administrator can.
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
        """What stands in the private chat, from both sides, oldest first, deleted ones too."""
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
    ) -> Message:
        if measure(text) > limits.TEXT_LENGTH:
            raise ImpossibleError("a chat program would cut this text into several messages")
        return self._say(
            _write(text), chat, reply_to=reply_to, thread_id=_thread(topic), anonymous=anonymous
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
    ) -> Message:
        """``mime`` is guessed from the name when it is not given, as chat programs do."""
        file = self._world.files.keep_document(name, data, mime)
        content = _write(caption or "", Content(document=file))
        return self._say(content, chat, reply_to=reply_to, thread_id=_thread(topic))

    def send_photo(
        self, data: bytes, caption: str | None = None, *, chat: Group | None = None
    ) -> Message:
        file = self._world.files.keep_photo(data, measure_photo(data))
        return self._say(_write(caption or "", Content(photo=file)), chat)

    def send_album(
        self,
        documents: Sequence[tuple[str, bytes]],
        caption: str | None = None,
        *,
        chat: Group | None = None,
    ) -> list[Message]:
        """Send several documents at once; the caption is under the last, as chat programs do."""
        album_id = self._world.new_id()
        captions = [""] * (len(documents) - 1) + [caption or ""]
        contents = [
            _write(words, Content(document=self._world.files.keep_document(name, data)))
            for (name, data), words in zip(documents, captions, strict=True)
        ]
        return [self._say(content, chat, album_id=album_id) for content in contents]

    def forward(self, message: Message, *, chat: Group | None = None) -> Message:
        if message.protect_content:
            raise ImpossibleError("the message is protected from forwarding")
        content = replace(message.content, markup=None)
        origin = message.forward_origin or show_origin(message)
        return self._say(content, chat, forward_origin=origin)

    def edit(self, message: Message, text: str) -> None:
        """Correct what was sent earlier: its text, or the caption of a file."""
        self._world.change(message, _write(text, message.content))
        if reaches_bot(self._world, message):
            self._world.notify("edited_message", show_message(message))

    def press(self, message: Message, button: str, *, inaccessible: bool = False) -> CallbackResult:
        """Press the inline button with that text or callback data; await the result's answer.

        ``inaccessible`` hides the message from the bot, as Telegram does with some old ones.
        """
        found = message.find_button(button)
        if found is None:
            raise ImpossibleError(f"no button {button!r} among {message.buttons}")
        return self.press_button(message, found, inaccessible=inaccessible)

    def press_button(
        self, message: Message, button: InlineKeyboardButton, *, inaccessible: bool = False
    ) -> CallbackResult:
        """Press this button object, also one that stood under the message earlier: a late click."""
        self._check_may_write(message.chat)
        if button.callback_data is None:
            raise ImpossibleError(
                "only a button with callback data tells the bot that it was pressed"
            )
        world = self._world
        result = CallbackResult(world.new_id(), button.callback_data, world.clock.now(), world.bell)
        world.callbacks[result.id] = result
        hidden = inaccessible or message.deleted
        world.notify(
            "callback_query",
            {
                "id": result.id,
                "from": self.account.as_json(),
                "message": show_inaccessible(message) if hidden else show_message(message),
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

    async def expect(
        self,
        wanted: Wanted,
        *,
        timeout: float = 5.0,  # noqa: ASYNC109 - seconds until TimeoutError
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

    def _say(
        self, content: Content, group: Group | None, *, anonymous: bool = False, **facts: object
    ) -> Message:
        chat = group.chat if group else self.chat
        self._check_may_write(chat, anonymous=anonymous)
        if isinstance(chat, PrivateChat):
            chat.started = True
        message = self._world.post(chat, self.account, content, anonymous=anonymous, **facts)
        if reaches_bot(self._world, message):
            self._world.notify("message", show_message(message))
        return message

    def _check_may_write(self, chat: Chat, *, anonymous: bool = False) -> None:
        if isinstance(chat, PrivateChat) and chat.blocked:
            raise ImpossibleError("this person blocked the bot")
        if isinstance(chat, GroupChat) and chat.migrated_to is not None:
            raise ImpossibleError("the group lives on as a supergroup")
        if isinstance(chat, GroupChat) and not chat.members.get(self.id, NOBODY).is_present:
            raise ImpossibleError("this person is no member of the group")
        if anonymous and not self._is_admin_of(chat):
            raise ImpossibleError("only an administrator writes as the group")

    def _is_admin_of(self, chat: Chat) -> bool:
        return isinstance(chat, GroupChat) and chat.members[self.id].is_admin


def _write(text: str, content: Content | None = None) -> Content:
    words, entities = tidy(text, ())
    from_before = content or Content()
    return Content(words, tuple(entities), from_before.document, from_before.photo)


def _thread(topic: Topic | None) -> int | None:
    return topic.id if topic else None
