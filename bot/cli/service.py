from __future__ import annotations

from typing import Annotated

import typer


def add_to(app: typer.Typer) -> None:
    for command in (run, demo, migrate):
        app.command()(command)


def run(
    only: Annotated[
        str | None, typer.Option(help="Parts to run, by comma: chat, mail, print.")
    ] = None,
) -> None:
    """Run the service until it is stopped."""
    import asyncio

    from rosterdesk.bot.running import run_service
    from rosterdesk.bot.service import choose_parts
    from rosterdesk.bot.settings import load_settings

    asyncio.run(run_service(load_settings(), choose_parts(only)))


def demo(
    headless: Annotated[
        bool, typer.Option("--headless", help="Play the whole job once and exit.")
    ] = False,
) -> None:
    """Show everything on this machine, offline: mail, chat and printer are stand-ins."""
    import asyncio

    from rosterdesk.bot.demo.play import play

    del headless  # a page to try by hand comes later; until then both play the job
    raise typer.Exit(asyncio.run(play()))


def migrate() -> None:
    """Bring the database up to this version of the program."""
    from rosterdesk.bot.cli.running import with_core

    async def done(*_: object) -> None:
        print("The database is up to date.")

    with_core(done)
