from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.chat.access.rights import LIBRARIANS, UPLOADERS
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.mail.asking import OwnMailAction, answer_own_mail
from rosterdesk.bot.chat.mail.held import MailAction, draw_mail
from rosterdesk.bot.chat.mail.showing import send_mail
from rosterdesk.bot.chat.screen.screen import show_pressed
from rosterdesk.bot.chat.telegram.quietly import quietly
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.mailbox.store.held.release import discard_mail, release_mail
from rosterdesk.mailbox.store.held.waiting import count_waiting, get_mail, list_waiting

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.types import CallbackQuery, Message

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library

_MOST_SHOWN = 10


async def show_held(message: Message, bot: Bot, language: Language) -> None:
    waiting = await list_waiting(_MOST_SHOWN)
    more = await count_waiting() - len(waiting)
    if not waiting:
        await message.answer(phrases.say(language, "No mail waits for you."))
    if more > 0:
        said = phrases.say_many(
            language,
            more,
            "{count} older mail waits too: it is shown once one of these is dealt with.",
            "{count} older mails wait too: they are shown as these are dealt with.",
        )
        await message.answer(said)
    for mail in reversed(waiting):
        await send_mail(bot, mail, message.chat.id, language)


async def press_mail(
    query: CallbackQuery,
    callback_data: MailAction,
    member: Member,
    library: Library,
    settings: Settings,
    language: Language,
) -> None:
    asked = callback_data
    try:
        if asked.action == "take":
            count = await release_mail(
                asked.mail, asked.school, member.actor, library.files, settings.mail
            )
            said = phrases.say_many(
                language, count, "{count} file was taken.", "{count} files were taken."
            )
        else:
            await discard_mail(asked.mail, member.actor, library.files)
            said = phrases.say(language, "Discarded.")
    except RosterdeskError as error:
        said = error.say(language)
    await query.answer(said[:200])
    mail = await get_mail(asked.mail)
    if mail is not None:
        text, buttons = await draw_mail(mail, language)
        shown = show_pressed(query, text, buttons.inline_keyboard if buttons else [])
        await quietly(shown)  # what was decided is done: the message is for show


ROUTES = Routes("mail")
ROUTES.command(show_held, "held")
ROUTES.press(press_mail, MailAction, "take", "discard", right=LIBRARIANS)
ROUTES.press(answer_own_mail, OwnMailAction, "yes", "no", right=UPLOADERS)
