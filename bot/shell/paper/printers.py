from __future__ import annotations

from typing import Annotated

import typer

from rosterdesk.bot.shell.paper import printer_setup
from rosterdesk.bot.shell.running import JsonFlag, answer, table

app = typer.Typer(no_args_is_help=True, help="Receipt printers.")
printer_setup.add_to(app)


@app.command("list")
def list_(as_json: Annotated[bool, JsonFlag] = False) -> None:
    """List the printers of the settings."""
    from rosterdesk.bot.settings import load_settings

    printers = load_settings().printing.printers
    if as_json:
        answer(printers, as_json=True, lines=())
    else:
        table(("name", "address"), printers.items())


@app.command()
def test(name: Annotated[str, typer.Argument()]) -> None:
    """Print a test page."""
    import asyncio

    from rosterdesk.bot.shell.paper.paper import print_test_page

    asyncio.run(print_test_page(name))


@app.command()
def status(
    name: Annotated[str | None, typer.Argument()] = None,
    as_json: Annotated[bool, JsonFlag] = False,
) -> None:
    """Ask the printers how they are: ready, or what is the matter."""
    import asyncio

    from rosterdesk.bot.shell.paper.paper import ask_status

    data, lines = asyncio.run(ask_status(name))
    answer(data, as_json=as_json, lines=lines)


@app.command()
def profiles(
    like: Annotated[
        str, typer.Argument(help="A part of a model's name; names that resemble it are listed.")
    ] = "",
    as_json: Annotated[bool, JsonFlag] = False,
) -> None:
    """List the models that are known, and why some of them can print no slip."""
    from dataclasses import asdict

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
    table(
        ("profile", "maker", "model", "remark"),
        [
            *((name, "", "", parameters) for name, parameters in own.items()),
            *(
                (choice.name, choice.vendor, choice.model, choice.say_trouble(settings.language))
                for choice in found
            ),
        ],
    )
