"""All the tables of the program, for opening, migrating and making migrations."""

from __future__ import annotations

from rosterdesk.core.storage.database import CORE_APP, configure_database

APPS = {**CORE_APP, "mailbox": "rosterdesk.mailbox.models", "chat": "rosterdesk.bot.models"}

# For `make migrations`: the models are compared with the migrations, no database is needed.
TORTOISE = configure_database("sqlite://:memory:", APPS)
