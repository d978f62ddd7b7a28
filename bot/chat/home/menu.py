"""The first screen: a menu of everything that the person's role can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Bold, Text, as_list

from rosterdesk.bot.chat.access.commands import offer_commands
from rosterdesk.bot.chat.access.person import find_member
from rosterdesk.bot.chat.access.rights import find_roles_of
from rosterdesk.bot.chat.screen.buttons import MenuAction
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.customers.registering import schools_to_send_for
from rosterdesk.core.language import N_
from rosterdesk.core.login.roles import Role
from rosterdesk.core.person_names import show_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiogram import Bot

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.core.language import Language

ALLOWED_TYPES = ".csv .ods .xls .xlsx .zip .xml"


# Rows of the menu: each button is there for those whom the table of rights allows it.
_UPLOADER = (("upload", N_("📤 Upload a roster")), ("sent", N_("📄 What was sent before")))
_UPLOADER_MORE = (("template", N_("📋 Blank template")), ("uploaders", N_("👥 Who may send")))
_CUSTOMER = (("card", N_("💳 My card")), ("details", N_("👤 My details")))
_ACCOUNT = (("password", N_("🔑 Change password")), ("devices", N_("📱 Linked chats")))
_END = (("language", N_("🌐 Nederlands")), ("logout", N_("🚪 Log out")))
_STAFF = (("new", N_("➕ New customer")), ("schools", N_("🏫 Schools")))
_STAFF_MORE = (("printers", N_("🖨 Printers")), ("page", N_("🖥 The page")))
_TEAM = (("staff", N_("🪪 Staff")), ("takeover", N_("📥 Take over members")))
_STRANGER = (("login", N_("🔑 Log in")), ("forgotten", N_("❓ Password lost")))
_DESKS = {Role.DESK, Role.LIBRARIAN, Role.ADMINISTRATOR}
_CUSTOMERS = {Role.CUSTOMER, Role.UPLOADER}


async def show_home(bot: Bot, user_id: int, language: Language) -> None:
    """Send the menu of now: roles are looked up, so that it never offers what is refused."""
    member = await find_member(user_id)
    roles = await find_roles_of(member)
    words = await draw_home(member, roles, language)
    await bot.send_message(
        user_id, **words.as_kwargs(), reply_markup=draw_home_buttons(roles, language)
    )
    await offer_commands(bot, user_id, language)


async def draw_home(member: Member | None, roles: frozenset[Role], language: Language) -> Text:
    if member is None:
        return as_list(
            Bold(phrases.say(language, "Welcome.")),
            Text(
                phrases.say(
                    language,
                    "Do you have a slip with a card number and a one-time password? Log in with"
                    " it. Do you have a code? Send /start followed by the code.",
                )
            ),
        )
    lines: list[Text] = []
    if member.staff and roles & _DESKS:
        lines += [
            Bold(member.staff.name),
            Text(phrases.say(language, "Scan a card or type a name, and the customer is shown.")),
        ]
    if member.customer and roles & _CUSTOMERS:
        lines.append(Bold(show_name(member.customer)))
        if Role.UPLOADER in roles:
            names = ", ".join(s.name for s in await schools_to_send_for(member.customer))
            lines.append(
                Text(phrases.say(language, "You may send rosters for {schools}.", schools=names))
            )
    if Role.LIBRARIAN in roles:
        lines.append(Text(phrases.say(language, "/pending shows what waits for a decision.")))
    return as_list(*lines) if lines else Text(phrases.say(language, "First choose a password."))


def draw_home_buttons(roles: frozenset[Role], language: Language) -> InlineKeyboardMarkup:
    rows: list[Iterable[tuple[str, str]]] = []
    if Role.STRANGER in roles:
        rows.append(_STRANGER)
    if roles & _DESKS:
        rows += [_STAFF, _STAFF_MORE]
    if Role.ADMINISTRATOR in roles:
        rows.append(_TEAM)
    if Role.UPLOADER in roles:
        rows += [_UPLOADER, _UPLOADER_MORE]
    if roles & _CUSTOMERS:
        rows += [_CUSTOMER, _ACCOUNT, _END]
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [
                InlineKeyboardButton(
                    text=phrases.say(language, label), callback_data=MenuAction(action=name).pack()
                )
                for name, label in row
            ]
            for row in rows
        ]
    )
