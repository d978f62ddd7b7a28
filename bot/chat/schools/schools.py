"""A school's card for staff: its uploaders, with a warning where it has none, and its classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.utils.formatting import Bold, Text, as_list

from rosterdesk.bot.chat.access.rights import STAFF
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.printing.asking import PrintAction
from rosterdesk.bot.chat.screen.buttons import (
    Buttons,
    CaretakerAction,
    ClassAction,
    ColumnsAction,
    CustomerAction,
    MenuAction,
    SchoolAction,
    button,
    in_rows,
    keyboard,
)
from rosterdesk.bot.chat.screen.screen import show_pressed
from rosterdesk.bot.words.customers import describe_right
from rosterdesk.bot.words.people import format_address
from rosterdesk.bot.words.schools import NOBODY_SENDS, describe_caretakers
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.approval.caretakers import list_caretakers
from rosterdesk.core.customers.finding.numbers import list_class
from rosterdesk.core.customers.memberships import count_members
from rosterdesk.core.customers.registering import list_uploaders
from rosterdesk.core.customers.schools import get_school, list_schools
from rosterdesk.core.customers.suggestions import list_classes
from rosterdesk.core.intake.mapping import list_mappings
from rosterdesk.core.models import School, StaffRole
from rosterdesk.core.person_names import make_sort_name, show_name
from rosterdesk.core.trail.payloads import ClassShown
from rosterdesk.core.trail.sightings import note_shown

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.core.language import Language

_MOST_SCHOOLS = 60
_ON_A_PAGE = 20


async def list_by_command(message: Message, language: Language) -> None:
    words, buttons = await _draw_schools(language)
    await message.answer(**words.as_kwargs(), reply_markup=keyboard(buttons))


async def list_by_menu(query: CallbackQuery, bot: Bot, language: Language) -> None:
    await query.answer()
    words, buttons = await _draw_schools(language)
    chat = query.from_user.id
    await bot.send_message(chat, **words.as_kwargs(), reply_markup=keyboard(buttons))


async def list_by_button(query: CallbackQuery, language: Language) -> None:
    await query.answer()
    await show_pressed(query, *await _draw_schools(language))


async def _draw_schools(language: Language) -> tuple[Text, Buttons]:
    schools = await list_schools(_MOST_SCHOOLS)
    if not schools:
        return Text(phrases.say(language, "There is no school yet.")), []
    rows = []
    for school in schools:
        mark = "" if await list_uploaders(school) else "⚠️ "
        data = SchoolAction(action="show", id=school.id)
        rows.append([button(f"{mark}{school.name}", data)])
    title = phrases.say(language, "Schools. ⚠️ has nobody who may send rosters.")
    return Text(Bold(title)), rows


async def show_school(
    query: CallbackQuery, callback_data: SchoolAction, member: Member, language: Language
) -> None:
    await query.answer()
    school = await get_school(callback_data.id)
    if school is None:
        return
    buttons = await _draw(school, language)
    if member.has_role(StaffRole.LIBRARIAN) and (answers := await list_mappings(school.id)):
        label = phrases.say(language, "🗂 Columns ({count})", count=len(answers))
        buttons.insert(-1, [button(label, ColumnsAction(action="list", school=school.id))])
    if member.has_role(StaffRole.ADMINISTRATOR):
        label = phrases.say(language, "⚖️ Who decides")
        buttons.insert(-1, [button(label, CaretakerAction(action="list", school=school.id))])
    await show_pressed(query, await draw_school(school, language), buttons)


async def draw_school(school: School, language: Language) -> Text:
    members = await count_members(school)
    lines = [
        Text(Bold(school.name), f" · {school.code}"),
        *(Text(part) for part in (format_address(school), school.school_type) if part),
        Text(phrases.say_many(language, members, "{count} member", "{count} members")),
    ]
    rights = await list_uploaders(school)
    if not rights:
        lines.append(Text("⚠️ ", Bold(phrases.say(language, NOBODY_SENDS))))
    lines += [
        Text("📤 ", show_name(right.customer), " · ", describe_right(right, language))
        for right in rights
    ]
    lines.append(Text("⚖️ ", describe_caretakers(await list_caretakers(school.id), language)))
    return as_list(*lines)


async def _draw(school: School, language: Language) -> Buttons:
    rows = [
        [button(show_name(right.customer), CustomerAction(action="show", id=right.customer_id))]
        for right in await list_uploaders(school)
    ]
    rows += in_rows(
        (
            button(
                f"👥 {each.name or each.code} ({each.customers})",
                ClassAction(action="show", school=school.id, code=each.code),
            )
            for each in await list_classes(school)
            if ":" not in each.code
        ),
        3,
    )
    label = phrases.say(language, "🖨 Print slips …")
    rows.append([button(label, PrintAction(action="show", school=school.id))])
    rows.append([button(phrases.say(language, "⬅️ Back"), SchoolAction(action="list"))])
    return rows


async def show_class(
    query: CallbackQuery, callback_data: ClassAction, member: Member, language: Language
) -> None:
    """Show a page of a class in the order of names, the Dutch way."""
    await query.answer()
    school = await get_school(callback_data.school)
    if school is None:
        return
    code = callback_data.code
    await note_shown(ClassShown(class_code=code), member.actor, school_id=school.id)
    found = await list_class(school, code)
    ordered = sorted(found, key=make_sort_name)
    start = max(0, callback_data.start)
    page = ordered[start : start + _ON_A_PAGE]
    rows = in_rows(
        (button(show_name(each), CustomerAction(action="show", id=each.id)) for each in page), 2
    )
    rows.append(_draw_pages(callback_data, start, len(ordered)))
    wanted = PrintAction(action="show", school=school.id, code=callback_data.code)
    rows.append([button(phrases.say(language, "🖨 Print slips …"), wanted)])
    back = SchoolAction(action="show", id=school.id)
    rows.append([button(phrases.say(language, "⬅️ Back"), back)])
    title = f"{school.name} · {callback_data.code} · {len(ordered)}"
    await show_pressed(query, Text(Bold(title)), rows)


def _draw_pages(asked: ClassAction, start: int, total: int) -> list[InlineKeyboardButton]:
    pages = []
    if start > 0:
        before = asked.model_copy(update={"start": max(0, start - _ON_A_PAGE)})
        pages.append(button("◀️", before))
    if start + _ON_A_PAGE < total:
        pages.append(button("▶️", asked.model_copy(update={"start": start + _ON_A_PAGE})))
    return pages


ROUTES = Routes("schools")
ROUTES.command(list_by_command, "schools")
ROUTES.press(list_by_menu, MenuAction, "schools", right=STAFF)
ROUTES.press(list_by_button, SchoolAction, "list", right=STAFF)
ROUTES.press(show_school, SchoolAction, "show", right=STAFF)
ROUTES.press(show_class, ClassAction, "show", right=STAFF)
