"""Groups: who is in them, their topics, and how they grow into supergroups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.standins.botapi.membership import RIGHTS, show_change
from rosterdesk.bot.standins.botapi.render import show_message
from rosterdesk.bot.standins.botapi.state.chats import SUPERGROUP_BASE, GroupChat, Member, Topic
from rosterdesk.bot.standins.botapi.state.messages import Content
from rosterdesk.bot.standins.botapi.visibility import reaches_bot

if TYPE_CHECKING:
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
            self._announce(new_chat_members=[person.account.as_json()])

    def remove(self, person: Person) -> None:
        self._set_member(Member(person.account, "left"))
        self._announce(left_chat_member=person.account.as_json())

    def promote(self, person: Person, *, anonymous: bool = False) -> None:
        member = Member(person.account, "administrator", ALL_RIGHTS, anonymous)
        self._set_member(member)

    def add_bot(self, *, admin: bool = False, rights: frozenset[str] = ALL_RIGHTS) -> None:
        bot = self._world.bot
        self._set_member(Member(bot, "administrator", rights) if admin else Member(bot))
        self._announce(new_chat_members=[bot.as_json()])

    def promote_bot(self, rights: frozenset[str] = ALL_RIGHTS) -> None:
        self._set_member(Member(self._world.bot, "administrator", rights))

    def remove_bot(self, *, kick: bool = False) -> None:
        self._set_member(Member(self._world.bot, "kicked" if kick else "left"))

    def add_topic(self, name: str) -> Topic:
        service = {"forum_topic_created": {"name": name, "icon_color": 0x6FB9F0}}
        message = self._announce(**service)
        topic = Topic(message.id, name)
        self.chat.topics[topic.id] = topic
        return topic

    def migrate(self) -> Group:
        """Grow into a supergroup: a new id, and the old one answers with it from now on."""
        old = self.chat
        new = GroupChat(SUPERGROUP_BASE + old.id, title=old.title, members=dict(old.members))
        self._world.chats[new.id] = new
        self._announce(migrate_to_chat_id=new.id)
        old.migrated_to = new.id
        grown = Group(self._world, new, self._owner)
        grown._announce(migrate_from_chat_id=old.id)
        return grown

    def _set_member(self, member: Member) -> None:
        who = member.account
        before = self.chat.members.get(who.id, Member(who, "left"))
        self.chat.members[who.id] = member
        kind = "my_chat_member" if who is self._world.bot else "chat_member"
        self._world.notify(kind, show_change(self._world, self.chat, self._owner, before, member))

    def _announce(self, **service: object) -> Message:
        message = self._world.post(self.chat, self._owner, Content(), service=service)
        if reaches_bot(self._world, message):
            self._world.notify("message", show_message(message))
        return message
