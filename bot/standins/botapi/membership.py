"""The members of a chat with their rights, as the Bot API describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.standins.botapi.published.names import read_names
from rosterdesk.bot.standins.botapi.state.chats import Channel, Member

if TYPE_CHECKING:
    from rosterdesk.bot.standins.botapi.state.accounts import Account
    from rosterdesk.bot.standins.botapi.state.chats import Chat, GroupChat
    from rosterdesk.bot.standins.botapi.state.messages import Content
    from rosterdesk.bot.standins.botapi.state.world import World

NO_RIGHT = "can_be_edited"
RIGHTS = tuple(
    name
    for name in read_names()["ChatMemberAdministrator"].fields
    if name.startswith("can_") and name != NO_RIGHT
)
PERMISSIONS = tuple(
    name for name in read_names()["ChatMemberRestricted"].fields if name.startswith("can_")
)


def may_send(chat: GroupChat, member: Member, content: Content) -> bool:
    """Tell whether they may send that there, by their own restrictions or those of all."""
    if isinstance(chat, Channel):
        return member.may("can_post_messages")
    if member.is_admin:
        return True
    wanted = f"can_send_{content.kind.replace('text ', '')}"
    allowed = chat.permissions
    own = member.permissions if member.status == "restricted" else None
    return all(each is None or wanted in each for each in (allowed, own))


def show_member(member: Member) -> dict[str, object]:
    shown: dict[str, object] = {"user": member.account.as_json(), "status": member.status}
    if member.status == "creator":
        return {**shown, "is_anonymous": member.anonymous}
    if member.status == "administrator":
        rights = {right: member.may(right) for right in RIGHTS}
        return {**shown, NO_RIGHT: False, "is_anonymous": member.anonymous, **rights}
    if member.status == "restricted":
        permissions = {each: each in member.permissions for each in PERMISSIONS}
        return {**shown, "is_member": True, "until_date": 0, **permissions}
    if member.status == "kicked":
        return {**shown, "until_date": 0}
    return shown


def show_bot_change(
    world: World, chat: Chat, by: Account, before: str, after: str
) -> dict[str, object]:
    """Return a my_chat_member update: the bot's own standing in a chat changed."""
    return show_change(world, chat, by, Member(world.bot, before), Member(world.bot, after))


def show_change(
    world: World, chat: Chat, by: Account, before: Member, after: Member
) -> dict[str, object]:
    return {
        "chat": chat.as_json(),
        "from": by.as_json(),
        "date": world.clock.now(),
        "old_chat_member": show_member(before),
        "new_chat_member": show_member(after),
    }
