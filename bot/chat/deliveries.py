"""From the outbox to chats: cards for staff, notices for senders."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramRetryAfter,
)

from rosterdesk.bot.chat.notices import say_notice
from rosterdesk.bot.chat.person import choose_language
from rosterdesk.bot.chat.showing import show_card
from rosterdesk.bot.models import ChatAccount
from rosterdesk.core.events import claim_deliveries, mark_failed, mark_sent
from rosterdesk.core.models import Channel, Delivery, Event

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiogram import Bot

    from rosterdesk.core.language import Language

_log = structlog.get_logger(__name__)


async def deliver_due(bot: Bot, default: Language) -> bool:
    """Send what is due; return whether there was anything."""
    deliveries = await claim_deliveries(Channel.CHAT)
    for delivery in deliveries:
        await _deliver(bot, delivery, default)
    return bool(deliveries)


async def _deliver(bot: Bot, delivery: Delivery, default: Language) -> None:
    try:
        for account in await _accounts(delivery.recipient):
            await _send(bot, delivery.event, account, delivery.recipient, default)
    except TelegramRetryAfter as error:
        pause = timedelta(seconds=error.retry_after)
        await mark_failed(delivery, permanent=False, retry_after=pause)
    except (TelegramForbiddenError, TelegramBadRequest) as error:
        _log.warning("delivery.refused", delivery=delivery.id, reason=type(error).__name__)
        await mark_failed(delivery, permanent=True)
    except (TelegramAPIError, TimeoutError, OSError) as error:
        _log.warning("delivery.failed", delivery=delivery.id, reason=type(error).__name__)
        await mark_failed(delivery, permanent=False)
    else:
        await mark_sent(delivery)


async def _accounts(recipient: str) -> Sequence[ChatAccount]:
    """Return the linked accounts; a person without one sees what waits when they link."""
    kind, _, number = recipient.partition(":")
    filters = {"staff_id" if kind == "staff" else "customer_id": int(number)}
    return await ChatAccount.filter(reachable=True, **filters)


async def _send(
    bot: Bot, event: Event, account: ChatAccount, recipient: str, default: Language
) -> None:
    language = choose_language(account, None, default)
    if recipient.startswith("staff:") and event.submission_id is not None:
        await show_card(bot, event.submission_id, account.chat_id, language)
        return
    notice = say_notice(event, language)
    if notice:
        await bot.send_message(account.chat_id, notice)
