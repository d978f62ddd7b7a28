"""The message about a mail that waits: who, which files, why, and never what is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Bold, Code, Italic, Text, as_list

from rosterdesk.bot.chat.mail.replying import draw_asked
from rosterdesk.bot.words.mailboxes import describe_confirmed
from rosterdesk.bot.words.texts import format_time, phrases
from rosterdesk.core.customers.registering import schools_to_send_for, uploaders_at
from rosterdesk.core.language import N_
from rosterdesk.core.models import Trust
from rosterdesk.mailbox.models import MailMessage, MailStatus
from rosterdesk.mailbox.replies.saying import format_size
from rosterdesk.mailbox.store.held.waiting import WAITING
from rosterdesk.mailbox.trust.reasons import explain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.core.language import Language
    from rosterdesk.core.models import School


class MailAction(CallbackData, prefix="mail"):
    action: str  # take, discard
    mail: int
    school: int = 0


class SenderAction(CallbackData, prefix="vouch"):
    """Registering the sender of a mail: school, who, grant, new."""

    action: str
    mail: int
    school: int = 0
    customer: int = 0


_MOST_FILES = 5
_STATES = {
    MailStatus.HELD: N_("✉️ A mail is held"),
    MailStatus.QUARANTINED: N_("✉️ A mail was set aside"),
    MailStatus.PROCESSED: N_("✅ This mail was taken"),
    MailStatus.DISCARDED: N_("🗑 This mail was discarded"),
}


async def draw_mail(
    mail: MailMessage, language: Language
) -> tuple[Text, InlineKeyboardMarkup | None]:
    title = phrases.say(language, _STATES.get(mail.status, _STATES[MailStatus.HELD]))
    sender = mail.address or phrases.say(language, "no clear sender")
    lines: list[Text] = [
        Bold(title),
        Text("👤 ", Code(sender), " · ", format_time(mail.arrived_at, language)),
    ]
    lines += draw_contents(mail, language)
    lines += [Text("• ", reason) for reason in explain(mail.reasons, language)]
    lines += await draw_asked(mail, language)
    if mail.confirmed is not None:
        lines.append(Text("💬 ", describe_confirmed(mail, language)))
    if mail.status not in WAITING:
        return as_list(*lines), None
    schools = await _list_schools(mail)
    return as_list(*lines), _draw_buttons(mail, schools, language)


def draw_contents(mail: MailMessage, language: Language) -> list[Text]:
    """Return its subject and the names of its files, by which people tell mails apart."""
    drawn = [Text("✉️ ", Italic(mail.subject))] if mail.subject else []
    drawn += [
        Text("📄 ", f"{name} ({format_size(int(size), language)})")
        for name, size, _ in mail.parts[:_MOST_FILES]
    ]
    if (more := len(mail.parts) - _MOST_FILES) > 0:
        drawn.append(
            Text(
                phrases.say_many(language, more, "and {count} more file", "and {count} more files")
            )
        )
    return drawn


async def _list_schools(mail: MailMessage) -> list[School]:
    """Return the schools for which this sender may send, once a person vouches for the mail."""
    if not mail.address or mail.trust == Trust.D:
        return []
    found: dict[int, School] = {}
    for customer in await uploaders_at(mail.address):
        found |= {school.id: school for school in await schools_to_send_for(customer)}
    return list(found.values())


def _draw_buttons(
    mail: MailMessage, schools: Sequence[School], language: Language
) -> InlineKeyboardMarkup:
    def button(label: str, action: str, school: int = 0) -> list[InlineKeyboardButton]:
        data = MailAction(action=action, mail=mail.id, school=school)
        return [InlineKeyboardButton(text=label, callback_data=data.pack())]

    rows = [
        button(
            phrases.say(language, "I know it is real: take it for {school}", school=school.name),
            "take",
            school.id,
        )
        for school in schools[:8]
    ]
    if mail.trust == Trust.C and not schools:
        data = SenderAction(action="school", mail=mail.id)
        label = phrases.say(language, "Register this sender for a school")
        rows.append([InlineKeyboardButton(text=label, callback_data=data.pack())])
    rows.append(button(phrases.say(language, "Discard"), "discard"))
    return InlineKeyboardMarkup(inline_keyboard=rows)
