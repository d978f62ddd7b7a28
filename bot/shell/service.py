from __future__ import annotations

import logging
from typing import Annotated

import typer

from rosterdesk.bot.shell.exits import EXIT_MENDABLE
from rosterdesk.bot.shell.running import JsonFlag, answer


def add_to(app: typer.Typer) -> None:
    for command in (init, run, demo, migrate, doctor):
        app.command()(command)


def init() -> None:
    """Set up: ask what is needed, try each connection, write the settings and their secrets."""
    import asyncio

    from rosterdesk.bot.program.logs import set_up_logs
    from rosterdesk.bot.program.setup.dialog import Dialog
    from rosterdesk.bot.program.setup.setting_up import set_up
    from rosterdesk.bot.settings import find_file
    from rosterdesk.core.language import N_

    set_up_logs(level=logging.CRITICAL)
    dialog = Dialog()
    try:
        asyncio.run(set_up(dialog, find_file()))
    except KeyboardInterrupt:
        dialog.repeat("")
        dialog.say(N_("Stopped: no settings were written."))
        raise


def run(
    only: Annotated[
        str | None, typer.Option(help="Parts to run, by comma: chat, mail, page, print.")
    ] = None,
) -> None:
    """Run the service until it is stopped."""
    import asyncio

    from rosterdesk.bot.program.running import run_service
    from rosterdesk.bot.program.service import choose_parts
    from rosterdesk.bot.settings import forget_environment, load_settings, require_setup

    require_setup()
    settings = load_settings()
    forget_environment()
    asyncio.run(run_service(settings, choose_parts(only)))


def demo(
    headless: Annotated[
        bool, typer.Option("--headless", help="Play the whole job once and exit.")
    ] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Of the page; 0 is any that is free.")
    ] = 0,
) -> None:
    """Show everything on this machine, offline: mail, chat and printer are stand-ins.

    Serves a page in which it can be tried by hand, until it is stopped with Ctrl+C.
    """
    import asyncio

    _require_demo()
    if headless:
        from rosterdesk.bot.demo.play import play

        raise typer.Exit(asyncio.run(play()))

    from rosterdesk.bot.demo.page.running import run_page

    print("Setting the stage …", flush=True)
    asyncio.run(run_page(port, _describe_address))


def _require_demo() -> None:
    """Refuse where the libraries of the stand-ins are missing: a library's server has none."""
    from importlib.util import find_spec

    from rosterdesk.bot.errors import ProgramError
    from rosterdesk.core.language import N_

    if not all(find_spec(name) for name in ("aiosmtpd", "proxyprotocol", "pymap", "pysasl")):
        raise ProgramError(
            N_("The demo needs libraries of its own: pip install 'rosterdesk[demo]' brings them.")
        )


def _describe_address(address: str) -> None:
    print(
        f"\n  Open in your browser:  {address}\n\n"
        "  Nothing leaves this machine and nothing is kept. Ctrl+C stops it.",
        flush=True,
    )


def migrate(
    back_to: Annotated[
        str | None,
        typer.Option(
            metavar="STEP",
            help="Undo all that came after this step (core.0001_initial), for an older program.",
        ),
    ] = None,
    role: Annotated[
        str | None,
        typer.Option("--grant", metavar="ROLE", help="A role of PostgreSQL for the service."),
    ] = None,
) -> None:
    """Bring the database up to this version of the program, or back to an older one's."""
    import asyncio

    from rosterdesk.bot.program.database import APPS
    from rosterdesk.bot.settings import load_settings
    from rosterdesk.bot.shell.running import with_core
    from rosterdesk.core.storage.database import grant_service, open_database

    async def done(*_: object) -> None:
        if role is not None:
            await grant_service(role)
            print(f"{role} may run the service, and only add to the audit trail.")
        print("The database is up to date.")

    async def go_back() -> None:
        async with open_database(load_settings().find_database(), APPS, back_to=back_to):
            print(f"The database is at {back_to}: the older program can be started now.")

    if back_to is None:
        with_core(done)
    else:
        asyncio.run(go_back())


def doctor(
    quick: Annotated[
        bool,
        typer.Option("--quick", help="A second for each connection, and no test of the reader."),
    ] = False,
    as_json: Annotated[bool, JsonFlag] = False,
) -> None:
    """Look at each connection: ok, or what is wrong and how to mend it."""
    import asyncio

    from rosterdesk.bot.program.doctor import examine
    from rosterdesk.bot.program.logs import set_up_logs
    from rosterdesk.bot.settings import load_settings

    set_up_logs(level=logging.CRITICAL)
    findings = asyncio.run(examine(load_settings(), quick=quick))
    answer(
        {finding.name: finding.trouble or "ok" for finding in findings},
        as_json=as_json,
        lines=(f"{f.name:16}  {f.trouble or _describe_well(f.facts)}" for f in findings),
    )
    if any(finding.trouble for finding in findings):
        raise typer.Exit(EXIT_MENDABLE)


def _describe_well(facts: str) -> str:
    return f"ok ({facts})" if facts else "ok"
