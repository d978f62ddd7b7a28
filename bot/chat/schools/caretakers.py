"""The librarians who decide about a school's rosters, ticked on its card by an administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.utils.formatting import Bold, Text, as_list

from rosterdesk.bot.chat.access.rights import ADMINISTRATORS
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.screen.buttons import (
    Buttons,
    CaretakerAction,
    SchoolAction,
    button,
)
from rosterdesk.bot.chat.screen.screen import show_pressed
from rosterdesk.bot.words.schools import WHO_IS_TICKED, describe_caretakers
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.approval.caretakers import change_caretaker, list_caretakers
from rosterdesk.core.customers.schools import get_school
from rosterdesk.core.customers.staff import get_staff, list_librarians
from rosterdesk.core.models import School, StaffRole

if TYPE_CHECKING:
    from aiogram.types import CallbackQuery

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.core.language import Language

_MOST = 40


async def press(
    query: CallbackQuery, callback_data: CaretakerAction, member: Member, language: Language
) -> None:
    await query.answer()
    school = await get_school(callback_data.school)
    if school is None:
        return
    if callback_data.action in ("add", "remove"):
        staff = await get_staff(callback_data.staff)
        if staff is not None and staff.role is StaffRole.LIBRARIAN:
            await change_caretaker(staff, school, member.actor, callback_data.action == "add")
    await show_pressed(query, *await _draw(school, language))


async def _draw(school: School, language: Language) -> tuple[Text, Buttons]:
    caretakers = await list_caretakers(school.id)
    chosen = {each.id for each in caretakers}
    found = await list_librarians(_MOST)
    rows = [
        [
            button(
                f"{'✅' if staff.id in chosen else '▫️'} {staff.name}",
                CaretakerAction(
                    action="remove" if staff.id in chosen else "add",
                    school=school.id,
                    staff=staff.id,
                ),
            )
        ]
        for staff in found
    ]
    back = SchoolAction(action="show", id=school.id)
    rows.append([button(phrases.say(language, "⬅️ Back"), back)])
    words = as_list(
        Bold(school.name),
        Text(describe_caretakers(caretakers, language)),
        Text(phrases.say(language, WHO_IS_TICKED)),
    )
    return words, rows


ROUTES = Routes("caretakers")
ROUTES.press(press, CaretakerAction, "list", "add", "remove", right=ADMINISTRATORS)
