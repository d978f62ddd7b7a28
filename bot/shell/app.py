from __future__ import annotations

import typer

from rosterdesk.bot.shell import audit, backups, keys, service
from rosterdesk.bot.shell.paper import printers, slips
from rosterdesk.bot.shell.people import cards, chats, customers, personal, schools, staff
from rosterdesk.bot.shell.rosters import files, mail, submissions

app = typer.Typer(
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,  # drawn help takes four times as long as all the rest of it
    pretty_exceptions_enable=False,  # a traceback with local values could show a pupil
    help="School rosters by mail or chat, approved by the librarian, passwords on paper.",
)

service.add_to(app)
files.add_to(app)
backups.add_to(app)
app.add_typer(schools.app, name="school")
app.add_typer(customers.app, name="customer")
personal.add_to(customers.app)
chats.add_to(customers.app)
app.add_typer(cards.app, name="card")
app.add_typer(staff.app, name="staff")
app.add_typer(submissions.app, name="submission")
app.add_typer(slips.app, name="slip")
app.add_typer(printers.app, name="printer")
app.add_typer(audit.app, name="audit")
app.add_typer(keys.app, name="keys")
app.add_typer(mail.app, name="mail")
