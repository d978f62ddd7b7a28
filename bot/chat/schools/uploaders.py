"""The right to send rosters: for which school, from when until when, and granted by whom."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from aiogram.utils.formatting import Bold, Text, as_list

from rosterdesk.bot.chat.access.rights import GRANTERS, STAFF
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.screen.buttons import (
    Buttons,
    CustomerAction,
    UploaderAction,
    button,
)
from rosterdesk.bot.chat.screen.screen import show_pressed
from rosterdesk.bot.words.customers import describe_rights
from rosterdesk.bot.words.schools import ADDRESS_CHANGED, ONLY_BY_CHAT
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.clock import today
from rosterdesk.core.customers.registering import (
    confirm_address,
    end_of_day,
    grant_uploads,
    is_confirmed,
    is_valid,
    list_rights,
    load_customer,
    withdraw_uploads,
)
from rosterdesk.core.customers.schools import list_schools, load_school
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.models import School, StaffRole
from rosterdesk.core.person_names import show_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from aiogram.types import CallbackQuery, InlineKeyboardButton

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Customer, Uploader

_MOST_SCHOOLS = 40
_LONGEST_DAYS = 3660  # a button is client input
_GRANTERS = (StaffRole.LIBRARIAN, StaffRole.ADMINISTRATOR)


async def show_rights(
    query: CallbackQuery, callback_data: UploaderAction, member: Member, language: Language
) -> None:
    await query.answer()
    await _show(query, await load_customer(callback_data.id), member, language)


async def change_right(
    query: CallbackQuery, callback_data: UploaderAction, member: Member, language: Language
) -> None:
    customer = await load_customer(callback_data.id)
    school = await load_school(callback_data.school)
    if callback_data.action == "grant":
        await grant_uploads(customer, school, member.actor, _find_end(callback_data.days))
        said = phrases.say(language, "May send rosters for {school} now.", school=school.name)
    else:
        await withdraw_uploads(customer, school, member.actor)
        said = phrases.say(language, "May no longer send rosters for {school}.", school=school.name)
    await query.answer(said[:200])
    await _show(query, customer, member, language)


def _find_end(days: int) -> datetime | None:
    """Return the midnight after so many days; None for 0, which is until it is withdrawn."""
    if days <= 0:
        return None
    return end_of_day(today() + timedelta(days=min(days, _LONGEST_DAYS)))


def days_to_summer() -> int:
    """Return the days until 31 July, when a Dutch school year ends."""
    day = today()
    end = day.replace(month=7, day=31)
    return ((end if day < end else end.replace(year=day.year + 1)) - day).days


async def confirm(
    query: CallbackQuery, callback_data: UploaderAction, member: Member, language: Language
) -> None:
    customer = await load_customer(callback_data.id)
    try:
        await confirm_address(customer, member.actor)
        await query.answer()
    except RosterdeskError as error:
        await query.answer(error.say(language)[:200], show_alert=True)
    await _show(query, customer, member, language)


async def _show(
    query: CallbackQuery, customer: Customer, member: Member, language: Language
) -> None:
    rights = await list_rights(customer)
    lines = [Text(line) for line in describe_rights(rights, language)]
    nothing = phrases.say(language, "May send rosters for: nothing.")
    words = as_list(Bold(show_name(customer)), *(lines or [Text(nothing)]))
    if not customer.email:
        hint = phrases.say(language, ONLY_BY_CHAT)
        words = as_list(words, Text("ℹ️ ", hint))
    unsure = [each for each in rights if is_valid(each) and not is_confirmed(each, customer.email)]
    if unsure and customer.email:
        held = phrases.say(language, ADDRESS_CHANGED, address=customer.email)
        words = as_list(words, Text("⚠️ ", held))
    buttons = await _draw_changes(customer, rights, language) if member.has_role(*_GRANTERS) else []
    if buttons and unsure and customer.email:
        label = phrases.say(language, "✅ Confirm {address}", address=customer.email)
        buttons.insert(0, [button(label, UploaderAction(action="confirm", id=customer.id))])
    back = button(phrases.say(language, "⬅️ Back"), CustomerAction(action="show", id=customer.id))
    await show_pressed(query, words, [*buttons, [back]])


async def _draw_changes(
    customer: Customer, rights: Sequence[Uploader], language: Language
) -> Buttons:
    """Return a button for each school: the own one first, with or without an end."""
    given = {right.school_id for right in rights if is_valid(right)}
    schools = await list_schools(_MOST_SCHOOLS)
    own = [s for s in schools if s.id == customer.school_id]
    others = [s for s in schools if s.id != customer.school_id]
    rows: Buttons = []
    for school in own + others:
        if school.id in given:
            rows.append([_change(f"✅ {school.name} ✖️", "withdraw", customer, school)])
            continue
        year = phrases.say(language, "until 31 July")
        rows.append(
            [
                _change(f"➕ {school.name}", "grant", customer, school),
                _change(f"➕ {year}", "grant", customer, school, days_to_summer()),
            ]
        )
    return rows


def _change(
    label: str, action: str, customer: Customer, school: School, days: int = 0
) -> InlineKeyboardButton:
    data = UploaderAction(action=action, id=customer.id, school=school.id, days=days)
    return button(label, data)


ROUTES = Routes("uploaders")
ROUTES.press(show_rights, UploaderAction, "list", right=STAFF)
ROUTES.press(confirm, UploaderAction, "confirm", right=GRANTERS)
ROUTES.press(change_right, UploaderAction, "grant", "withdraw", right=GRANTERS)
