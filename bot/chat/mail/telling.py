"""Separate messages to staff about mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.utils.formatting import Bold, Code, Text, as_list

from rosterdesk.bot.chat.mail.asking import ask_in_chat
from rosterdesk.bot.chat.mail.replying import draw_answers, tell_message
from rosterdesk.bot.chat.mail.showing import bring_mail, refresh_mail
from rosterdesk.bot.words.texts import format_time, phrases
from rosterdesk.core.language import N_
from rosterdesk.core.models import SubmissionStatus, Trust
from rosterdesk.core.trail.events import get_delivery
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads import (
    AboutMail,
    MailAnswered,
    MailDenied,
    MailsHeld,
    Undelivered,
)
from rosterdesk.mailbox.store.held.decided import DENIED, list_submissions
from rosterdesk.mailbox.store.held.waiting import WAITING, get_mail

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from aiogram import Bot

    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Event, Submission

_OVER = (
    SubmissionStatus.REFUSED,
    SubmissionStatus.REJECTED,
    SubmissionStatus.SUPERSEDED,
    SubmissionStatus.UNDONE,
    SubmissionStatus.DIVIDED,
)
_TAKEN_AND_DENIED = N_("⛔ This mail was taken, and now its sender says it is not theirs")
_UNDELIVERED = {
    Kind.MAIL_BOUNCED: N_("Our answer came back: this address does not take mail."),
    Kind.MAIL_UNDELIVERED: N_("Our answer could not be delivered, and is not tried any more."),
}


async def tell_held(
    bot: Bot, event: Event, chat_id: int, printers: Sequence[str], language: Language
) -> None:
    """Tell of a mail that may be a school's; the rest stands in /held without a message."""
    del printers
    mail = await get_mail(AboutMail.read(event).mail)
    if mail is None or mail.status not in WAITING or mail.trust == Trust.D:
        return
    await bring_mail(bot, mail, chat_id, language)


async def tell_decided(
    bot: Bot, event: Event, chat_id: int, printers: Sequence[str], language: Language
) -> None:
    """Show the decision on each card of the mail; there is no message about it."""
    del chat_id, printers, language
    mail = await get_mail(AboutMail.read(event).mail)
    if mail is not None:
        await refresh_mail(bot, mail)


async def tell_more(
    bot: Bot, event: Event, chat_id: int, printers: Sequence[str], language: Language
) -> None:
    """Tell how many mails had no message of their own."""
    del printers
    said = MailsHeld.read(event)
    words = phrases.say_many(
        language,
        said.more,
        "✉️ {count} more mail came within {minutes} minutes and was set aside: /held",
        "✉️ {count} more mails came within {minutes} minutes and were set aside: /held",
        minutes=said.minutes,
    )
    await bot.send_message(chat_id, words)


async def tell_denied(
    bot: Bot, event: Event, chat_id: int, printers: Sequence[str], language: Language
) -> None:
    del printers
    mail = await get_mail(MailDenied.read(event).mail)
    if mail is None:
        return
    await refresh_mail(bot, mail)
    words = as_list(
        Bold(phrases.say(language, "⛔ This mail was not from the person whose name it has")),
        Text("👤 ", Code(mail.address or ""), " · ", format_time(mail.arrived_at, language)),
        Text(
            phrases.say(
                language,
                "The registered person says so. The mail was discarded; nothing was done with it.",
            )
        ),
    )
    await bot.send_message(chat_id, **words.as_kwargs())


async def tell_answered(
    bot: Bot, event: Event, chat_id: int, printers: Sequence[str], language: Language
) -> None:
    """Tell of an answer on the card of its mail; after the decision a no is an alarm."""
    if MailAnswered.read(event).late == DENIED:
        await _sound_alarm(bot, event, chat_id, language)
    else:
        await tell_held(bot, event, chat_id, printers, language)


async def _sound_alarm(bot: Bot, event: Event, chat_id: int, language: Language) -> None:
    mail = await get_mail(AboutMail.read(event).mail)
    if mail is None:
        return
    words = as_list(
        Bold(phrases.say(language, _TAKEN_AND_DENIED)),
        Text("👤 ", Code(mail.address or ""), " · ", format_time(mail.arrived_at, language)),
        *draw_answers(mail, language)[-1:],
        *[draw_denied(each, language) for each in await list_submissions(mail)],
        Text(phrases.say(language, "Call the person, on a number that you know.")),
    )
    await bot.send_message(chat_id, **words.as_kwargs())


def draw_denied(submission: Submission, language: Language) -> Text:
    """Return how far a roster of such a mail is, and how it is stopped or undone."""
    said = N_("It is held until somebody lifts the warning on its card.")
    if submission.status in (SubmissionStatus.APPROVED, SubmissionStatus.APPLIED):
        said = N_("It was approved. If it is not theirs, undo it as a whole from its card.")
    elif submission.status in _OVER:
        said = N_("Nothing is done with it any more: see its card.")
    name = f" {submission.file_name}. "
    return Text("📄 ", Code(submission.reference), name, phrases.say(language, said))


async def tell_undelivered(
    bot: Bot, event: Event, chat_id: int, printers: Sequence[str], language: Language
) -> None:
    del printers
    delivery = await get_delivery(Undelivered.read(event).delivery)
    if delivery is None:
        return
    submission = event.submission
    about = [Text(Code(submission.reference), " ", submission.file_name)] if submission else []
    words = as_list(
        Bold("📭 ", phrases.say(language, _UNDELIVERED[Kind(event.kind)])),
        Text("👤 ", Code(delivery.envelope.get("to", ""))),
        *about,
        Text(phrases.say(language, "Please tell the sender yourself, and mend the address.")),
    )
    await bot.send_message(chat_id, **words.as_kwargs())


TELLERS: dict[Kind, Callable[[Bot, Event, int, Sequence[str], Language], Awaitable[None]]] = {
    Kind.MAIL_HELD: tell_held,
    Kind.MAILS_HELD: tell_more,
    Kind.MAIL_ASKED: ask_in_chat,
    Kind.MAIL_ANSWERED: tell_answered,
    Kind.MAIL_MESSAGE: tell_message,
    Kind.MAIL_DENIED: tell_denied,
    Kind.MAIL_CONFIRMED: tell_decided,
    Kind.MAIL_RELEASED: tell_decided,
    Kind.MAIL_DISCARDED: tell_decided,
    Kind.MAIL_BOUNCED: tell_undelivered,
    Kind.MAIL_UNDELIVERED: tell_undelivered,
}
