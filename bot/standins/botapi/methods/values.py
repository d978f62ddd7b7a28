"""Reading single values of a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from aiogram.client.default import Default

from rosterdesk.bot.standins.botapi.errors import bad_request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiogram.types import MessageEntity

T = TypeVar("T")


def given(value: T | Default | None) -> T | None:
    """Return what the caller sent: aiogram's models stand a Default in for what was left out."""
    return None if isinstance(value, Default) else value


def read_entities(
    parse_mode: str | Default | None, entities: Sequence[MessageEntity] | None
) -> Sequence[MessageEntity]:
    if given(parse_mode):
        # The product sends entities alone, so that no name can break a message.
        raise bad_request("can't parse entities: this stand-in takes entities and no parse_mode")
    return entities or ()
