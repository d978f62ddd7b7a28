"""Groups: who is in them, their topics, and how they grow into supergroups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.standins.botapi.errors import ImpossibleError
from rosterdesk.bot.standins.botapi.membership import PERMISSIONS, RIGHTS, show_change
from rosterdesk.bot.standins.botapi.render import show_message
from rosterdesk.bot.standins.botapi.state.chats import SUPERGROUP_BASE, GroupChat, Member, Topic
from rosterdesk.bot.standins.botapi.state.messages import Content
from rosterdesk.bot.standins.botapi.visibility import reaches_bot

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosterdesk.bot.standins.botapi.people import Person
    from rosterdesk.bot.standins.botapi.state.accounts import Account
    from rosterdesk.bot.standins.botapi.state.messages import Message
    from rosterdesk.bot.standins.botapi.state.world import World

ALL_RIGHTS = frozenset(RIGHTS)


class Group:
    """A group chat as its people see it. ``owner`` is the account that its changes come from."""

    def __init__(self, world: World, chat: GroupChat, owner: Account) -> None:
        self._world = world
        self.chat = chat
        self._owner = owner
        chat.members.setdefault(owner.id, Member(owner, "creator"))

    @property
    def id(self) -> int:
        return self.chat.id

    @property
    def messages(self) -> list[Message]:
        return list(self.chat.messages.values())

    def add(self, *people: Person) -> None:
        for person in people:
            self._set_member(Member(person.account))
            self._announce({"new_chat_members": [person.account.as_json()]})

    def remove(self, person: Person) -> None:
        self._set_member(Member(person.account, "left"))
        self._announce({"left_chat_member": person.account.as_json()})

    def promote(self, person: Person, *, anonymous: bool = False) -> None:
        member = Member(person.account, "administrator", ALL_RIGHTS, anonymous)
        self._set_member(member)

    def add_bot(self, *, admin: bool = False, rights: frozenset[str] = ALL_RIGHTS) -> None:
        bot = self._world.bot
        self._set_member(Member(bot, "administrator", rights) if admin else Member(bot))
        self._announce({"new_chat_members": [bot.as_json()]})

    def promote_bot(self, rights: frozenset[str] = ALL_RIGHTS) -> None:
        self._set_member(Member(self._world.bot, "administrator", rights))

    def demote_bot(self) -> None:
        """Take every right of an administrator from it: a plain member."""
        self._set_member(Member(self._world.bot))

    def restrict_bot(self, permissions: Iterable[str] = ()) -> None:
        """Leave it these permissions alone; without can_send_messages it may only read."""
        self._restrict(self._world.bot, permissions)

    def restrict(self, person: Person, permissions: Iterable[str] = ()) -> None:
        self._restrict(person.account, permissions)

    def allow(self, permissions: Iterable[str] | None) -> None:
        """Set what plain members may do, None for everything. A bot is not told of it."""
        self.chat.permissions = None if permissions is None else _check(permissions)

    def lock(self, *, locked: bool = True) -> None:
        """Let Telegram itself restrict the whole group: CHAT_RESTRICTED, for administrators too."""
        self.chat.restricted = locked

    def remove_bot(self, *, kick: bool = False) -> None:
        self._set_member(Member(self._world.bot, "kicked" if kick else "left"))

    def add_topic(self, name: str) -> Topic:
        message = self._announce({"forum_topic_created": {"name": name, "icon_color": 0x6FB9F0}})
        message.thread_id = message.id
        topic = Topic(message.id, name)
        self.chat.topics[topic.id] = topic
        return topic

    def close_topic(self, topic: Topic | None, *, closed: bool = True) -> None:
        """Close a topic, None for General, or open it again."""
        if topic is None:
            self.chat.general_closed = closed
        else:
            topic.closed = closed
        self._announce({"forum_topic_closed" if closed else "forum_topic_reopened": {}}, topic)

    def delete_topic(self, topic: Topic) -> None:
        """Delete a topic and all that stands in it. A bot is not told of it."""
        del self.chat.topics[topic.id]
        for message in self.chat.messages.values():
            if message.thread_id == topic.id:
                self._world.delete(message)

    def switch_topics(self, *, on: bool) -> None:
        """Switch topics off or on; their messages stay. A bot is not told of it."""
        self.chat.topics_on = on

    def migrate(self) -> Group:
        """Grow into a supergroup: a new id, and the old one answers with it from now on.

        The bot is told that it joined the new one, never that it left the old one.
        """
        old = self.chat
        bot = old.members.get(self._world.bot.id)
        members = {each: member for each, member in old.members.items() if member is not bot}
        new = GroupChat(SUPERGROUP_BASE + old.id, title=old.title, members=members)
        self._world.chats[new.id] = new
        self._announce({"migrate_to_chat_id": new.id})
        old.migrated_to = new.id
        grown = Group(self._world, new, self._owner)
        if bot is not None:
            grown._set_member(bot)
        grown._announce({"migrate_from_chat_id": old.id})
        return grown

    def delete(self) -> None:
        """Delete the group, and with a supergroup the group that it grew from."""
        for chat in self._world.chats.values():
            if chat is self.chat or (
                isinstance(chat, GroupChat) and chat.migrated_to == self.chat.id
            ):
                Group(self._world, chat, self._owner).remove_bot()
        self.chat.deleted = True

    def _set_member(self, member: Member) -> None:
        who = member.account
        before = self.chat.members.get(who.id, Member(who, "left"))
        self.chat.members[who.id] = member
        kind = "my_chat_member" if who is self._world.bot else "chat_member"
        if kind == "chat_member" and not self._is_told_of_members():
            return
        self._world.notify(kind, show_change(self._world, self.chat, self._owner, before, member))

    def _restrict(self, account: Account, permissions: Iterable[str]) -> None:
        if not self.chat.is_supergroup:
            raise ImpossibleError("only in a supergroup can a single member be restricted")
        self._set_member(Member(account, "restricted", permissions=_check(permissions)))

    def _is_told_of_members(self) -> bool:
        """Return whether the bot hears of members: only as administrator (docs of chat_member)."""
        bot = self.chat.members.get(self._world.bot.id)
        return bot is not None and bot.is_admin

    def _announce(self, service: dict[str, object], topic: Topic | None = None) -> Message:
        thread = topic.id if topic else None
        message = self._world.post(
            self.chat, self._owner, Content(), service=service, thread_id=thread
        )
        if reaches_bot(self._world, message):
            self._world.notify("message", show_message(message))
        return message


def _check(permissions: Iterable[str]) -> frozenset[str]:
    found = frozenset(permissions)
    if unknown := found - set(PERMISSIONS):
        raise ValueError(f"no such permissions: {sorted(unknown)}")
    return found
