"""Telling staff and administrators of the passkeys that open the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.models import ChatAccount
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.language import N_
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads import PasskeyAdded, PasskeyRemoved, read_payload

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from aiogram import Bot

    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Event

_OWN = {
    Kind.PASSKEY_ADDED: N_(
        "🔑 A passkey was made for you: it opens the library's page in your name. Was it not you?"
        " Tell an administrator at once."
    ),
    Kind.PASSKEY_REMOVED: N_(
        "🔑 A passkey of yours was removed. Was it not you? Tell an administrator at once."
    ),
}
_OTHERS = {
    Kind.PASSKEY_ADDED: N_("🔔 {name} made a passkey for the library's page."),
    Kind.PASSKEY_REMOVED: N_("🔔 {name} removed a passkey for the library's page."),
}


async def tell_passkey(
    bot: Bot, event: Event, chat_id: int, printers: Sequence[str], language: Language
) -> None:
    """Tell its owner in other words than an administrator."""
    del printers
    told = read_payload(event)
    assert isinstance(told, PasskeyAdded | PasskeyRemoved)
    own = await ChatAccount.filter(chat_id=chat_id, staff_id=told.staff).exists()
    said = (_OWN if own else _OTHERS)[told.KIND]
    await bot.send_message(chat_id, phrases.say(language, said, name=event.actor))


TELLERS: dict[Kind, Callable[[Bot, Event, int, Sequence[str], Language], Awaitable[None]]] = {
    Kind.PASSKEY_ADDED: tell_passkey,
    Kind.PASSKEY_REMOVED: tell_passkey,
}
