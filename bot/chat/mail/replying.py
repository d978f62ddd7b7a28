"""The words that people wrote by mail, on a librarian's card, and the librarian's answer."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from aiogram import F
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Bold, Code, Italic, Text, as_list

from rosterdesk.bot.chat.access.rights import LIBRARIANS
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.screen.buttons import keyboard
from rosterdesk.bot.chat.screen.dialogs import begin_dialog
from rosterdesk.bot.chat.screen.outgoing import (
    Outgoing,
    OutgoingAction,
    make_stop,
    take_typed,
)
from rosterdesk.bot.chat.telegram.quietly import quietly
from rosterdesk.bot.chat.telegram.sending import send_shown
from rosterdesk.bot.words.texts import format_time, phrases
from rosterdesk.core.language import N_
from rosterdesk.core.trail.payloads import AboutMail
from rosterdesk.mailbox.answers.people import LEFT_OUT
from rosterdesk.mailbox.answers.reasons import Why, describe_why
from rosterdesk.mailbox.replies.texts import name_question
from rosterdesk.mailbox.store.held.challenge import why_no_key
from rosterdesk.mailbox.store.held.waiting import WAITING, find_question, get_mail
from rosterdesk.mailbox.store.taken.messages import LONGEST_REPLY, answer_message
from rosterdesk.mailbox.trust.reasons import explain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiogram import Bot
    from aiogram.fsm.context import FSMContext

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Event
    from rosterdesk.mailbox.models import MailChallenge, MailMessage

_LONGEST_WORDS = 1_500  # a chat message holds 4,096 characters
_MOST_ANSWERS = 3
_VERDICTS = {
    "yes": N_("answered, and it is a yes:"),
    "no": N_("answered, and it is no yes:"),
    "unclear": N_("answered, and it is not clear:"),
}

_LIST_LEFT_OUT = N_("{mark} is a list of people: a chat does not show it.")
_ASKED_FOR_FILE = N_("The sender was asked for a file.")
_CODES = {
    None: N_("A yes with the code of that mail counts until {time}."),
    Why.CLOSED: N_("The code of that mail works no more after that answer: you decide."),
    Why.EXPIRED: N_("The code of that mail works no more since {time}: you decide."),
    Why.USED_UP: N_(
        "Five answers were not clear, and the code of that mail works no more. The person was asked"
        " to contact you: you decide."
    ),
}


_ANSWER = Outgoing(
    "mail",
    N_("Send this answer by mail to {address}?"),
    N_("✉️ Yes, send it"),
    longest=LONGEST_REPLY,
)


class ReplyAction(CallbackData, prefix="reply"):
    """Answering a mail that had words and no roster."""

    mail: int


class Replying(StatesGroup):
    words = State()


async def draw_asked(mail: MailMessage, language: Language) -> list[Text]:
    """Return what the registered person was asked about a mail, and what came back."""
    question = await find_question(mail)
    if question is None and not mail.answers:
        return []
    asked = phrases.say(
        language,
        "The registered person was asked by mail: “{question}”",
        question=name_question(language),
    )
    drawn = [Text("💬 ", asked), *draw_answers(mail, language)]
    if question is not None and mail.status in WAITING:
        drawn.append(Text("🔑 ", _describe_code(question, language)))
    return drawn


def _describe_code(question: MailChallenge, language: Language) -> str:
    until = format_time(question.expires_at, language)
    return phrases.say(language, _CODES[why_no_key(question)], time=until)


def draw_answers(mail: MailMessage, language: Language) -> list[Text]:
    """Return the answers word for word, the last ones."""
    return [_draw_answer(each, language) for each in mail.answers[-_MOST_ANSWERS:]]


def _draw_answer(answer: dict[str, str], language: Language) -> Text:
    verdict, words = _VERDICTS[answer["verdict"]], answer["words"][:_LONGEST_WORDS]
    at = format_time(datetime.fromisoformat(answer["at"]), language)
    said = Italic(words or phrases.say(language, "no words of their own"))
    why = answer.get("why")
    told: list[Text | str] = []
    if why:
        reason = describe_why(why, language)
        told = ["\n", phrases.say(language, "Not taken as a yes: {reason}", reason=reason)]
    if LEFT_OUT in words:
        told += ["\n🔒 ", phrases.say(language, _LIST_LEFT_OUT, mark=LEFT_OUT)]
    head = phrases.say(language, verdict)
    return Text("↪️ ", Code(answer["from"]), " · ", at, " · ", head, " ", said, *told)


async def tell_message(
    bot: Bot, event: Event, chat_id: int, printers: Sequence[str], language: Language
) -> None:
    """Show the words of a mail without a roster, with a button to answer."""
    del printers
    mail = await get_mail(AboutMail.read(event).mail)
    if mail is None or not (mail.words or mail.subject):
        return
    words = as_list(
        Bold(phrases.say(language, "💬 A message by mail, without a roster")),
        Text("👤 ", Code(mail.address or ""), " · ", format_time(mail.arrived_at, language)),
        *([Text("✉️ ", Bold(mail.subject))] if mail.subject else []),
        *(Text("• ", reason) for reason in explain(mail.reasons, language)),
        *_draw_words(mail, language),
    )
    await bot.send_message(chat_id, **words.as_kwargs(), reply_markup=_draw_button(mail, language))


def _draw_words(mail: MailMessage, language: Language) -> list[Text]:
    words = Italic(mail.words[:_LONGEST_WORDS] or phrases.say(language, "no words of their own"))
    if LEFT_OUT not in mail.words:
        return [words]
    said = [
        phrases.say(language, each, mark=LEFT_OUT) for each in (_LIST_LEFT_OUT, _ASKED_FOR_FILE)
    ]
    return [words, Text("🔒 ", " ".join(said))]


def _draw_button(mail: MailMessage, language: Language) -> InlineKeyboardMarkup:
    button = InlineKeyboardButton(
        text=phrases.say(language, "Answer by mail"), callback_data=ReplyAction(mail=mail.id).pack()
    )
    return InlineKeyboardMarkup(inline_keyboard=[[button]])


async def ask_words(
    query: CallbackQuery,
    callback_data: ReplyAction,
    bot: Bot,
    state: FSMContext,
    language: Language,
) -> None:
    await quietly(query.answer())
    mail = await get_mail(callback_data.mail)
    if mail is None or not mail.address:
        return
    question = phrases.say(language, "What do you want to answer {address}?", address=mail.address)
    stop = keyboard([[make_stop(language)]])
    prompt = bot.send_message(query.from_user.id, question, reply_markup=stop)
    await begin_dialog(state, Replying.words, prompt, mail=mail.id, address=mail.address)


async def send_words(
    query: CallbackQuery, member: Member, state: FSMContext, language: Language
) -> None:
    async def answer(asked: dict[str, Any]) -> str:
        await answer_message(asked["mail"], asked["text"], member.actor)
        return phrases.say(language, "Your answer goes out by mail.")

    await send_shown(query, _ANSWER.action, state, language, answer)


ROUTES = Routes("answering a mail")
ROUTES.press(ask_words, ReplyAction, right=LIBRARIANS)
ROUTES.press(send_words, OutgoingAction, "mail", right=LIBRARIANS)
ROUTES.typed(
    partial(take_typed, _ANSWER),
    Replying.words,
    F.text,
    ~F.text.startswith("/"),
    asks="typed:reply",
    right=LIBRARIANS,
)
