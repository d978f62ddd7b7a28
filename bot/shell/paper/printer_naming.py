"""The part of ``rosterdesk printer setup`` in which the printer gets its name."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from rosterdesk.bot.errors import ProgramError
from rosterdesk.bot.settings import read_printing_of_environment
from rosterdesk.core.language import N_
from rosterdesk.printer.setup.naming import WrongNameError, choose_name, find_twin
from rosterdesk.printer.setup.writing import (
    Addition,
    WritingError,
    check_printer,
    require_changeable,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rosterdesk.bot.shell.paper.printer_walk import Walk, Wanted
    from rosterdesk.printer.setup.findings import Findings

_USUAL_NAME = "balie"


async def name_printer(steps: Walk, wanted: Wanted, findings: Findings) -> tuple[str, str]:
    """Return a name under which the settings take the printer, and the one that it had."""
    printers, environment = steps.settings.printing.printers, read_printing_of_environment()
    twin = await asyncio.to_thread(find_twin, printers, findings.place) or ""
    require_changeable([twin], environment)
    named, usual = wanted.name, twin or _find_free_name(printers)
    while True:
        typed = named
        if typed is None:
            typed = steps.read(N_("What do you call this printer? [{name}]"), name=usual)
        try:
            name = steps.name = choose_name(typed, usual if named is None else "")
            require_changeable([name], environment)
            before = twin if name != twin else ""
            if before and not _may_rename(steps, wanted, before, name):
                named, steps.name = None, ""
                continue
            check_printer(
                steps.file, Addition(name, findings.url, before=before), steps.settings.printing
            )
        except (WritingError, WrongNameError) as error:
            if named is not None:
                raise
            steps.name = ""
            steps.warn(error)
        else:
            if wanted.replace or _may_replace(steps, name, twin, given=named is not None):
                return name, before
            named, steps.name = None, ""


def _find_free_name(printers: Mapping[str, str]) -> str:
    name, number = _USUAL_NAME, 1
    while name in printers:
        number += 1
        name = f"{_USUAL_NAME}-{number}"
    return name


def _may_rename(steps: Walk, wanted: Wanted, before: str, name: str) -> bool:
    """Ask whether the printer is called otherwise from now on.

    Raises ProgramError where nobody is there to be asked.
    """
    if wanted.replace:
        return True
    if wanted.name is not None and not sys.stdin.isatty():
        raise ProgramError(
            N_("“{before}” and “{name}” are the same printer: --replace gives it the new name."),
            before=before,
            name=name,
        )
    return steps.confirm(
        N_("This printer is called “{before}” now. Call it “{name}” from now on?"),
        before=before,
        name=name,
    )


def _may_replace(steps: Walk, name: str, twin: str, *, given: bool) -> bool:
    """Ask whether this printer takes the place of the one that has its name, if one has.

    Raises ProgramError where nobody is there to be asked.
    """
    there = steps.settings.printing.printers.get(name)
    if there is None:
        return True
    place = there.partition("?")[0]
    if given and not sys.stdin.isatty():
        raise ProgramError(
            N_("There is a printer called {name} already, at {place}: --replace replaces it."),
            name=name,
            place=place,
        )
    if name == twin:
        return steps.confirm(N_("“{name}” is this printer already. Set it up anew?"), name=name)
    return steps.confirm(
        N_("There is a printer called “{name}” already, at {place}. Does this one replace it?"),
        name=name,
        place=place,
    )
