"""Channels: posts of the channel itself, and how they come into the group that discusses them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.standins.botapi.groups import Group
from rosterdesk.bot.standins.botapi.render import show_message, show_origin
from rosterdesk.bot.standins.botapi.state.accounts import TELEGRAM
from rosterdesk.bot.standins.botapi.visibility import reaches_bot
from rosterdesk.bot.standins.botapi.writing import write

if TYPE_CHECKING:
    from rosterdesk.bot.standins.botapi.state.accounts import Account
    from rosterdesk.bot.standins.botapi.state.chats import Channel, GroupChat
    from rosterdesk.bot.standins.botapi.state.messages import Content, Message
    from rosterdesk.bot.standins.botapi.state.world import World


class ChannelDesk(Group):
    """A channel as its owner sees it: what is posted has no sender, only the channel."""

    def __init__(self, world: World, chat: Channel, owner: Account) -> None:
        super().__init__(world, chat, owner)
        self.channel = chat

    def link(self, group: Group) -> None:
        """Let Telegram forward every post into that group from now on."""
        self.channel.discussion = group.chat

    def post(self, text: str) -> Message:
        return self._post(write(text))

    def post_document(self, name: str, data: bytes, caption: str = "") -> Message:
        return self._post(write(caption, document=self._world.files.keep_document(name, data)))

    def edit(self, message: Message, text: str) -> None:
        self._world.change(message, write(text, message.content))
        if reaches_bot(self._world, message):
            self._world.notify("edited_channel_post", show_message(message))

    def _post(self, content: Content) -> Message:
        message = self._world.post(self.chat, self._owner, content, sender_chat=self.chat)
        if reaches_bot(self._world, message):
            self._world.notify("channel_post", show_message(message))
        if self.channel.discussion is not None:
            self._forward(message, self.channel.discussion)
        return message

    def _forward(self, message: Message, group: GroupChat) -> None:
        copy = self._world.post(
            group,
            TELEGRAM,
            message.content,
            sender_chat=self.chat,
            forward_origin=show_origin(message),
        )
        if reaches_bot(self._world, copy):
            self._world.notify("message", show_message(copy))
