"""The message of a print job, drawn from the database each time."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Bold, Code, Text, as_list

from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.clock import LOCAL
from rosterdesk.core.language import N_
from rosterdesk.core.models import SlipStatus
from rosterdesk.core.slips.requests import ReprintReason
from rosterdesk.printer.errors import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rosterdesk.core.language import Language
    from rosterdesk.core.slips.queue import JobView


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


REASONS: dict[str, str] = {
    ReprintReason.LOST: N_("lost"),
    ReprintReason.UNREADABLE: N_("not to be read"),
    ReprintReason.NOT_PRINTED: N_("not printed"),
    ReprintReason.OTHER: N_("another reason"),
}


class JobAction(CallbackData, prefix="job"):
    """A button of a job: show, pause, resume, skip, stop, cancel, look, move, now, at, from."""

    action: str
    job: str
    printer: str = ""  # see ``shorten_printer``
    number: int = 0  # the slip to go on at


class SlipAnswer(CallbackData, prefix="slip"):
    """The desk's answer to "was this slip printed?"."""

    slip: int
    printed: bool


class SheetAnswer(CallbackData, prefix="sheet"):
    """The desk's answer that all of a sheet's cards are on paper."""

    job: str
    first: int
    last: int


def shorten_printer(name: str) -> str:
    """Return what stands for the printer in a button, which has 64 bytes for everything."""
    return f"{zlib.crc32(name.encode()):08x}"


def find_printer(short: str, printers: Iterable[str]) -> str | None:
    return next((name for name in printers if shorten_printer(name) == short), None)


def draw_job(job: JobView, language: Language) -> Text:
    lines: list[Text] = [Bold(_describe_progress(job, language))]
    if job.reason in REASONS:
        lines.append(Text(_describe_again(job.reason, language)))
    lines += [Text(line) for line in _describe_state(job, language)]
    lines.append(Text(Code(job.name), f" · {job.printer}"))
    return as_list(*lines)


def _describe_again(reason: str, language: Language) -> str:
    return phrases.say(
        language,
        "🔁 Printed again: {reason}. The slip has a new password, the old one no longer works.",
        reason=phrases.say(language, REASONS[reason]),
    )


def _describe_progress(job: JobView, language: Language) -> str:
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


def _describe_state(job: JobView, language: Language) -> Iterable[str]:
    if job.trouble and job.is_open:
        yield "⚠️ " + Reason(job.trouble).say(language)
        yield phrases.say(language, "It goes on by itself when the printer answers again.")
    if job.paused_by and job.is_open:
        yield phrases.say(language, "⏸ Paused by {name}.", name=job.paused_by)
    elif job.quiet_until and job.is_open:
        until = f"{job.quiet_until.astimezone(LOCAL):%H:%M}"
        yield phrases.say(language, "🌙 Quiet hours: it waits until {time}.", time=until)
    elif job.stopping:
        yield phrases.say(language, "⏹ Stops after this slip.")
    for status, (one, many) in _ASIDE.items():
        if count := job.counts.get(status):
            yield phrases.say_many(language, count, one, many)


def draw_buttons(
    job: JobView, printers: Sequence[str], language: Language
) -> InlineKeyboardMarkup | None:
    def button(action: str, label: str, printer: str = "") -> InlineKeyboardButton:
        data = JobAction(action=action, job=job.name, printer=printer)
        return InlineKeyboardButton(text=label, callback_data=data.pack())

    at = [button("at", phrases.say(language, "↪️ From slip …"))] if job.total > 1 else []
    if not job.is_open or job.current is None:
        return InlineKeyboardMarkup(inline_keyboard=[at]) if at else None
    going = _draw_going(job, language, button)
    rows = [
        [going, button("skip", phrases.say(language, "⏭ Skip next"))],
        [
            button("stop", phrases.say(language, "⏹ Stop after this one")),
            button("cancel", phrases.say(language, "✖️ Cancel the rest")),
        ],
    ]
    rows.append([button("look", phrases.say(language, "👁 Show the next one")), *at])
    others = [name for name in printers if name != job.printer]
    rows += [
        [
            button(
                "move",
                phrases.say(language, "➡️ To printer {name}", name=name),
                shorten_printer(name),
            )
        ]
        for name in others[:4]
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def _draw_going(
    job: JobView, language: Language, button: Callable[[str, str], InlineKeyboardButton]
) -> InlineKeyboardButton:
    if job.paused_by:
        return button("resume", phrases.say(language, "▶️ Go on"))
    if job.quiet_until:
        return button("now", phrases.say(language, "▶️ Print now"))
    return button("pause", phrases.say(language, "⏸ Pause"))
