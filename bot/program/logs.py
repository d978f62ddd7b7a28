"""Logs: what happened, with numbers of rows and never with names, cards or passwords."""

from __future__ import annotations

import logging
import sys

import structlog

from rosterdesk.bot.redaction import redact_event


def set_up_logs(*, level: int = logging.WARNING) -> None:
    """Write to stderr: people's lines on a terminal, one JSON object a line elsewhere."""
    terminal = sys.stderr.isatty()
    renderer: structlog.types.Processor = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if terminal
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            redact_event,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        # Looked up at each line: who runs several commands in one process may replace it.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr, format="%(name)s: %(message)s")
    # Their debug and error lines hold queries with values, file addresses with the bot's token,
    # and whole updates.
    for name in ("tortoise", "aiogram", "aiosqlite", "asyncpg", "pymap", "mail.log"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
