"""Registering the sender of a mail that was set aside: for which school, and who it is.

The sender becomes somebody who may send rosters for that school, and the mail is taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiogram import F
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.utils.formatting import Bold, Code, as_list

from rosterdesk.bot.chat.access.rights import LIBRARIANS
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.mail.held import SenderAction, draw_mail
from rosterdesk.bot.chat.screen.buttons import keyboard
from rosterdesk.bot.chat.screen.dialogs import begin_dialog
from rosterdesk.bot.chat.screen.outgoing import make_stop
from rosterdesk.bot.chat.screen.screen import show_pressed
from rosterdesk.bot.chat.telegram.updates import describe_stale
from rosterdesk.bot.words.texts import phrases
from rosterdesk.bot.words.typed import read_typed
from rosterdesk.core.customers.finding.looking import look_up
from rosterdesk.core.customers.registering import (
    add_customer,
    change_customer,
    grant_uploads,
    load_customer,
)
from rosterdesk.core.customers.schools import list_schools, load_school
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.person_names import show_name
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.sightings import TooManyLooksError
from rosterdesk.mailbox.store.held.release import DECIDED, NotReleasableError, release_mail
from rosterdesk.mailbox.store.held.waiting import WAITING, find_registrable, get_mail

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.fsm.context import FSMContext

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.customers.finding.search import FoundCustomer
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library
    from rosterdesk.core.models import Customer, School
    from rosterdesk.mailbox.models import MailMessage

_MOST_SCHOOLS = 40
_MOST_FOUND = 6


class Vouching(StatesGroup):
    name = State()


async def choose_school(
    query: CallbackQuery, callback_data: SenderAction, language: Language
) -> None:
    await query.answer()
    mail = await find_registrable(callback_data.mail)
    if mail is None:
        return
    schools = await list_schools(_MOST_SCHOOLS)
    words = as_list(
        Bold(phrases.say(language, "For which school may this sender send rosters?")),
        Code(mail.address or ""),
    )
    rows = [
        [_button(school.name, SenderAction(action="who", mail=mail.id, school=school.id))]
        for school in schools
    ]
    await show_pressed(query, words, rows)


async def ask_name(
    query: CallbackQuery,
    callback_data: SenderAction,
    bot: Bot,
    state: FSMContext,
    language: Language,
) -> None:
    await query.answer()
    mail = await find_registrable(callback_data.mail)
    if mail is None:
        return
    said = phrases.say(
        language,
        "Who is {address}? Type the first name and surname, or scan the card.",
        address=mail.address,
    )
    stop = keyboard([[make_stop(language)]])
    prompt = bot.send_message(query.from_user.id, said, reply_markup=stop)
    await begin_dialog(state, Vouching.name, prompt, mail=mail.id, school=callback_data.school)


async def show_found(
    message: Message, member: Member, settings: Settings, state: FSMContext, language: Language
) -> None:
    """Show who it may be, and offer to register somebody new under what was typed."""
    data = await state.get_data()
    mail = await find_registrable(data["mail"])
    typed = (message.text or "").strip()[:100]
    if mail is None or not typed:
        await state.clear()
        return
    try:
        found = await look_up(typed, member.actor, settings, limit=_MOST_FOUND)
    except TooManyLooksError as error:
        await message.answer(error.say(language))
        return
    here = SenderAction(action="grant", mail=mail.id, school=data["school"])
    rows = [
        [_button(_describe_customer(each, mail), here.model_copy(update={"customer": each.id}))]
        for each in found
        if each.role != "pupil"
    ]
    new = phrases.say(language, "➕ Somebody new: {name}", name=typed[:40])
    rows.append([_button(new, here.model_copy(update={"action": "new"}))])
    sent = await message.answer(
        phrases.say(
            language, "Who is it? Their mail address becomes {address}.", address=mail.address
        ),
        reply_markup=InlineKeyboardMarkup(inline_keyboard=rows),
    )
    await state.update_data({"typed": typed, "message": sent.message_id})


def _describe_customer(customer: FoundCustomer, mail: MailMessage) -> str:
    same = (customer.email or "").casefold() == (mail.address or "").casefold()
    email = "" if same else customer.email
    return " · ".join(part for part in (show_name(customer), customer.school_name, email) if part)


async def register(
    query: CallbackQuery,
    callback_data: SenderAction,
    bot: Bot,
    member: Member,
    library: Library,
    settings: Settings,
    state: FSMContext,
    language: Language,
) -> None:
    """Give the right, and take the mail, all of it or nothing."""
    data = await state.get_data()
    if callback_data.action == "new" and not _shows_typed(query, data):
        await query.answer(describe_stale(language), show_alert=True)
        return
    try:
        count = await _register(callback_data, data, member, library, settings)
        said = phrases.say_many(
            language, count, "{count} file was taken.", "{count} files were taken."
        )
        await state.clear()
    except RosterdeskError as error:
        said = error.say(language)
    await query.answer(said[:200])
    mail = await get_mail(callback_data.mail)
    if mail is not None and mail.status not in WAITING:
        words, buttons = await draw_mail(mail, language)
        await bot.send_message(query.from_user.id, **words.as_kwargs(), reply_markup=buttons)


def _shows_typed(query: CallbackQuery, data: dict[str, Any]) -> bool:
    """Return whether the button belongs to the name typed last, and not to an earlier one."""
    return query.message is not None and data.get("message") == query.message.message_id


async def _register(
    asked: SenderAction,
    data: dict[str, Any],
    member: Member,
    library: Library,
    settings: Settings,
) -> int:
    mail = await find_registrable(asked.mail)
    school = await load_school(asked.school)
    if mail is None or mail.address is None:
        raise NotReleasableError(DECIDED)
    async with writing():
        if asked.action == "new":
            customer = await _add(data, mail.address, school, member, library)
        else:
            customer = await load_customer(asked.customer)
            if (customer.email or "").casefold() != mail.address:
                await change_customer(customer, member.actor, email=mail.address)
        await grant_uploads(customer, school, member.actor)
        return await release_mail(mail.id, school.id, member.actor, library.files, settings.mail)


async def _add(
    data: dict[str, Any], address: str, school: School, member: Member, library: Library
) -> Customer:
    name = read_typed("name", data.get("typed", ""))
    customer, _ = await add_customer(
        school, member.actor, library.numbering, email=address, role="teacher", **name
    )
    return customer


def _button(label: str, data: SenderAction) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=label[:60], callback_data=data.pack())


ROUTES = Routes("registering a sender")
ROUTES.press(choose_school, SenderAction, "school", right=LIBRARIANS)
ROUTES.press(ask_name, SenderAction, "who", right=LIBRARIANS)
ROUTES.press(register, SenderAction, "grant", "new", right=LIBRARIANS)
ROUTES.typed(
    show_found,
    Vouching.name,
    F.text,
    ~F.text.startswith("/"),
    asks="typed:vouch",
    right=LIBRARIANS,
)
