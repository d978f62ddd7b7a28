"""The kinds of chat that a bot meets: private ones, groups and channels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rosterdesk.bot.standins.botapi.state.accounts import Account
    from rosterdesk.bot.standins.botapi.state.messages import Message

SUPERGROUP_BASE = -1_000_000_000_000  # the ids of supergroups begin with -100


@dataclass(frozen=True)
class ChatAction:
    """The action that sendChatAction reported, such as "typing"; shown for five seconds."""

    chat_id: int
    name: str
    date: int
    revision: int


@dataclass
class Chat:
    """``lost``: the bot is told "chat not found", although it knew the chat."""

    id: int
    lost: bool = field(default=False, kw_only=True)
    messages: dict[int, Message] = field(default_factory=dict)
    actions: list[ChatAction] = field(default_factory=list)
    pinned: list[int] = field(default_factory=list)

    @property
    def type(self) -> str:
        raise NotImplementedError

    def as_json(self) -> dict[str, object]:
        raise NotImplementedError


@dataclass
class PrivateChat(Chat):
    """``started``: the person wrote to the bot at least once, so the bot may write to them.

    ``deactivated``: they deleted their account.
    """

    person: Account = field(kw_only=True)
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    @property
    def type(self) -> str:
        return "private"

    def as_json(self) -> dict[str, object]:
        names = {"first_name": self.person.first_name, "username": self.person.username}
        shown = {key: value for key, value in names.items() if value}
        return {"id": self.id, "type": self.type, **shown}


@dataclass
class Topic:
    id: int
    name: str
    closed: bool = False


@dataclass
class Member:
    """``status`` as in ChatMember; the rights are those of an administrator, and no others.

    ``permissions`` are those that are left to a restricted member.
    """

    account: Account
    status: str = "member"
    rights: frozenset[str] = frozenset()
    anonymous: bool = False
    permissions: frozenset[str] = frozenset()

    @property
    def is_present(self) -> bool:
        return self.status in ("creator", "administrator", "member", "restricted")

    @property
    def is_admin(self) -> bool:
        return self.status in ("creator", "administrator")

    def may(self, right: str) -> bool:
        return self.status == "creator" or right in self.rights


@dataclass
class GroupChat(Chat):
    """``migrated_to`` is set once: the group lives on as that supergroup, this id is dead.

    ``permissions`` are those of plain members, None for all of them; ``restricted`` is Telegram's
    own lock on the whole group; ``general_closed`` is about the topic that has no number.
    """

    title: str = field(kw_only=True)
    topics_on: bool = False
    general_closed: bool = False
    permissions: frozenset[str] | None = None
    restricted: bool = False
    deleted: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    migrated_to: int | None = None
    last_id: int = 0

    @property
    def is_supergroup(self) -> bool:
        return self.id < SUPERGROUP_BASE

    @property
    def type(self) -> str:
        return "supergroup" if self.is_supergroup else "group"

    def as_json(self) -> dict[str, object]:
        shown: dict[str, object] = {"id": self.id, "type": self.type, "title": self.title}
        return {**shown, "is_forum": True} if self.topics_on else shown


@dataclass
class Channel(GroupChat):
    """A channel: only administrators write in it, and always in the channel's name.

    ``discussion`` is the group that Telegram forwards its posts into.
    """

    discussion: GroupChat | None = None

    @property
    def is_supergroup(self) -> bool:
        return False

    @property
    def type(self) -> str:
        return "channel"
