from __future__ import annotations

from rosterdesk.bot.errors import ProgramError
from rosterdesk.bot.settings import Settings, load_settings
from rosterdesk.core.language import N_
from rosterdesk.printer.devices.owner import Printer, Result
from rosterdesk.printer.errors import PrinterError
from rosterdesk.printer.slips.layout import Layout, load_layout
from rosterdesk.printer.slips.testpage import build_test_page


async def print_test_page(name: str) -> None:
    """Print the test page; raises ProgramError with the reason where it did not leave."""
    settings = load_settings()
    layout_file = settings.printing.layout_file
    layout = load_layout(layout_file) if layout_file else Layout()
    async with Printer(name, _find(settings, name)) as printer:
        outcome = await printer.print_slip(build_test_page(layout, printer.paper))
    if outcome.result in {Result.NOT_SENT, Result.UNKNOWN} and outcome.reason:
        raise ProgramError(outcome.reason.say(settings.language).replace("{", "{{"))
    print(f"{name}: {outcome.result}")


async def ask_status(name: str | None) -> dict[str, str]:
    """Return for each printer what it says of itself, or why it cannot be asked."""
    settings = load_settings()
    names = [name] if name else list(settings.printing.printers)
    answers = {}
    for each in names:
        async with Printer(each, _find(settings, each)) as printer:
            try:
                answers[each] = str(await printer.status())
            except PrinterError as error:
                answers[each] = error.say(settings.language)
    return answers


def _find(settings: Settings, name: str) -> str:
    if name not in settings.printing.printers:
        raise ProgramError(N_("There is no printer called {name}."), name=name)
    return settings.printing.printers[name]
