"""Imports of the server that processes are forked from (``tests.forking``), and of nobody else."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import rosterdesk.bot.program.running
import rosterdesk.bot.shell.main
import rosterdesk.core.storage.postgres
import rosterdesk.core.storage.sqlite  # noqa: F401

for name in (
    "rosterdesk.bot.program.loops",
    "rosterdesk.core.migrations",
    "rosterdesk.mailbox.migrations",
    "rosterdesk.bot.migrations",
):
    for module in iter_modules(import_module(name).__path__):
        import_module(f"{name}.{module.name}")
