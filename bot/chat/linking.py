"""Tying a chat account to a person: a one-time code, then an explicit yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram import Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from rosterdesk.bot.chat.showing import show_card
from rosterdesk.bot.chat.texts import phrases
from rosterdesk.bot.models import ChatAccount
from rosterdesk.core.actors import SYSTEM, customer_actor, staff_actor
from rosterdesk.core.clock import now
from rosterdesk.core.compare.names import show_name
from rosterdesk.core.database import writing
from rosterdesk.core.events import Kind, record
from rosterdesk.core.models import Channel, Submission, SubmissionStatus
from rosterdesk.core.usecases.login import use_one_time_password
from rosterdesk.core.usecases.staff import Person, find_link_code, make_link_code, use_link_code

if TYPE_CHECKING:
    from aiogram import Bot

    from rosterdesk.bot.chat.person import Member
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library

_CONFIRM_HOURS = 1


class LinkAnswer(CallbackData, prefix="link"):
    code: str  # empty for "no"


async def start_with_code(
    message: Message, command: CommandObject, library: Library, language: Language
) -> None:
    """``/start CODE`` from the command line, or ``/start CARD-PASSWORD`` from a slip."""
    typed = command.args or ""
    await _forget(message)  # what was typed is a secret
    if message.chat.type != "private":
        return
    code = await _exchange_password(typed, library) if "-" in typed else typed
    person = await find_link_code(code, library.keys) if code else None
    if code is None or person is None:
        await record_refusal()
        await message.answer(
            phrases.say(
                language,
                "This code does not work: it was used, it has expired, or it was mistyped."
                " Ask your library for a new one.",
            )
        )
        return
    await message.answer(
        phrases.say(language, "Is this you: {name}?", name=_name(person)),
        reply_markup=_yes_or_no(code, language),
    )


async def start(message: Message, member: Member | None, language: Language) -> None:
    if message.chat.type != "private":
        return
    if member is None:
        text = phrases.say(
            language,
            "Welcome. This chat is for people whom the library registered. Do you have a code?"
            " Send /start followed by the code. A slip with a card number and a one-time"
            " password? Send /start, the card number, a dash and the password.",
        )
    elif member.staff:
        text = phrases.say(
            language,
            "Hello {name}. Here you see each roster that a school sends, and decide on it.",
            name=member.staff.name,
        )
    else:
        text = phrases.say(
            language,
            "Hello. Drop your school's roster here (.csv .ods .xls .xlsx .zip .xml);"
            " you will hear what becomes of it.",
        )
    await message.answer(text)


async def answer_link(
    query: CallbackQuery,
    callback_data: LinkAnswer,
    bot: Bot,
    library: Library,
    language: Language,
) -> None:
    await query.answer()
    if not isinstance(query.message, Message):
        return
    person = (
        await _link(query.from_user.id, query.message.chat.id, callback_data.code, library)
        if callback_data.code
        else None
    )
    if person is None:
        await query.message.edit_text(phrases.say(language, "Nothing was linked."))
        return
    await query.message.edit_text(
        phrases.say(language, "This chat account is now that of {name}.", name=_name(person))
    )
    if person.staff:
        await _show_waiting(bot, query.message.chat.id, language)


async def _link(user_id: int, chat_id: int, code: str, library: Library) -> Person | None:
    async with writing():
        person = await use_link_code(code, library.keys)
        if person is None:
            return None
        known = await ChatAccount.get_or_none(user_id=user_id).prefetch_related("staff", "customer")
        await ChatAccount.update_or_create(
            {
                "chat_id": chat_id,
                "staff": person.staff or (known and known.staff),
                "customer": person.customer or (known and known.customer),
                "reachable": True,
                "linked_at": now(),
            },
            user_id=user_id,
        )
        actor = (
            staff_actor(person.staff, Channel.CHAT)
            if person.staff
            else customer_actor(person.customer, Channel.CHAT)
            if person.customer
            else SYSTEM
        )
        await record(Kind.CHAT_LINKED, actor, data={"user": user_id})
    return person


async def _exchange_password(typed: str, library: Library) -> str | None:
    """Turn card number and one-time password into a code for the confirmation that follows."""
    card_number, _, password = typed.partition("-")
    customer = await use_one_time_password(card_number, password)
    if customer is None:
        return None
    actor = customer_actor(customer, Channel.CHAT)
    return await make_link_code(Person(customer=customer), actor, library.keys, _CONFIRM_HOURS)


async def record_refusal() -> None:
    async with writing():
        await record(Kind.LOGIN_FAILED, SYSTEM)


async def _show_waiting(bot: Bot, chat_id: int, language: Language) -> None:
    waiting = await Submission.filter(
        status__in=(SubmissionStatus.WAITING, SubmissionStatus.BLOCKED)
    ).order_by("id")
    for submission in waiting:
        await show_card(bot, submission.id, chat_id, language)


async def _forget(message: Message) -> None:
    await message.delete()


def _name(person: Person) -> str:
    if person.staff:
        return person.staff.name
    assert person.customer is not None
    return show_name(person.customer)


def _yes_or_no(code: str, language: Language) -> InlineKeyboardMarkup:
    yes = InlineKeyboardButton(
        text=phrases.say(language, "Yes, that is me"), callback_data=LinkAnswer(code=code).pack()
    )
    no = InlineKeyboardButton(
        text=phrases.say(language, "No"), callback_data=LinkAnswer(code="").pack()
    )
    return InlineKeyboardMarkup(inline_keyboard=[[yes, no]])


def make_router() -> Router:
    router = Router(name="linking")
    router.message.register(start_with_code, CommandStart(deep_link=True))
    router.message.register(start, CommandStart())
    router.callback_query.register(answer_link, LinkAnswer.filter())
    return router
