"""The message of a print job, drawn from the database each time."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Bold, Code, Text, as_list

from rosterdesk.bot.words.jobs import describe_job
from rosterdesk.bot.words.texts import phrases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rosterdesk.core.language import Language
    from rosterdesk.core.slips.queue import JobView


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
    progress, *rest = describe_job(job, language)
    lines: list[Text] = [Bold(progress), *map(Text, rest)]
    lines.append(Text(Code(job.name), f" · {job.printer}"))
    return as_list(*lines)


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
