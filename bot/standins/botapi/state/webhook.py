from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Webhook:
    """Where updates go instead of waiting for getUpdates; no ``url`` means that they wait."""

    url: str = ""
    secret: str = ""
    last_error: str = ""
    last_error_date: int = 0
