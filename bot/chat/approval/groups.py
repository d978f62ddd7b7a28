"""Groups of staff: where cards stand, a topic for each school if they wish.

Being in a group is no right, and a group sees counts only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from aiogram.exceptions import TelegramAPIError

from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.approval.showing import Place
from rosterdesk.bot.chat.screen.dialogs import find_topic
from rosterdesk.bot.chat.telegram.quietly import quietly
from rosterdesk.bot.models import GroupTopic, StaffGroup
from rosterdesk.bot.words.texts import phrases, shorten
from rosterdesk.core.language import Language
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import GroupChanged

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.filters import CommandObject
    from aiogram.types import Message

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.core.models import School

_log = structlog.get_logger(__name__)
_SUPERGROUPS = -1_000_000_000_000  # ids of groups that did not grow yet are above
# What may stand behind /here; any other word changes nothing.
_ASKED = {"": "", "topics": "topics", "onderwerpen": "topics", "off": "off", "uit": "off"}
_TOPIC_LENGTH = 128  # createForumTopic's limit


async def find_places(bot: Bot, school: School) -> list[Place]:
    """Return where the school's cards stand in groups."""
    groups = await StaffGroup.filter(active=True).order_by("id")
    return [
        Place(group.chat_id, Language(group.language), await _find_topic(bot, group, school))
        for group in groups
    ]


async def _find_topic(bot: Bot, group: StaffGroup, school: School) -> int | None:
    """Return the school's topic, made where it is not there yet; None for the general one."""
    if not group.by_school:
        everybodys: int | None = group.thread_id
        return everybodys
    found = await GroupTopic.get_or_none(group=group, school=school)
    if found is not None:
        return int(found.thread_id)
    try:
        made = await bot.create_forum_topic(group.chat_id, shorten(school.name, _TOPIC_LENGTH))
    except (TelegramAPIError, OSError) as error:  # a card in the general topic is better than none
        _log.warning("group.no_topics", group=group.id, error=type(error).__name__)
        return None
    thread_id: int = made.message_thread_id
    await GroupTopic.get_or_create({"thread_id": thread_id}, group=group, school=school)
    return thread_id


async def settle_here(
    message: Message, command: CommandObject, bot: Bot, member: Member | None, language: Language
) -> None:
    """``/here``, ``/here topics`` or ``/here off``, by a librarian or administrator.

    A word that is none of these may be meant as the opposite.
    """
    if member is None or message.chat.type == "private":
        await message.answer(phrases.say(language, "Send /here in the group of your staff."))
        return
    asked = _ASKED.get((command.args or "").strip().lower())
    if asked is None:
        await message.answer(
            phrases.say(
                language,
                "/here brings the cards here, /here topics into a topic for each school, and /here"
                " off stops them.",
            )
        )
        return
    by_school = asked == "topics"
    if by_school and not message.chat.is_forum:
        await message.answer(
            phrases.say(language, "This group has no topics: switch them on first.")
        )
        return
    async with writing():
        await _settle(message, asked, language)
        await record(GroupChanged(asked=asked[:10]), member.actor)
    await _find_moved(bot)
    await message.answer(_describe_settled(asked, language))


async def _settle(message: Message, asked: str, language: Language) -> None:
    """Write it down; off is forgotten as a whole, so that no news of the group switches it on."""
    if asked == "off":
        await StaffGroup.filter(chat_id=message.chat.id).delete()
        return
    facts = {
        "language": language.value,
        "by_school": asked == "topics",
        "thread_id": find_topic(message),
        "active": True,
    }
    await StaffGroup.update_or_create(facts, chat_id=message.chat.id)


async def _find_moved(bot: Bot) -> None:
    """Ask after groups that may have grown into the one that is settled; the client follows them.

    Else a move that nobody heard of leaves two groups, and each card would come twice.
    """
    for group in await StaffGroup.filter(chat_id__gt=_SUPERGROUPS, active=True):
        await quietly(bot.get_chat(group.chat_id))


def _describe_settled(asked: str, language: Language) -> str:
    if asked == "off":
        return phrases.say(language, "No more cards here.")
    return phrases.say(
        language,
        "Cards of rosters come here from now on, with counts and without names. Who may decide"
        " is decided by their own right, not by being here. /here off stops it.",
    )


ROUTES = Routes("groups")
ROUTES.command(settle_here, "here")
