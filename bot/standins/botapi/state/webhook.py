from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Webhook:
    """The address that receives updates instead of getUpdates; without a ``url`` they wait."""

    url: str = ""
    secret: str = ""
    last_error: str = ""
    last_error_date: int = 0
