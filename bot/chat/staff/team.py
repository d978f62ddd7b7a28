"""The staff of the library in chat: invited by a one-time code, removed at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram import F
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.state import State, StatesGroup
from aiogram.utils.formatting import Bold, Code, Text, as_list

from rosterdesk.bot.chat.access.rights import ADMINISTRATORS
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.screen.buttons import Buttons, MenuAction, button, keyboard
from rosterdesk.bot.chat.screen.dialogs import begin_dialog
from rosterdesk.bot.chat.screen.screen import show_pressed
from rosterdesk.bot.words.people import STAFF_ROLES
from rosterdesk.bot.words.staff import ASK_REMOVE, read_staff_name
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.customers.staff import (
    LastLibrarianError,
    Person,
    add_staff,
    change_role,
    get_staff,
    list_staff,
    make_link_code,
    remove_staff,
    warn_of_leaving,
)
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.models import Staff, StaffRole
from rosterdesk.core.storage.database import writing

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.fsm.context import FSMContext
    from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library


class TeamAction(CallbackData, prefix="team"):
    """A button of the list of staff: list, show, invite, role, code, ask, remove.

    "role_sure" and "remove_sure" stand below the warning that somebody is the last librarian.
    """

    action: str
    id: int = 0
    role: str = ""


class Inviting(StatesGroup):
    name = State()


async def list_by_command(message: Message, language: Language) -> None:
    words, buttons = await _draw_team(language)
    await message.answer(**words.as_kwargs(), reply_markup=keyboard(buttons))


async def list_by_menu(query: CallbackQuery, bot: Bot, language: Language) -> None:
    await query.answer()
    words, buttons = await _draw_team(language)
    chat = query.from_user.id
    await bot.send_message(chat, **words.as_kwargs(), reply_markup=keyboard(buttons))


async def list_by_button(query: CallbackQuery, state: FSMContext, language: Language) -> None:
    await query.answer()
    await state.clear()
    await show_pressed(query, *await _draw_team(language))


async def _draw_team(language: Language) -> tuple[Text, Buttons]:
    staff = await list_staff()
    lines: list[Text] = [Bold(phrases.say(language, "Staff"))]
    lines += [Text(f"· {each.name}, {_describe_role(each.role, language)}") for each in staff]
    rows: Buttons = [[button(each.name, TeamAction(action="show", id=each.id))] for each in staff]
    for role, label in STAFF_ROLES.items():
        said = phrases.say(language, "➕ Invite: {role}", role=phrases.say(language, label))
        rows.append([button(said, TeamAction(action="invite", role=role))])
    return as_list(*lines), rows


def _describe_role(role: StaffRole, language: Language) -> str:
    return phrases.say(language, STAFF_ROLES[role])


async def ask_name(
    query: CallbackQuery, callback_data: TeamAction, state: FSMContext, language: Language
) -> None:
    await query.answer()
    if callback_data.role not in set(StaffRole):
        return
    words = Text(phrases.say(language, "What is the name of the new member of staff?"))
    stop = button(phrases.say(language, "✖️ Stop"), TeamAction(action="list"))
    prompt = show_pressed(query, words, [[stop]])
    await begin_dialog(state, Inviting.name, prompt, role=callback_data.role)


async def take_name(
    message: Message,
    member: Member,
    library: Library,
    settings: Settings,
    state: FSMContext,
    language: Language,
) -> None:
    role = StaffRole((await state.get_data())["role"])
    try:
        name = read_staff_name(message.text or "")
        async with writing():
            staff, code = await add_staff(
                name, role, member.actor, library.keys, settings.link_code_hours
            )
            await state.clear()
    except RosterdeskError as error:
        await message.answer(error.say(language))
        return
    await message.answer(
        **_draw_code(staff, code, settings, language).as_kwargs(), protect_content=True
    )


def _draw_code(staff: Staff, code: str, settings: Settings, language: Language) -> Text:
    """Return what to hand over. It is no password: the chat that uses it must still say yes."""
    said = phrases.say(
        language,
        "Hand this to {name}. It works once, within {hours} hours; they send it to this bot:",
        name=staff.name,
        hours=settings.link_code_hours,
    )
    lines = [Text(said), Code(f"/start {code}")]
    if settings.page.url is not None:
        address = f"{settings.page.url}/login/staff"
        lines.append(
            Text(
                phrases.say(
                    language, "Or make a passkey with it on the page: {address}", address=address
                )
            )
        )
    return as_list(*lines)


async def show_staff(query: CallbackQuery, callback_data: TeamAction, language: Language) -> None:
    await query.answer()
    staff = await _find(callback_data)
    if staff is not None:
        await show_pressed(query, *_draw_staff(staff, language))


async def _find(callback_data: TeamAction) -> Staff | None:
    return await get_staff(callback_data.id)


def _draw_staff(staff: Staff, language: Language, said: str = "") -> tuple[Text, Buttons]:
    lines = [Text(Bold(staff.name), ", ", _describe_role(staff.role, language))]
    if said:
        lines.append(Text("⚠️ ", said))
    others = [role for role in STAFF_ROLES if role is not staff.role]
    rows: Buttons = [
        [_draw_role(staff, role, "role", language) for role in others],
        [button(phrases.say(language, "🔑 New code"), TeamAction(action="code", id=staff.id))],
        [button(phrases.say(language, "🗑 Remove"), TeamAction(action="ask", id=staff.id))],
        [button(phrases.say(language, "⬅️ Back"), TeamAction(action="list"))],
    ]
    return as_list(*lines), rows


def _draw_role(
    staff: Staff, role: StaffRole, action: str, language: Language
) -> InlineKeyboardButton:
    label = phrases.say(language, "Make {role}", role=_describe_role(role, language))
    return button(label, TeamAction(action=action, id=staff.id, role=role))


async def give_role(
    query: CallbackQuery, callback_data: TeamAction, member: Member, language: Language
) -> None:
    await query.answer()
    staff = await _find(callback_data)
    if staff is None or callback_data.role not in set(StaffRole):
        return
    role, sure, said = StaffRole(callback_data.role), callback_data.action == "role_sure", ""
    try:
        await change_role(staff, role, member.actor, sure=sure)
    except LastLibrarianError as warning:
        words = Text("⚠️ ", warning.say(language))
        yes = _draw_role(staff, role, "role_sure", language)
        await show_pressed(query, words, [[yes, _draw_no(staff, language)]])
        return
    except RosterdeskError as error:
        said = error.say(language)
    staff = await get_staff(staff.id) or staff
    await show_pressed(query, *_draw_staff(staff, language, said))


def _draw_no(staff: Staff, language: Language) -> InlineKeyboardButton:
    return button(phrases.say(language, "⬅️ Back"), TeamAction(action="show", id=staff.id))


async def make_code(
    query: CallbackQuery,
    callback_data: TeamAction,
    bot: Bot,
    member: Member,
    library: Library,
    settings: Settings,
    language: Language,
) -> None:
    await query.answer()
    staff = await _find(callback_data)
    if staff is None:
        return
    person = Person(staff=staff)
    code = await make_link_code(person, member.actor, library.keys, settings.link_code_hours)
    words = _draw_code(staff, code, settings, language)
    await bot.send_message(query.from_user.id, **words.as_kwargs(), protect_content=True)


async def ask_remove(query: CallbackQuery, callback_data: TeamAction, language: Language) -> None:
    await query.answer()
    staff = await _find(callback_data)
    if staff is not None:
        await _ask_remove(query, staff, language)


async def _ask_remove(query: CallbackQuery, staff: Staff, language: Language) -> None:
    warning = await warn_of_leaving(staff)
    lines = [Text("⚠️ ", warning.say(language))] if warning else []
    lines.append(Text(phrases.say(language, ASK_REMOVE, name=staff.name)))
    action = "remove_sure" if warning else "remove"
    yes = button(phrases.say(language, "🗑 Remove"), TeamAction(action=action, id=staff.id))
    await show_pressed(query, as_list(*lines), [[yes, _draw_no(staff, language)]])


async def remove(
    query: CallbackQuery, callback_data: TeamAction, member: Member, language: Language
) -> None:
    staff = await _find(callback_data)
    sure, said = callback_data.action == "remove_sure", ""
    if staff is not None:
        try:
            await remove_staff(staff, member.actor, sure=sure)
        except LastLibrarianError:  # since the question another one left
            await query.answer()
            await _ask_remove(query, staff, language)
            return
        except RosterdeskError as error:
            said = error.say(language)
    await query.answer(said[:200], show_alert=bool(said))
    await show_pressed(query, *await _draw_team(language))


ROUTES = Routes("team")
ROUTES.command(list_by_command, "staff")
ROUTES.typed(take_name, Inviting.name, F.text, asks="typed:staff", right=ADMINISTRATORS)
ROUTES.press(list_by_menu, MenuAction, "staff", right=ADMINISTRATORS)
ROUTES.press(list_by_button, TeamAction, "list", right=ADMINISTRATORS)
ROUTES.press(ask_name, TeamAction, "invite", right=ADMINISTRATORS)
ROUTES.press(show_staff, TeamAction, "show", right=ADMINISTRATORS)
ROUTES.press(give_role, TeamAction, "role", "role_sure", right=ADMINISTRATORS)
ROUTES.press(make_code, TeamAction, "code", right=ADMINISTRATORS)
ROUTES.press(ask_remove, TeamAction, "ask", right=ADMINISTRATORS)
ROUTES.press(remove, TeamAction, "remove", "remove_sure", right=ADMINISTRATORS)
