"""Finding a customer from any chat of staff: @bot and a name, the number is filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.types import InlineQuery, InlineQueryResultArticle, InputTextMessageContent

from rosterdesk.bot.chat.access.rights import STAFF
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.words.people import format_class
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.customers.finding.looking import look_up
from rosterdesk.core.customers.registering import find_active_card
from rosterdesk.core.person_names import show_name
from rosterdesk.core.trail.sightings import TooManyLooksError

if TYPE_CHECKING:
    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.customers.finding.search import FoundCustomer
    from rosterdesk.core.language import Language

_MOST = 10
_SHORTEST = 2


async def answer_inline(
    query: InlineQuery, member: Member, settings: Settings, language: Language
) -> None:
    """Answer with names; what is put into the chat is a card number only, and no name.

    Whoever else reads that chat, a card number says nothing to them; to the bot it is a search.
    """
    text = query.query.strip()
    try:
        found = (
            await look_up(text[:100], member.actor, settings, limit=_MOST)
            if len(text) >= _SHORTEST
            else []
        )
    except TooManyLooksError:
        found = []
    results = [await _draw(customer, language) for customer in found]
    # Never kept by Telegram for others: what may be seen depends on who asks.
    await query.answer(
        [each for each in results if each is not None], cache_time=1, is_personal=True
    )


async def _draw(customer: FoundCustomer, language: Language) -> InlineQueryResultArticle | None:
    card = await find_active_card(customer.id)
    if card is None:
        return None
    school = customer.school_name or phrases.say(language, "no school")
    where = format_class(customer.class_name, customer.class_code, None)
    return InlineQueryResultArticle(
        id=str(customer.id),
        title=show_name(customer),
        description=" · ".join(part for part in (where, school) if part),
        input_message_content=InputTextMessageContent(message_text=card.number),
    )


ROUTES = Routes("inline")
ROUTES.inline(answer_inline, right=STAFF)
