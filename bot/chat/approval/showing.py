"""Putting a card into a chat, and keeping every copy of it current.

A copy is changed in its place. Where other messages came after it in a person's own chat, and it
has news for them, it comes again below, and the old one becomes a line that says so.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError

from rosterdesk.bot.chat.approval.buttons import draw_buttons
from rosterdesk.bot.chat.approval.card import draw_card
from rosterdesk.bot.chat.telegram.latest import is_looked_at
from rosterdesk.bot.chat.telegram.quietly import quietly
from rosterdesk.bot.models import TO_SEND, ApprovalCard, ChatAccount, StaffGroup
from rosterdesk.bot.words.cards import load_current_card
from rosterdesk.bot.words.texts import phrases, shorten
from rosterdesk.core.language import Language

if TYPE_CHECKING:
    from typing import Any

    from aiogram import Bot

    from rosterdesk.bot.settings import Settings
    from rosterdesk.bot.words.cards import CardView

_SCHOOL_LENGTH = 40
# Two tasks that find no copy in a chat must not both send one.
_locks: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()


@dataclass(frozen=True, slots=True)
class Place:
    """A place for a card; ``silent`` sends it there without a sound."""

    chat_id: int
    language: Language
    thread_id: int | None = None
    silent: bool = False

    @property
    def is_group(self) -> bool:
        return self.chat_id < 0


async def show_card(bot: Bot, submission_id: int, place: Place, settings: Settings) -> None:
    """Bring the chat's copy of the card up to date, or send it where there is none."""
    await put_card(bot, await load_current_card(submission_id, settings), place)


async def send_card(bot: Bot, submission_id: int, place: Place, settings: Settings) -> None:
    """Send a fresh copy; the one before it becomes a line."""
    await move_card(bot, await load_current_card(submission_id, settings), place)


async def put_card(bot: Bot, view: CardView, place: Place) -> None:
    async with _lock(view, place):
        copy = await ApprovalCard.get_or_none(submission=view.submission, chat_id=place.chat_id)
        await _bring(bot, copy, view, place)


async def move_card(bot: Bot, view: CardView, place: Place) -> None:
    """Put the card below everything else in the chat."""
    async with _lock(view, place):
        old = await ApprovalCard.get_or_none(submission=view.submission, chat_id=place.chat_id)
        await _send(bot, view, place)
        if old is not None and old.message_id != TO_SEND:
            await _fold(bot, old, view, place.language)


async def unfold_card(bot: Bot, view: CardView, place: Place, *, whole: bool) -> None:
    """Show the copy in the chat with all its lines and buttons, or as it is else."""
    async with _lock(view, place):
        copy = await ApprovalCard.get_or_none(submission=view.submission, chat_id=place.chat_id)
        if copy is None or not await _edit(bot, copy, view, place.language, whole=whole):
            await _send(bot, view, place)


async def _bring(bot: Bot, copy: ApprovalCard | None, view: CardView, place: Place) -> None:
    if copy is None or copy.message_id == TO_SEND:
        await _send(bot, view, place)
    elif _comes_again(bot, copy, view):
        await _send(bot, view, place)
        await _fold(bot, copy, view, place.language)
    elif not await _edit(bot, copy, view, place.language):
        await _send(bot, view, place)


def _comes_again(bot: Bot, copy: ApprovalCard, view: CardView) -> bool:
    """Return whether its reader would miss what is new on it; a group stays in its order."""
    if copy.chat_id < 0 or is_looked_at(bot, copy.chat_id, copy.message_id):
        return False
    return not copy.drawn.startswith(_digest_news(view))


async def _fold(bot: Bot, old: ApprovalCard, view: CardView, language: Language) -> None:
    said = phrases.say(
        language,
        "{school} · {reference}: the card is further down.",
        school=shorten(view.submission.school.name, _SCHOOL_LENGTH),
        reference=view.submission.reference,
    )
    await quietly(
        bot.edit_message_text(
            said, chat_id=old.chat_id, message_id=old.message_id, reply_markup=None
        )
    )


async def refresh_copies(bot: Bot, view: CardView, default: Language) -> None:
    """Bring every copy up to date; a chat that cannot be written to is left as it is.

    ``default`` is the language of those who chose none.

    Raises what may pass (a flood, an outage) after all of them were tried.
    """
    copies = await ApprovalCard.filter(submission=view.submission)
    results = await asyncio.gather(
        *(_refresh(bot, view, copy, default) for copy in copies), return_exceptions=True
    )
    for result in results:
        if isinstance(result, BaseException):
            raise result


async def _refresh(bot: Bot, view: CardView, copy: ApprovalCard, default: Language) -> None:
    language = await find_language(copy.chat_id, default)
    if language is None:
        return
    async with _lock(view, Place(copy.chat_id, language)):
        fresh = await ApprovalCard.get_or_none(id=copy.id)
        if fresh is None:
            return
        try:
            await _bring(bot, fresh, view, Place(copy.chat_id, language, silent=True))
        except (TelegramForbiddenError, TelegramBadRequest):
            return  # whoever refuses for good was marked so, and holds up no other


async def send_moved(bot: Bot, settings: Settings) -> None:
    """Send the cards of groups that have moved once more, into the group as it is now."""
    moved = await ApprovalCard.filter(message_id=TO_SEND)
    for submission_id in sorted({each.submission_id for each in moved}):
        view = await load_current_card(submission_id, settings)
        await refresh_copies(bot, view, settings.language)


async def find_language(chat_id: int, default: Language) -> Language | None:
    """Return the language of a chat, None where nobody reads there any more."""
    if chat_id < 0:
        group = await StaffGroup.get_or_none(chat_id=chat_id, active=True)
        return Language(group.language) if group else None
    account = await ChatAccount.filter(chat_id=chat_id, reachable=True).first()
    if account is None:
        return None
    return Language(account.language) if account.language else default


async def _send(bot: Bot, view: CardView, place: Place) -> None:
    drawn = _draw(view, place.language, in_group=place.is_group)
    message = await bot.send_message(
        place.chat_id,
        message_thread_id=place.thread_id,
        disable_notification=place.silent,
        **drawn,
    )
    await ApprovalCard.update_or_create(
        {"message_id": message.message_id, "drawn": _digest(view, drawn)},
        submission=view.submission,
        chat_id=message.chat.id,  # another one, where the group has moved
    )


async def _edit(
    bot: Bot, copy: ApprovalCard, view: CardView, language: Language, *, whole: bool | None = None
) -> bool:
    """Return False where the copy is beyond editing: deleted, or too old.

    A copy that shows all it has stays so until something on the card changes: ``whole`` is what
    its reader asked for just now.
    """
    drawn = _draw(view, language, in_group=copy.chat_id < 0)
    digest = _digest(view, drawn)
    if digest == copy.drawn and whole is None:
        return True
    if whole:
        drawn = _draw(view, language, in_group=copy.chat_id < 0, whole=True)
    try:
        await bot.edit_message_text(chat_id=copy.chat_id, message_id=copy.message_id, **drawn)
    except TelegramBadRequest:
        return False
    await ApprovalCard.filter(id=copy.id).update(drawn=digest)
    return True


def _draw(
    view: CardView, language: Language, *, in_group: bool, whole: bool = False
) -> dict[str, Any]:
    text = draw_card(view, language, in_group=in_group, whole=whole)
    return {
        **text.as_kwargs(),
        "reply_markup": draw_buttons(view, language, in_group=in_group, whole=whole),
    }


def _digest(view: CardView, drawn: dict[str, Any]) -> str:
    """Return the digest of what is news on the card, and behind it that of all of it."""
    markup = drawn["reply_markup"]
    buttons = markup.model_dump_json(exclude_none=True) if markup else ""
    return _digest_news(view) + _shorten_digest(f"{drawn['text']}\0{buttons}")


def _digest_news(view: CardView) -> str:
    """Return the digest of what a reader wants to be shown; that slips come out is not."""
    news = (
        view.submission.status,
        view.plan.version if view.plan else 0,
        view.votes,
        [(each.id, each.answer is not None) for each in view.questions],
        len(view.undoings),
        view.unreachable,
    )
    return _shorten_digest(repr(news))


def _shorten_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _lock(view: CardView, place: Place) -> asyncio.Lock:
    return _locks.setdefault((view.submission.id, place.chat_id), asyncio.Lock())
