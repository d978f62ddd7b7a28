"""Messages to people about a change of their access."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.chat.screen.buttons import CustomerAction, button, keyboard
from rosterdesk.bot.models import ChatAccount
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.customers.power import Sensitive
from rosterdesk.core.customers.registering import load_customer
from rosterdesk.core.customers.resetting import Cause
from rosterdesk.core.language import N_
from rosterdesk.core.person_names import show_name
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads import AccessEnded, PowerChanged

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from aiogram import Bot

    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Event


_ENDED = N_(
    "The library logged this chat out, because a card or a password was renewed there, or"
    " somebody asked for it. /login to come back. Was it not you who asked? Tell your library."
)
_CHOSEN = N_(
    "Somebody chose another password for the account of this chat, so it was logged out. /login"
    " to come back, with that password. Was it not you or somebody you know? Tell your library."
)


async def tell_ended(
    bot: Bot, event: Event, chat_id: int, printers: Sequence[str], language: Language
) -> None:
    """Tell a chat that it was logged out, without a name: others may hold the telephone now."""
    del printers
    chosen = AccessEnded.read(event).cause == Cause.OWN_PASSWORD
    await bot.send_message(chat_id, phrases.say(language, _CHOSEN if chosen else _ENDED))


async def tell_changed(
    bot: Bot, event: Event, chat_id: int, printers: Sequence[str], language: Language
) -> None:
    """Tell a librarian, or the owner, of a change in how somebody with rights is known."""
    del printers
    assert event.customer_id is not None
    customer = await load_customer(event.customer_id)
    what = [Sensitive(each) for each in PowerChanged.read(event).what]
    parts = ", ".join(phrases.say(language, _PARTS[each]) for each in what)
    if await ChatAccount.filter(chat_id=chat_id, customer=customer).exists():
        said = phrases.say(
            language,
            "The library changed this of your account: {parts}. Was it not agreed with you? Tell"
            " your library at once.",
            parts=parts,
        )
        await bot.send_message(chat_id, said)
        return
    lines = [
        phrases.say(
            language,
            "🔔 {actor} changed this of {name}, who has rights here: {parts}. Was it not agreed?"
            " Look at it.",
            actor=event.actor,
            name=show_name(customer),
            parts=parts,
        )
    ]
    if Sensitive.ADDRESS in what:
        lines.append(
            phrases.say(
                language,
                "Mail from the new address is held until a librarian confirms the address, under"
                " May send.",
            )
        )
    show = button(
        phrases.say(language, "Show customer"), CustomerAction(action="show", id=customer.id)
    )
    await bot.send_message(chat_id, "\n".join(lines), reply_markup=keyboard([[show]]))


async def tell_chosen(
    bot: Bot, event: Event, chat_id: int, printers: Sequence[str], language: Language
) -> None:
    """Tell somebody with rights that their password is another one now."""
    del event, printers
    said = phrases.say(
        language,
        "🔑 A new password was chosen for your account. Was it not you? Tell your library at once.",
    )
    await bot.send_message(chat_id, said)


_PARTS = {
    Sensitive.ADDRESS: N_("e-mail address"),
    Sensitive.USER_NAME: N_("user name"),
    Sensitive.CARD: N_("card"),
    Sensitive.PASSWORD: N_("password"),
    Sensitive.SESSIONS: N_("linked chats"),
}
TELLERS: dict[Kind, Callable[[Bot, Event, int, Sequence[str], Language], Awaitable[None]]] = {
    Kind.ACCESS_ENDED: tell_ended,
    Kind.POWER_CHANGED: tell_changed,
    Kind.PASSWORD_CHOSEN: tell_chosen,
}
