"""Putting job messages into chats and keeping them current, at most every two seconds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from rosterdesk.bot.chat.access.person import choose_language
from rosterdesk.bot.chat.printing.job import (
    JobAction,
    SheetAnswer,
    SlipAnswer,
    draw_buttons,
    draw_job,
)
from rosterdesk.bot.chat.printing.preview import tell_unprintable
from rosterdesk.bot.chat.screen.buttons import button, keyboard
from rosterdesk.bot.models import ChatAccount, JobMessage
from rosterdesk.bot.words.jobs import ask_about_slip
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.clock import LOCAL
from rosterdesk.core.models import Slip, SlipStatus
from rosterdesk.core.slips.queue import NoSuchJobError, get_slip, load_job, look_at_jobs
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads import (
    PrinterSetUp,
    PrinterState,
    QuietHours,
    SheetUnknown,
    SlipsRequested,
    SlipUnknown,
)
from rosterdesk.printer.errors import Reason

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from aiogram import Bot

    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Event


async def show_job(
    bot: Bot, name: str, chat_id: int, printers: Sequence[str], language: Language
) -> None:
    """Send the message of a job; a ``JobWatch`` keeps it current from then on."""
    job = await load_job(name)
    text = draw_job(job, language)
    message = await bot.send_message(
        chat_id, **text.as_kwargs(), reply_markup=draw_buttons(job, printers, language)
    )
    await JobMessage.create(
        job=name, chat_id=chat_id, message_id=message.message_id, shown=_shown(text)
    )


@dataclass(slots=True)
class JobWatch:
    """A watch that keeps the messages of jobs current; ``_seen`` is each job's state as last drawn.

    On the last day before school begins hundreds of jobs wait, and one or two of them move.
    """

    bot: Bot
    default: Language
    _seen: dict[str, object] = field(default_factory=dict)

    async def update(self, printers: Sequence[str]) -> None:
        """Edit the messages of jobs that moved on; a finished job is drawn a last time."""
        messages = await JobMessage.filter(finished=False)
        now = await look_at_jobs({message.job for message in messages})
        for message in messages:
            if self._seen.get(message.job) != now[message.job]:
                await update_job(self.bot, message, printers, self.default)
        self._seen = now


async def update_job_messages(
    bot: Bot, job: str, printers: Sequence[str], default: Language
) -> None:
    for message in await JobMessage.filter(job=job):
        await update_job(bot, message, printers, default)


async def update_job(
    bot: Bot, message: JobMessage, printers: Sequence[str], default: Language
) -> None:
    account = await ChatAccount.get_or_none(chat_id=message.chat_id)
    language = choose_language(account, None, default)
    try:
        job = await load_job(message.job)
    except NoSuchJobError:
        said = phrases.say(language, "🖨 This print job is no longer there: its slips lapsed.")
        await _edit(bot, message, {"text": said}, None)
        await message.delete()
        return
    text, buttons = draw_job(job, language), draw_buttons(job, printers, language)
    shown = _shown(text, buttons)
    if shown != message.shown:
        await _edit(bot, message, text.as_kwargs(), buttons)
    if shown != message.shown or not job.is_open:
        await JobMessage.filter(id=message.id).update(shown=shown, finished=not job.is_open)


async def _edit(
    bot: Bot,
    message: JobMessage,
    text: dict[str, object],
    buttons: InlineKeyboardMarkup | None,
) -> None:
    try:
        await bot.edit_message_text(
            chat_id=message.chat_id,
            message_id=message.message_id,
            **text,  # type: ignore[arg-type]  # aiogram's own keyword arguments
            reply_markup=buttons,
        )
    except TelegramBadRequest:
        # Not modified, deleted or too old: the next state is shown in a new job's message.
        return


def _shown(text: object, buttons: InlineKeyboardMarkup | None = None) -> str:
    return f"{text!s}|{buttons.model_dump_json() if buttons else ''}"[:4000]


async def tell_requested(
    bot: Bot, event: Event, chat_id: int, printers: Sequence[str], language: Language
) -> None:
    job = SlipsRequested.read(event).job
    await show_job(bot, job, chat_id, printers, language)
    await tell_unprintable(bot, job, chat_id, language)


async def tell_unknown(
    bot: Bot, event: Event, chat_id: int, printers: Sequence[str], language: Language
) -> None:
    """Ask the one question that only somebody at the printer can answer."""
    del printers
    slip = await get_slip(SlipUnknown.read(event).slip)
    if slip is None or slip.status is not SlipStatus.UNKNOWN:
        return
    question = ask_about_slip(slip, language)
    buttons = [
        _answer(slip, phrases.say(language, "Yes, I have it"), printed=True),
        _answer(slip, phrases.say(language, "No, print it again"), printed=False),
    ]
    await bot.send_message(
        chat_id, question, reply_markup=InlineKeyboardMarkup(inline_keyboard=[buttons])
    )


async def tell_unknown_sheet(
    bot: Bot, event: Event, chat_id: int, printers: Sequence[str], language: Language
) -> None:
    """Ask once about all cards of a sheet; those that are missing are printed again from one on."""
    del printers
    sheet = SheetUnknown.read(event)
    question = phrases.say(
        language,
        "Are cards {first} to {last} of job {job} all on paper? Look at {printer}: the number"
        " stands at the foot of each card.",
        first=sheet.first,
        last=sheet.last,
        job=sheet.job,
        printer=sheet.printer,
    )
    all_there = SheetAnswer(job=sheet.job, first=sheet.first, last=sheet.last)
    again = JobAction(action="at", job=sheet.job)
    buttons = [
        [button(phrases.say(language, "Yes, all of them"), all_there)],
        [button(phrases.say(language, "No, print again from card …"), again)],
    ]
    await bot.send_message(chat_id, question, reply_markup=keyboard(buttons))


def _answer(slip: Slip, label: str, *, printed: bool) -> InlineKeyboardButton:
    data = SlipAnswer(slip=slip.id, printed=printed)
    return InlineKeyboardButton(text=label, callback_data=data.pack())


async def tell_printer(
    bot: Bot, event: Event, chat_id: int, printers: Sequence[str], language: Language
) -> None:
    del printers
    said = PrinterState.read(event)
    name = said.printer
    if said.reason:
        text = f"⚠️ {name}: {Reason(said.reason).say(language)}"
    else:
        text = phrases.say(language, "✅ {printer}: the printer is ready again.", printer=name)
    await bot.send_message(chat_id, text)


async def tell_set_up(
    bot: Bot, event: Event, chat_id: int, printers: Sequence[str], language: Language
) -> None:
    del printers
    said = PrinterSetUp.read(event)
    text = phrases.say(
        language,
        "🖨 {name} set up the printer “{printer}”, {address}. Slips go there from now on.",
        name=event.actor,
        printer=said.printer,
        address=said.address,
    )
    await bot.send_message(chat_id, text)


async def tell_quiet(
    bot: Bot, event: Event, chat_id: int, printers: Sequence[str], language: Language
) -> None:
    """Say that slips wait for the end of the quiet hours, or that they come out now."""
    del printers
    said = QuietHours.read(event)
    count, name = said.slips, said.printer
    if said.until:
        text = phrases.say_many(
            language,
            count,
            "🌙 {printer}: {count} slip waits until {time}, the end of the quiet hours.",
            "🌙 {printer}: {count} slips wait until {time}, the end of the quiet hours.",
            printer=name,
            time=f"{said.until.astimezone(LOCAL):%H:%M}",
        )
    else:
        text = phrases.say_many(
            language,
            count,
            "☀️ {printer}: the quiet hours are over, {count} slip comes out now.",
            "☀️ {printer}: the quiet hours are over, {count} slips come out now.",
            printer=name,
        )
    await bot.send_message(chat_id, text)


TELLERS: dict[Kind, Callable[[Bot, Event, int, Sequence[str], Language], Awaitable[None]]] = {
    Kind.SLIPS_REQUESTED: tell_requested,
    Kind.SLIP_UNKNOWN: tell_unknown,
    Kind.SHEET_UNKNOWN: tell_unknown_sheet,
    Kind.PRINTER_SET_UP: tell_set_up,
    Kind.PRINTER_TROUBLE: tell_printer,
    Kind.PRINTER_WELL: tell_printer,
    Kind.PRINTER_QUIET: tell_quiet,
    Kind.PRINTER_AWAKE: tell_quiet,
}
