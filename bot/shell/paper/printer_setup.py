from __future__ import annotations

from typing import Annotated

import typer


def add_to(app: typer.Typer) -> None:
    app.command("setup")(setup)


def setup(
    at: Annotated[
        str | None,
        typer.Option(help="Its address, or its number among the printers that are found."),
    ] = None,
    name: Annotated[str | None, typer.Option(help="What the desk calls it.")] = None,
    profile: Annotated[
        str | None, typer.Option(help="Take over what setup found at another desk.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Take the place of an earlier printer of that name.")
    ] = False,
) -> None:
    """Set up a printer: find it, print four strips, ask what they look like, write the settings."""
    import asyncio

    from rosterdesk.bot.shell.paper.printer_walk import Wanted, walk

    asyncio.run(walk(Wanted(at, name, profile, replace=replace)))
