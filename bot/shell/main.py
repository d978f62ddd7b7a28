"""The entry point of the command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rosterdesk.bot.shell.exits import EXIT_MENDABLE, EXIT_REFUSED

if TYPE_CHECKING:
    from rosterdesk.core.errors import RosterdeskError


def main() -> None:
    """Run the command; what a person can mend is one line on stderr, without a traceback."""
    from rosterdesk.bot.shell.app import app
    from rosterdesk.core.errors import RefusedError, RosterdeskError
    from rosterdesk.core.isolation.own import hide_process
    from rosterdesk.core.private_files import keep_files_private

    hide_process()
    keep_files_private()
    try:
        _require_text(sys.argv)
        app()
    except RefusedError as error:
        _complain(error, EXIT_REFUSED)
    except RosterdeskError as error:
        _complain(error, EXIT_MENDABLE)
    except OSError as error:
        if error.filename is None:  # no file that somebody named: a fault of ours
            raise
        _complain(_explain(error), EXIT_MENDABLE)
    except KeyboardInterrupt:
        sys.exit(130)  # 128 + SIGINT, as shells have it


def _require_text(words: list[str]) -> None:
    """Refuse what no database and no terminal can hold: bytes that are no UTF-8."""
    from rosterdesk.bot.errors import ProgramError
    from rosterdesk.core.language import N_

    for word in words:
        if any("\ud800" <= character <= "\udfff" for character in word):
            raise ProgramError(N_("{word} is not written in UTF-8."), word=ascii(word))


def _explain(error: OSError) -> RosterdeskError:
    from rosterdesk.bot.errors import ProgramError
    from rosterdesk.core.language import N_

    path, reason = str(error.filename)[-120:], error.strerror
    return ProgramError(N_("{path} cannot be read or written: {reason}."), path=path, reason=reason)


def _complain(error: RosterdeskError, status: int) -> None:
    from rosterdesk.bot.setting_errors import SettingsError
    from rosterdesk.bot.settings import load_settings
    from rosterdesk.core.language import Language

    try:
        language = load_settings().language
    except SettingsError:
        language = Language.NL
    print(f"rosterdesk: {error.say(language)}", file=sys.stderr)
    sys.exit(status)
