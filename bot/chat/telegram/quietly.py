"""Saying something that may fail without harm: what matters is in the database already."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import structlog
from aiogram.exceptions import TelegramAPIError

if TYPE_CHECKING:
    from collections.abc import Awaitable

    T = TypeVar("T")

_log = structlog.get_logger(__name__)


async def quietly(call: Awaitable[T]) -> T | None:
    """Return what the call returns, or None where Telegram or the way to it failed."""
    try:
        return await call
    except (TelegramAPIError, OSError, TimeoutError) as error:
        _log.warning("telegram.failed", error=type(error).__name__)
        return None
