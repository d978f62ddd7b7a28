"""The reasons that a database cannot be opened, each in a sentence that says how to mend it."""

from __future__ import annotations

import socket
import sqlite3
import ssl

from rosterdesk.core.errors import RosterdeskError, list_causes
from rosterdesk.core.language import N_

_REFUSED = N_(
    "The database refused the log-in: look at the user name and the password in database_url."
)
_NOT_THERE = N_("The database is not there: make it, or look at its name in database_url.")
_UNKNOWN_HOST = N_("Nobody knows the database's host: look at its name in database_url.")
_UNREACHABLE = N_(
    "The database's server cannot be reached: does it run, and are host and port in database_url"
    " right?"
)
_NO_TLS = N_("There is no safe connection to the database: look at its certificate.")
POOLER = N_(
    "database_url leads through a pooler, where locks and questions would be another program's:"
    " name the database's own address there."
)
_FULL = N_("The disk is full: make room, then try again. Nothing that was stored is lost.")
_NO_FILE = N_(
    "The database's file cannot be opened: is the data folder there, and may rosterdesk write in"
    " it?"
)
_HELD = N_(
    "Another program holds the database, and did not let go of it: stop it, or try again later."
    " Nothing was changed."
)
_READ_ONLY = N_("The database's file cannot be written to: whose is it?")
_DAMAGED = N_("The database's file is damaged or no database: put the last back-up back.")
# SQLite's own words (sqlite3.c, sqlite3ErrStr); its codes do not survive the driver.
_SQLITE = {
    "is locked": _HELD,
    "disk is full": _FULL,
    "unable to open": _NO_FILE,
    "readonly": _READ_ONLY,
    "not a database": _DAMAGED,
    "malformed": _DAMAGED,
}


class DatabaseError(RosterdeskError):
    """The database cannot be opened or is of another version than the program."""


def is_impossible_value(error: BaseException) -> bool:
    """Return whether a value was longer or larger than its column: nothing can be found by it."""
    import asyncpg  # noqa: PLC0415 - only where something is wrong
    from tortoise.exceptions import ValidationError  # noqa: PLC0415 - as above

    kinds = (ValidationError, OverflowError, asyncpg.DataError)
    return any(isinstance(each, kinds) for each in list_causes(error))


def explain_trouble(error: BaseException) -> str | None:
    """Return the sentence; None for what is no trouble with the database's whereabouts."""
    return next(filter(None, map(_explain, list_causes(error))), None)


def _explain(error: BaseException) -> str | None:
    import asyncpg  # noqa: PLC0415 - only where something is wrong

    match error:
        case asyncpg.InvalidPasswordError() | asyncpg.InvalidAuthorizationSpecificationError():
            return _REFUSED
        case asyncpg.InvalidCatalogNameError():
            return _NOT_THERE
        case asyncpg.ProtocolViolationError() if "startup parameter" in str(error):
            return POOLER  # PgBouncer refuses those that it does not know
        case ssl.SSLError():
            return _NO_TLS
        case socket.gaierror():
            return _UNKNOWN_HOST
        case OSError() | asyncpg.CannotConnectNowError():
            return _UNREACHABLE
        case sqlite3.Error():
            said = str(error).lower()
            return next((mend for words, mend in _SQLITE.items() if words in said), None)
    return None
