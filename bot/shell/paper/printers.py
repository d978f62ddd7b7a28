from __future__ import annotations

from typing import Annotated

import typer

from rosterdesk.bot.shell.paper import printer_setup
from rosterdesk.bot.shell.running import JsonFlag, answer, table
from rosterdesk.core.language import N_

app = typer.Typer(no_args_is_help=True, help="Receipt printers.")
printer_setup.add_to(app)


@app.command("list")
def list_(as_json: Annotated[bool, JsonFlag] = False) -> None:
    """List the printers of the settings, each with where it stands."""
    from rosterdesk.bot.settings import load_settings
    from rosterdesk.bot.shell.paper.paper import find_origins

    settings = load_settings()
    printers = settings.printing.printers
    if as_json:
        answer(printers, as_json=True, lines=())
        return
    origins = find_origins(settings)
    rows = [(name, url, origins[name]) for name, url in printers.items()]
    table((N_("Name"), N_("Address"), N_("Stands in")), rows, settings.language)


@app.command("test")
def print_test(name: Annotated[str | None, typer.Argument()] = None) -> None:
    """Print a test page; the name may be left out where there is one printer."""
    import asyncio

    from rosterdesk.bot.shell.paper.paper import print_test_page

    asyncio.run(print_test_page(name))


@app.command()
def address(
    name: Annotated[str, typer.Argument()], as_json: Annotated[bool, JsonFlag] = False
) -> None:
    """Show what to type into a printer that asks for its work: its address, with its secret."""
    from rosterdesk.bot.shell.paper.paper import find_own_address

    found = find_own_address(name)
    answer(found, as_json=as_json, lines=(f"{key}: {value}" for key, value in found.items()))


@app.command()
def status(
    name: Annotated[str | None, typer.Argument()] = None,
    as_json: Annotated[bool, JsonFlag] = False,
) -> None:
    """Ask the printers how they are: ready, or what is the matter.

    Exit status 1: one of them cannot be asked.
    """
    import asyncio

    from rosterdesk.bot.shell.exits import EXIT_MENDABLE
    from rosterdesk.bot.shell.paper.paper import ask_status

    data, lines, all_told = asyncio.run(ask_status(name))
    answer(data, as_json=as_json, lines=lines)
    if not all_told:
        raise typer.Exit(EXIT_MENDABLE)


@app.command()
def profiles(
    like: Annotated[
        str, typer.Argument(help="A part of a model's name; names that resemble it are listed.")
    ] = "",
    as_json: Annotated[bool, JsonFlag] = False,
) -> None:
    """List the models that are known, and why some of them can print no slip."""
    from dataclasses import asdict

    from rosterdesk.bot.errors import ProgramError
    from rosterdesk.bot.settings import load_settings
    from rosterdesk.printer.model.profiles import list_profiles

    settings = load_settings()
    own = {
        name: parameters
        for name, parameters in settings.printing.profiles.items()
        if like.casefold() in name.casefold()
    }
    found = list_profiles(like)
    if as_json:
        answer(
            {"own": own, "profiles": [asdict(choice) for choice in found]}, as_json=True, lines=()
        )
        return
    if not own and not found:
        near = ", ".join(choice.name for choice in list_profiles(like, similar=_FAR)[:5])
        raise ProgramError(_NO_PROFILE_BUT if near else _NO_PROFILE, name=like, near=near)
    table(
        (N_("Profile"), N_("Maker"), N_("Model"), N_("Remark")),
        [
            *((name, "", "", parameters) for name, parameters in own.items()),
            *(
                (
                    choice.name,
                    choice.vendor,
                    choice.model,
                    choice.describe_trouble(settings.language),
                )
                for choice in found
            ),
        ],
        settings.language,
    )


_FAR = 35  # of 100: resembles it hardly
_NO_PROFILE_BUT = N_(
    "No profile and no model resembles “{name}”; the nearest are {near}. A printer without a"
    " profile is set up with “rosterdesk printer setup”."
)
_NO_PROFILE = N_(
    "No profile and no model resembles “{name}”: “rosterdesk printer profiles” lists all. A printer"
    " without a profile is set up with “rosterdesk printer setup”."
)
