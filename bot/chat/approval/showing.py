"""Putting a card into a chat, and keeping every copy of it current."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError

from rosterdesk.bot.chat.approval.buttons import draw_buttons
from rosterdesk.bot.chat.approval.card import draw_card, load_card
from rosterdesk.bot.chat.telegram.quietly import quietly
from rosterdesk.bot.models import ApprovalCard, ChatAccount, StaffGroup
from rosterdesk.core.language import Language

if TYPE_CHECKING:
    from typing import Any

    from aiogram import Bot

    from rosterdesk.bot.chat.approval.card import CardView
    from rosterdesk.core.approval.settings import ApprovalSettings

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


async def show_card(
    bot: Bot, submission_id: int, place: Place, approvals: ApprovalSettings
) -> None:
    """Bring the chat's copy of the card up to date, or send it where there is none."""
    await put_card(bot, await load_card(submission_id, approvals), place)


async def send_card(
    bot: Bot, submission_id: int, place: Place, approvals: ApprovalSettings
) -> None:
    """Send a fresh copy; the one before it loses its buttons."""
    await move_card(bot, await load_card(submission_id, approvals), place)


async def put_card(bot: Bot, view: CardView, place: Place) -> None:
    async with _lock(view, place):
        copy = await ApprovalCard.get_or_none(submission=view.submission, chat_id=place.chat_id)
        if copy is None or not await _edit(bot, copy, view, place.language):
            await _send(bot, view, place)


async def move_card(bot: Bot, view: CardView, place: Place) -> None:
    """Put the card below everything else in the chat."""
    async with _lock(view, place):
        old = await ApprovalCard.get_or_none(submission=view.submission, chat_id=place.chat_id)
        await _send(bot, view, place)
        if old is not None:
            await quietly(
                bot.edit_message_reply_markup(
                    chat_id=old.chat_id, message_id=old.message_id, reply_markup=None
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
            if not await _edit(bot, fresh, view, language):
                await _send(bot, view, Place(copy.chat_id, language))
        except (TelegramForbiddenError, TelegramBadRequest):
            return  # whoever refuses for good was marked so, and holds up no other


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
        {"message_id": message.message_id, "drawn": _digest(drawn)},
        submission=view.submission,
        chat_id=place.chat_id,
    )


async def _edit(bot: Bot, copy: ApprovalCard, view: CardView, language: Language) -> bool:
    """Return False where the copy is beyond editing: deleted, or too old."""
    drawn = _draw(view, language, in_group=copy.chat_id < 0)
    digest = _digest(drawn)
    if digest == copy.drawn:
        return True
    try:
        await bot.edit_message_text(chat_id=copy.chat_id, message_id=copy.message_id, **drawn)
    except TelegramBadRequest:
        return False
    await ApprovalCard.filter(id=copy.id).update(drawn=digest)
    return True


def _draw(view: CardView, language: Language, *, in_group: bool) -> dict[str, Any]:
    return {
        **draw_card(view, language).as_kwargs(),
        "reply_markup": draw_buttons(view, language, in_group=in_group),
    }


def _digest(drawn: dict[str, Any]) -> str:
    markup = drawn["reply_markup"]
    buttons = markup.model_dump_json(exclude_none=True) if markup else ""
    return hashlib.sha256(f"{drawn['text']}\0{buttons}".encode()).hexdigest()


def _lock(view: CardView, place: Place) -> asyncio.Lock:
    return _locks.setdefault((view.submission.id, place.chat_id), asyncio.Lock())
