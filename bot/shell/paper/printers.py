from __future__ import annotations

from typing import Annotated

import typer

from rosterdesk.bot.shell.running import JsonFlag, answer, table

app = typer.Typer(no_args_is_help=True, help="Receipt printers.")


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
    """Ask the printers how they are: yes, no, or cannot know."""
    import asyncio

    from rosterdesk.bot.shell.paper.paper import ask_status

    found = asyncio.run(ask_status(name))
    answer(found, as_json=as_json, lines=(f"{key}: {value}" for key, value in found.items()))
