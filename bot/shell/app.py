from __future__ import annotations

from importlib.metadata import version

import typer

from rosterdesk.bot.shell import audit, backups, keys, service
from rosterdesk.bot.shell.paper import printers, slips
from rosterdesk.bot.shell.people import (
    cards,
    chats,
    customers,
    personal,
    schools,
    staff,
    taking_over,
)
from rosterdesk.bot.shell.rosters import files, handovers, mail, submissions

app = typer.Typer(
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,  # drawn help takes four times as long as all the rest of it
    pretty_exceptions_enable=False,  # a traceback with local values could show a pupil
    help="School rosters by mail or chat, approved by the librarian, passwords on paper.",
)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"rosterdesk {version('rosterdesk')}")
        raise typer.Exit


@app.callback()
def _take_options(
    version: bool = typer.Option(
        False,
        "--version",
        callback=_show_version,
        is_eager=True,
        help="Show which version this is.",
    ),
) -> None:
    pass


service.add_to(app)
files.add_to(app)
backups.add_to(app)
app.add_typer(schools.app, name="school")
app.add_typer(customers.app, name="customer")
personal.add_to(customers.app)
chats.add_to(customers.app)
taking_over.add_to(customers.app)
app.add_typer(cards.app, name="card")
app.add_typer(staff.app, name="staff")
app.add_typer(submissions.app, name="submission")
app.add_typer(handovers.app, name="handover")
handovers.add_to(app)
app.add_typer(slips.app, name="slip")
app.add_typer(printers.app, name="printer")
app.add_typer(audit.app, name="audit")
app.add_typer(keys.app, name="keys")
app.add_typer(mail.app, name="mail")
