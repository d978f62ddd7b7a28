"""The memberships of a customer in chat: the public library's added, renewed, ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.utils.formatting import Bold, Text, as_list

from rosterdesk.bot.chat.access.rights import STAFF
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.screen.buttons import (
    Buttons,
    CustomerAction,
    MembershipAction,
    button,
)
from rosterdesk.bot.chat.screen.screen import show_pressed
from rosterdesk.bot.words.customers import describe_membership, is_open
from rosterdesk.bot.words.people import MEMBERSHIPS
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.customers.cards import add_card
from rosterdesk.core.customers.memberships import (
    begin_membership,
    end_membership,
    get_membership,
    list_memberships,
    renew_membership,
)
from rosterdesk.core.customers.registering import load_customer
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.models import MembershipKind
from rosterdesk.core.person_names import show_name
from rosterdesk.core.storage.database import writing

if TYPE_CHECKING:
    from aiogram.types import CallbackQuery

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library
    from rosterdesk.core.models import Customer, Membership


async def show_memberships(
    query: CallbackQuery, callback_data: MembershipAction, language: Language
) -> None:
    await query.answer()
    await _show(query, await load_customer(callback_data.id), language)


async def change_memberships(
    query: CallbackQuery,
    callback_data: MembershipAction,
    member: Member,
    library: Library,
    language: Language,
) -> None:
    customer = await load_customer(callback_data.id)
    try:
        await _change(customer, callback_data, member, library)
        await query.answer()
    except RosterdeskError as error:
        await query.answer(error.say(language)[:200], show_alert=True)
    await _show(query, customer, language)


async def _change(
    customer: Customer, asked: MembershipAction, member: Member, library: Library
) -> None:
    actor, public = member.actor, MembershipKind.PUBLIC_LIBRARY
    if asked.action == "add":
        await begin_membership(customer, public, actor)
    elif asked.action == "own":
        async with writing():
            card = await add_card(customer, actor, library.numbering)
            await begin_membership(customer, public, actor, card=card)
    elif asked.action == "school":
        await begin_membership(customer, MembershipKind.SCHOOL_LIBRARY, actor)
    else:
        chosen = await get_membership(customer, asked.membership)
        if chosen is not None:
            work = end_membership if asked.action == "end" else renew_membership
            await work(customer, chosen, actor)


async def _show(query: CallbackQuery, customer: Customer, language: Language) -> None:
    found = await list_memberships(customer)
    title = phrases.say(language, "Memberships of {name}", name=show_name(customer))
    lines = [Bold(title), *(Text("📅 ", describe_membership(each, language)) for each in found)]
    await show_pressed(query, as_list(*lines), _draw_buttons(customer, found, language))


def _draw_buttons(customer: Customer, found: list[Membership], language: Language) -> Buttons:
    rows: Buttons = []

    def action(name: str, label: str, membership: int = 0) -> None:
        data = MembershipAction(action=name, id=customer.id, membership=membership)
        rows.append([button(label, data)])

    for each in found:
        kind = phrases.say(language, MEMBERSHIPS[each.kind])
        if each.ends_on is not None:
            action("renew", phrases.say(language, "🔁 Renew: {kind}", kind=kind), each.id)
        if is_open(each):
            action("end", phrases.say(language, "⏹ End: {kind}", kind=kind), each.id)
    kinds = {each.kind for each in found if is_open(each)}
    if MembershipKind.PUBLIC_LIBRARY not in kinds:
        action("add", phrases.say(language, "➕ Public library, same card"))
        action("own", phrases.say(language, "➕ Public library, own card"))
    if MembershipKind.SCHOOL_LIBRARY not in kinds and customer.school_id is not None:
        action("school", phrases.say(language, "➕ School library"))
    back = CustomerAction(action="show", id=customer.id)
    rows.append([button(phrases.say(language, "⬅️ Back"), back)])
    return rows


_CHANGES = ("add", "own", "school", "end", "renew")

ROUTES = Routes("memberships")
ROUTES.press(show_memberships, MembershipAction, "list", right=STAFF)
ROUTES.press(change_memberships, MembershipAction, *_CHANGES, right=STAFF)
