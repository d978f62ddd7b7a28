"""The printers that staff choose from, and how each of them is, at whatever door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from rosterdesk.bot.words.texts import format_time, phrases
from rosterdesk.core.clock import now
from rosterdesk.core.slips.printers import list_printers
from rosterdesk.printer.devices.device import Status
from rosterdesk.printer.errors import NotSentError, Reason

if TYPE_CHECKING:
    from datetime import datetime

    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.models import PrinterState

_MISSED = timedelta(minutes=2)  # it is written down each minute
_SILENT = timedelta(minutes=5)  # a process says each minute which printers it has


@dataclass(frozen=True, slots=True)
class Condition:
    """``keeps``: the sentence on what keeps it from printing, '' for nothing that is known.

    ``place`` says where it is driven, and when that was last heard of; ``is_there`` whether that
    was lately.
    """

    keeps: str
    place: str
    is_there: bool
    said: str = ""  # what it says of itself, where nothing keeps it from printing


async def find_printers(settings: Settings) -> list[str]:
    """Return the printers that staff choose from: ours, and those of processes elsewhere."""
    own = list(settings.printing.printers)
    return [*own, *(name for name in await list_printers() if name not in own)]


def read_heard(words: str | None, at: datetime | None) -> Status:
    """Return the last word of a printer that asks for its work.

    Raises NotSentError where that was too long ago.
    """
    if words is None or at is None or now() - at > _MISSED:
        raise NotSentError(Reason.UNREACHABLE)
    return Status.unpack(words)


def describe_trouble(state: PrinterState | None, language: Language) -> str:
    """Return what keeps its queue from going on; '' for nothing that was written down."""
    if state is None:
        return ""
    if state.paused_by:
        return phrases.say(language, "⏸ Paused by {name}.", name=state.paused_by)
    return f"⚠️ {Reason(state.trouble).say(language)}" if state.trouble else ""


def describe_condition(state: PrinterState | None, language: Language) -> Condition:
    place, keeps, said = _describe_place(state, language), describe_trouble(state, language), ""
    if not keeps and state is not None and state.heard_at is not None:
        keeps, said = _describe_heard(state, language)
    return Condition(keeps, place, _is_there(state), said)


def _describe_heard(state: PrinterState, language: Language) -> tuple[str, str]:
    try:
        status = read_heard(state.heard, state.heard_at)
    except NotSentError as error:
        return f"⚠️ {error.say(language)}", ""
    said = status.say(language)
    return ("", said) if status.ready else (f"⚠️ {said}", "")


def _is_there(state: PrinterState | None) -> bool:
    return state is not None and state.seen_at is not None and now() - state.seen_at <= _SILENT


def _describe_place(state: PrinterState | None, language: Language) -> str:
    if state is None or state.seen_at is None or state.machine is None:
        return phrases.say(language, "No process has this printer: is the service running there?")
    said = phrases.say(
        language,
        "on {machine}, heard of {time}",
        machine=state.machine,
        time=format_time(state.seen_at, language),
    )
    if not _is_there(state):
        return phrases.say(language, "{place}: is the service running there?", place=said)
    if state.heard_at is None:
        return said
    asked = format_time(state.heard_at, language)
    return f"{said}, " + phrases.say(language, "it last asked for work {time}", time=asked)
