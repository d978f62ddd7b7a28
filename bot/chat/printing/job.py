"""The message of a print job, drawn from the database each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Bold, Code, Text, as_list

from rosterdesk.bot.chat.printing.words import phrases
from rosterdesk.core.language import N_
from rosterdesk.core.models import SlipStatus
from rosterdesk.printer.errors import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rosterdesk.core.language import Language
    from rosterdesk.core.usecases.queue import JobView


_ASIDE = {
    SlipStatus.UNKNOWN: (
        N_("❓ {count} slip is not certain"),
        N_("❓ {count} slips are not certain"),
    ),
    SlipStatus.FAILED: (
        N_("⚠️ {count} slip could not be made"),
        N_("⚠️ {count} slips could not be made"),
    ),
    SlipStatus.CANCELLED: (N_("{count} slip cancelled"), N_("{count} slips cancelled")),
}


class JobAction(CallbackData, prefix="job"):
    action: str
    job: str
    printer: str = ""


class SlipAnswer(CallbackData, prefix="slip"):
    """The desk's answer to "was this slip printed?"."""

    slip: int
    printed: bool


def draw_job(job: JobView, language: Language) -> Text:
    lines: list[Text] = [Bold(_say_progress(job, language))]
    lines += [Text(line) for line in _say_state(job, language)]
    lines.append(Text(Code(job.name), f" · {job.printer}"))
    return as_list(*lines)


def _say_progress(job: JobView, language: Language) -> str:
    if not job.is_open:
        return phrases.say_many(
            language, job.printed, "🖨 {count} slip printed", "🖨 {count} slips printed"
        )
    here = job.current
    class_name = (here.customer.class_name or here.customer.class_code) if here else None
    text = phrases.say(
        language, "🖨 Printing {number} of {total}", number=job.printed + 1, total=job.total
    )
    if not class_name:
        return text
    return text + phrases.say(language, " · class {name}", name=class_name)


def _say_state(job: JobView, language: Language) -> Iterable[str]:
    if job.trouble and job.is_open:
        yield "⚠️ " + Reason(job.trouble).say(language)
        yield phrases.say(language, "It goes on by itself when the printer answers again.")
    if job.paused_by and job.is_open:
        yield phrases.say(language, "⏸ Paused by {name}.", name=job.paused_by)
    elif job.stopping:
        yield phrases.say(language, "⏹ Stops after this slip.")
    for status, (one, many) in _ASIDE.items():
        if count := job.counts.get(status):
            yield phrases.say_many(language, count, one, many)


def draw_buttons(
    job: JobView, printers: Sequence[str], language: Language
) -> InlineKeyboardMarkup | None:
    if not job.is_open or job.current is None:
        return None

    def button(action: str, label: str, printer: str = "") -> InlineKeyboardButton:
        data = JobAction(action=action, job=job.name, printer=printer)
        return InlineKeyboardButton(text=label, callback_data=data.pack())

    going = (
        button("resume", phrases.say(language, "▶️ Go on"))
        if job.paused_by
        else button("pause", phrases.say(language, "⏸ Pause"))
    )
    rows = [
        [going, button("skip", phrases.say(language, "⏭ Skip next"))],
        [
            button("stop", phrases.say(language, "⏹ Stop after this one")),
            button("cancel", phrases.say(language, "✖️ Cancel the rest")),
        ],
    ]
    rows.append([button("look", phrases.say(language, "👁 Show the next one"))])
    others = [name for name in printers if name != job.printer]
    rows += [
        [button("move", phrases.say(language, "➡️ To printer {name}", name=name), name)]
        for name in others[:4]
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)
