from __future__ import annotations

from dataclasses import dataclass

ANONYMOUS_ADMIN_ID = 1087968824  # @GroupAnonymousBot, for messages of anonymous administrators
TELEGRAM_ID = 777000  # service notifications and linked channels


@dataclass
class Account:
    """Somebody with a Telegram account: a person, or a bot."""

    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False
    hides_origin: bool = False  # their forwarded messages say a name and no account

    def as_json(self) -> dict[str, object]:
        shown = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        optional = {"username": self.username, "language_code": self.language_code}
        return {**shown, **{key: value for key, value in optional.items() if value}}


CHANNEL_BOT = Account(
    136817688, "Channel", "Channel_Bot", is_bot=True
)  # the author of a channel's messages
TELEGRAM = Account(TELEGRAM_ID, "Telegram")
ANONYMOUS_ADMIN = Account(ANONYMOUS_ADMIN_ID, "Group", "GroupAnonymousBot", is_bot=True)
