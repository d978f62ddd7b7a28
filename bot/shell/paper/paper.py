from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rosterdesk.bot.errors import ProgramError
from rosterdesk.bot.program.heard import ask_heard
from rosterdesk.bot.program.logs import set_up_logs
from rosterdesk.bot.settings import (
    Settings,
    find_file,
    load_settings,
    read_printing_of_environment,
)
from rosterdesk.bot.words.slips import OUTCOMES, describe_outcome, name_reason
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.language import N_
from rosterdesk.core.library import find_key_file
from rosterdesk.core.protection.keys import load_keys
from rosterdesk.printer.devices.owner import Printer, Result
from rosterdesk.printer.errors import PrinterError
from rosterdesk.printer.model.address import name_secret, parse_address
from rosterdesk.printer.settings import OWN_FILE
from rosterdesk.printer.setup.writing import list_written
from rosterdesk.printer.sheets.sheet import build_sample_sheet
from rosterdesk.printer.slips.layout import load_layout
from rosterdesk.printer.slips.testpage import build_test_page

if TYPE_CHECKING:
    from rosterdesk.printer.devices.device import Status


async def print_test_page(name: str | None) -> None:
    """Print the test page; raises ProgramError with the reason where it may not be on paper."""
    settings = load_settings()
    set_up_logs()
    name = name or _find_only_printer(settings)
    url = find_printer(settings, name)
    if settings.printing.asks(name):
        raise ProgramError(_ASKS, name=name)
    layout = load_layout(settings.printing.layout_file)
    async with Printer(name, url) as printer:
        if printer.form is None:
            page = build_test_page(layout, printer.paper, settings.language, name, url)
        else:
            page = build_sample_sheet(
                layout, settings.library_name, printer.form, settings.language
            )
        outcome = await printer.print_slip(page)
    if outcome.result in {Result.UNKNOWN, Result.NOT_SENT}:
        raise ProgramError(
            OUTCOMES[outcome.result], reason=name_reason(outcome).say(settings.language)
        )
    print(describe_outcome(outcome, name, settings.language))


def find_origins(settings: Settings) -> dict[str, str]:
    """Return for each printer where its address stands: of several places, the one that counts."""
    own = settings.data / OWN_FILE
    environment = read_printing_of_environment().get("printers", {})
    set_up, origins = list_written(own, "printers"), {}
    for name in settings.printing.printers:
        origins[name] = str(own if name in set_up else find_file())
        if name in environment:
            origins[name] = phrases.say(settings.language, N_("the environment"))
    return origins


async def ask_status(name: str | None) -> tuple[dict[str, Any], list[str], bool]:
    """Return for each printer what it says of itself, as data and as sentences.

    And whether each of them could be asked.
    """
    settings = load_settings()
    set_up_logs()
    data: dict[str, Any] = {}
    lines = []
    if not settings.printing.printers:
        lines.append(phrases.say(settings.language, _NONE_YET))
    for each in [name] if name else list(settings.printing.printers):
        said, facts = await _ask_one(settings, each)
        data[each] = facts
        lines.append(f"{each}: {said}")
    return data, lines, all("online" in facts for facts in data.values())


def find_own_address(name: str) -> dict[str, str]:
    """Return what a printer that asks for its work must be told, by what it is."""
    settings = load_settings()
    known = parse_address(find_printer(settings, name))
    if not known.asks:
        raise ProgramError(_ASKS_NOT, name=name)
    if settings.page.url is None:
        raise ProgramError(_NO_PAGE)
    secret = load_keys(find_key_file(settings)).make_printer_secret(*name_secret(known))
    bare = f"{settings.page.url}/{known.scheme}/{known.target}"
    return {"url": f"{bare}/{secret}", "basic_url": bare, "user": known.target, "password": secret}


async def _ask_one(settings: Settings, name: str) -> tuple[str, dict[str, Any]]:
    try:
        status = await _find_status(settings, name)
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


async def _find_status(settings: Settings, name: str) -> Status:
    """Ask the printer, or the process that it asks for work; raises PrinterError."""
    url = find_printer(settings, name)
    if settings.printing.asks(name):
        return await ask_heard(settings, name)
    async with Printer(name, url) as printer:
        return await printer.status()


def _list_answers(status: Status) -> dict[str, str]:
    return {
        "online": str(status.online),
        "paper": str(status.paper),
        "paper_low": str(status.paper_low),
        "cover_closed": str(status.cover),
    }


def _find_only_printer(settings: Settings) -> str:
    """Return the one printer's name; raises ProgramError where there are more, or none."""
    names = list(settings.printing.printers)
    if not names:
        raise ProgramError(_NONE_YET)
    if len(names) > 1:
        raise ProgramError(N_("Which printer? Name one of: {names}."), names=", ".join(names))
    return names[0]


def find_printer(settings: Settings, name: str) -> str:
    if not settings.printing.printers:
        raise ProgramError(_NONE_YET)
    if name not in settings.printing.printers:
        raise ProgramError(
            N_("There is no printer called {name}; there are: {names}."),
            name=name,
            names=", ".join(settings.printing.printers),
        )
    return settings.printing.printers[name]


_NONE_YET = N_("There is no printer yet: “rosterdesk printer setup” sets one up.")
_ASKS = N_(
    "The printer {name} asks for its work at the page: it prints where the service runs. Print a"
    " slip with 'rosterdesk slip print'."
)
_ASKS_NOT = N_("The printer {name} does not ask for its work: it needs no address of ours.")
_NO_PAGE = N_("There is no page: set page.url, it is where the printer asks.")
