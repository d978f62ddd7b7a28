from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rosterdesk.bot.errors import ProgramError
from rosterdesk.bot.program.logs import set_up_logs
from rosterdesk.bot.settings import Settings, load_settings
from rosterdesk.core.language import N_, Phrases
from rosterdesk.printer.devices.owner import Outcome, Printer, Result
from rosterdesk.printer.errors import PrinterError, Reason
from rosterdesk.printer.slips.layout import Layout, load_layout
from rosterdesk.printer.slips.testpage import build_test_page

if TYPE_CHECKING:
    from rosterdesk.printer.devices.device import Status

phrases = Phrases("rosterdesk.bot")
_UNKNOWN = N_("Look at the printer: the page may be on paper, whole or in part. {reason}")
_NOT_SENT = N_("Nothing was sent to the printer. {reason}")
_DONE = {
    Result.CONFIRMED: N_("{name}: the page is on paper, says the printer."),
    Result.SENT: N_("{name}: the page was sent; whether it is on paper this printer cannot tell."),
}


async def print_test_page(name: str) -> None:
    """Print the test page; raises ProgramError with the reason where it may not be on paper."""
    settings = load_settings()
    set_up_logs()
    url = find_printer(settings, name)
    layout_file = settings.printing.layout_file
    layout = load_layout(layout_file) if layout_file else Layout()
    async with Printer(name, url) as printer:
        page = build_test_page(layout, printer.paper, settings.language, name, url)
        outcome = await printer.print_slip(page)
    print(say_outcome(settings, name, outcome))


def say_outcome(settings: Settings, name: str, outcome: Outcome) -> str:
    """Return what became of a page; raises ProgramError where it may not be on paper."""
    if outcome.result in _DONE:
        return phrases.say(settings.language, _DONE[outcome.result], name=name)
    reason = (outcome.reason or Reason.BROKEN).say(settings.language)
    message = _UNKNOWN if outcome.result is Result.UNKNOWN else _NOT_SENT
    raise ProgramError(message, reason=reason)


async def ask_status(name: str | None) -> tuple[dict[str, Any], list[str]]:
    """Return for each printer what it says of itself, as data and as sentences."""
    settings = load_settings()
    set_up_logs()
    data: dict[str, Any] = {}
    lines = []
    for each in [name] if name else list(settings.printing.printers):
        said, facts = await _ask_one(settings, each)
        data[each] = facts
        lines.append(f"{each}: {said}")
    return data, lines


async def _ask_one(settings: Settings, name: str) -> tuple[str, dict[str, Any]]:
    async with Printer(name, find_printer(settings, name)) as printer:
        try:
            status = await printer.status()
        except PrinterError as error:
            said = error.say(settings.language)
            return said, {"ready": False, "reason": str(error.reason), "message": said}
    said = status.say(settings.language)
    return said, {
        "ready": status.ready,
        "reason": str(status.reason) if status.reason else None,
        "message": said,
        **_list_answers(status),
    }


def _list_answers(status: Status) -> dict[str, str]:
    return {
        "online": str(status.online),
        "paper": str(status.paper),
        "paper_low": str(status.paper_low),
        "cover": str(status.cover),
    }


def find_printer(settings: Settings, name: str) -> str:
    if name not in settings.printing.printers:
        raise ProgramError(N_("There is no printer called {name}."), name=name)
    return settings.printing.printers[name]
