"""Keeping the bot's token out of what is logged and raised: it is in every address we call."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

# https://core.telegram.org/bots/api#authorizing-your-bot: the bot's number, a colon, its secret.
_TOKEN = re.compile(r"\d{5,}(?::|%3A)[A-Za-z0-9_-]{20,}", re.IGNORECASE)
HIDDEN = "[token]"


def redact(text: str) -> str:
    return _TOKEN.sub(HIDDEN, text)


def redact_event(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Hide tokens in every text of a log line (a structlog processor)."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = redact(value)
    return event
