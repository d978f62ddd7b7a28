"""The commands and answers open to anybody, in any state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiogram import F
from aiogram.enums import ContentType
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Text, as_list

from rosterdesk.bot.chat.access.commands import offer_commands, withdraw_commands
from rosterdesk.bot.chat.access.rights import ANYBODY, ANYBODY_ANYWHERE, CUSTOMERS
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.approval.showing import Place, send_card
from rosterdesk.bot.chat.home.overviews import (
    draw_chat_status,
    draw_history,
    draw_status,
)
from rosterdesk.bot.chat.screen.dialogs import (
    OUTGOING,
    end_dialog,
    end_everything,
    is_prompt,
    set_aside,
)
from rosterdesk.bot.chat.screen.outgoing import (
    Outgoing,
    OutgoingAction,
    forget_outgoing,
    show_back,
)
from rosterdesk.bot.chat.screen.screen import is_in_private, show_pressed
from rosterdesk.bot.chat.telegram.health import count_updates
from rosterdesk.bot.chat.telegram.sending import send_shown
from rosterdesk.bot.chat.telegram.updates import describe_stale
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.approval.caretakers import list_waiting_for
from rosterdesk.core.intake.questions import (
    LONGEST,
    answer_question,
    find_open_question,
    get_question,
)
from rosterdesk.core.language import N_, Language
from rosterdesk.core.models import Channel, StaffRole
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import customer_actor
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import ChatUnlinked

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.filters import CommandObject
    from aiogram.fsm.context import FSMContext
    from aiogram.types import CallbackQuery, MaybeInaccessibleMessageUnion, Message

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.chat.telegram.health import ChatHealth
    from rosterdesk.bot.settings import Settings

_UNLINK = "unlink:yes"
_ANSWER = Outgoing(
    "answer",
    N_("Is this your answer to the library's question?"),
    N_("✉️ Yes, send it"),
    longest=LONGEST,
)
_HOURS = range(24)
_WORDLESS = frozenset(
    {
        *(ContentType.PHOTO, ContentType.DOCUMENT, ContentType.VIDEO, ContentType.VIDEO_NOTE),
        *(ContentType.ANIMATION, ContentType.AUDIO, ContentType.VOICE, ContentType.STICKER),
        *(ContentType.CONTACT, ContentType.LOCATION, ContentType.POLL),
    }
)


async def cancel(
    message: Message, state: FSMContext, language: Language, *, left_dialog: bool
) -> None:
    """Stop it; in a group where nothing was begun, another bot or a person may be meant."""
    dropped = await end_everything(state)
    if left_dialog or dropped or message.chat.type == "private":
        await message.answer(phrases.say(language, "Stopped. Nothing was changed."))


async def switch_language(
    message: MaybeInaccessibleMessageUnion, bot: Bot, member: Member | None, language: Language
) -> None:
    other = Language.EN if language is Language.NL else Language.NL
    if member:
        member.account.language = other
        await member.account.save(update_fields=["language"])
        language = other
    await message.answer(phrases.say(language, "From now on in English. /language switches."))
    if member:
        await offer_commands(bot, member.account.user_id, language)


async def show_pending(
    message: Message, bot: Bot, member: Member | None, settings: Settings, language: Language
) -> None:
    """The cards that wait for this librarian; in a group that is asked in private."""
    if member is None or member.staff is None or not member.has_role(StaffRole.LIBRARIAN):
        await message.answer(phrases.say(language, "This is for librarians."))
        return
    waiting = await list_waiting_for(member.staff.id)
    if not waiting:
        await message.answer(phrases.say(language, "Nothing waits for you."))
    place = Place(member.account.chat_id, language)
    for submission in waiting:
        await send_card(bot, submission.id, place, settings)


async def show_status(
    message: Message, bot: Bot, member: Member | None, health: ChatHealth, language: Language
) -> None:
    is_staff = member is not None and member.staff is not None
    chat = draw_chat_status(health, await count_updates(bot), language) if is_staff else []
    drawn = as_list(await draw_status(member, language), *chat)
    await message.answer(**drawn.as_kwargs())


async def show_history(message: Message, member: Member | None, language: Language) -> None:
    await message.answer(**(await draw_history(member, language)).as_kwargs())


async def set_quiet_hours(
    message: Message, command: CommandObject, member: Member | None, language: Language
) -> None:
    """``/quiet 19 7``: from and until, in hours; ``/quiet off`` is the library's own again."""
    if member is None:
        return
    hours = _read_hours(command.args or "")
    if hours is None:
        said = phrases.say(language, "For example /quiet 19 7: no sound from 19:00 until 7:00.")
        await message.answer(said)
        return
    member.account.quiet_from, member.account.quiet_until = hours
    await member.account.save(update_fields=["quiet_from", "quiet_until"])
    await message.answer(phrases.say(language, "Saved."))


def _read_hours(typed: str) -> tuple[int | None, int | None] | None:
    if typed.strip() == "off":
        return None, None
    parts = typed.split()
    if len(parts) != 2 or not all(part.isdecimal() and int(part) in _HOURS for part in parts):
        return None
    return int(parts[0]), int(parts[1])


async def ask_unlink(message: Message, member: Member | None, language: Language) -> None:
    if member is None:
        await message.answer(phrases.say(language, "This chat is not linked to anybody."))
        return
    yes = InlineKeyboardButton(text=phrases.say(language, "Yes, unlink"), callback_data=_UNLINK)
    await message.answer(
        phrases.say(language, "Unlink this chat? You need a new code or a password to come back."),
        reply_markup=InlineKeyboardMarkup(inline_keyboard=[[yes]]),
    )


async def unlink(
    query: CallbackQuery, bot: Bot, member: Member | None, state: FSMContext, language: Language
) -> None:
    await query.answer()
    if member is not None:
        await end_everything(state)
        async with writing():
            await member.account.delete()
            await record(ChatUnlinked(user=query.from_user.id), member.actor)
    await bot.send_message(query.from_user.id, phrases.say(language, "This chat is unlinked."))
    await withdraw_commands(bot, query.from_user.id)


async def hint(
    message: Message, member: Member | None, state: FSMContext, language: Language
) -> None:
    if member and member.customer and await _show_answer(message, state, language):
        return
    if member and member.customer:
        text = phrases.say(language, "Drop a roster here as a file, and it reaches the library.")
    elif member:
        text = phrases.say(language, "/pending shows what waits for a decision.")
    else:
        text = phrases.say(
            language,
            "Do you have a card? /login. Do you have a code? Send /start followed by it.",
        )
    await message.answer(text)


async def _show_answer(message: Message, state: FSMContext, language: Language) -> bool:
    """Show back what may answer a librarian's question; return whether there is one."""
    replied = message.reply_to_message
    question = await find_open_question(message.chat.id, replied.message_id if replied else None)
    if question is None:
        return False
    if not message.text:
        await message.reply(phrases.say(language, "Please type your answer to the library."))
        return True
    await show_back(_ANSWER, message, state, language, question=question.id)
    return True


async def send_answer(
    query: CallbackQuery, member: Member, state: FSMContext, language: Language
) -> None:
    async def answer(asked: dict[str, Any]) -> str:
        question = await get_question(asked["question"])
        if question is None or member.customer is None:
            return describe_stale(language)
        actor = customer_actor(member.customer, Channel.CHAT)
        if await answer_question(question, asked["text"], actor):
            return phrases.say(language, "Thank you. The librarian reads it at the file.")
        return phrases.say(language, "That question was answered already.")

    await send_shown(query, _ANSWER.action, state, language, answer)


async def keep_back(query: CallbackQuery, state: FSMContext, language: Language) -> None:
    """Ask no more what the message asks, or send nothing of what it shows.

    An older message leaves the newer one be; in a group it may be another's, who goes on.
    """
    pressed = query.message.message_id if query.message else 0
    asks = await is_prompt(state, pressed)
    shows = (await set_aside(state, OUTGOING).get_data()).get("message") == pressed
    if not (asks or shows or is_in_private(query)):
        await explain_stale(query, language)
        return
    await query.answer()
    if asks:
        await end_dialog(state)
    if shows:
        await forget_outgoing(state)
    await show_pressed(query, Text(phrases.say(language, "Stopped. Nothing was sent.")), [])


async def ask_for_text(message: Message, language: Language) -> None:
    """A photograph, a voice message or a file is no answer to a question of ours."""
    await message.reply(phrases.say(language, "Please type the answer as text. /cancel to stop."))


def is_in_dialog(_message: Message, raw_state: str | None = None) -> bool:
    return raw_state is not None


async def explain_stale(query: CallbackQuery, language: Language) -> None:
    await query.answer(describe_stale(language), show_alert=True)


ROUTES = Routes("everyone")
ROUTES.command(cancel, "cancel")
ROUTES.command(switch_language, "language")
ROUTES.command(show_pending, "pending")
ROUTES.command(show_status, "status")
ROUTES.command(show_history, "history")
ROUTES.command(set_quiet_hours, "quiet")
ROUTES.command(ask_unlink, "unlink")
ROUTES.other_button(unlink, F.data == _UNLINK, asks="unlink", right=ANYBODY)
ROUTES.press(send_answer, OutgoingAction, "answer", right=CUSTOMERS)
ROUTES.press(keep_back, OutgoingAction, "stop", right=ANYBODY_ANYWHERE)

# In a dialog, after those that ask for something else than text.
WORDLESS_ROUTES = Routes("wordless")
WORDLESS_ROUTES.typed(
    ask_for_text,
    is_in_dialog,
    F.content_type.in_(_WORDLESS),
    asks="photograph in a dialog",
    right=ANYBODY_ANYWHERE,
)

# What nothing else took: a short hint in private, silence in groups.
LAST_ROUTES = Routes("last")
LAST_ROUTES.typed(hint, asks="text", right=ANYBODY)
LAST_ROUTES.other_button(explain_stale, asks="old button", right=ANYBODY_ANYWHERE)
