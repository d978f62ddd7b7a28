"""Adding a printer to ``rosterdesk.toml``, which people write in too: the rest stays as it is."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomlkit
from pydantic import ValidationError
from tomlkit.exceptions import TOMLKitError

from rosterdesk.bot.errors import ProgramError
from rosterdesk.core.language import N_
from rosterdesk.printer.settings import PrinterSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tomlkit import TOMLDocument


def write_printer(file: Path, name: str, url: str, profiles: Mapping[str, str]) -> None:
    """Write a printer, in place of an earlier one of that name, and the profiles that it needs.

    Raises ProgramError where the file cannot be read or written, or the settings would be refused.
    """
    document = _add(file, name, url, profiles)
    _replace(file, tomlkit.dumps(document))


def check_printer(file: Path, name: str, url: str) -> None:
    """Raise ProgramError where that printer could not be written under that name."""
    _add(file, name, url, {})


def _add(file: Path, name: str, url: str, profiles: Mapping[str, str]) -> TOMLDocument:
    document = _read(file)
    printing = _find_table(document, "printing")
    if profiles:
        _find_table(printing, "profiles").update(profiles)
    _find_table(printing, "printers")[name] = url
    try:
        PrinterSettings.model_validate(document.unwrap()["printing"])
    except ValidationError as error:
        reason = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise ProgramError(
            N_("These settings would be refused: {reason}."), reason=reason
        ) from error
    return document


def _read(file: Path) -> TOMLDocument:
    try:
        return tomlkit.parse(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return tomlkit.document()
    except (OSError, UnicodeDecodeError, TOMLKitError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ProgramError(
            N_("{path} cannot be read: {reason}."), path=file, reason=reason
        ) from error


def _find_table(parent: Any, name: str) -> Any:
    if name not in parent:
        # A table that only holds others needs no line of its own.
        parent[name] = tomlkit.table(is_super_table=name == "printing")
    return parent[name]


def _replace(file: Path, text: str) -> None:
    """Put the new file in the place of the old one at once, with its rights."""
    try:
        mode = file.stat().st_mode & 0o777 if file.exists() else 0o600
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=file.absolute().parent, delete=False
        ) as new:
            new.write(text)
            new.flush()
            os.fsync(new.fileno())
        Path(new.name).chmod(mode)
        Path(new.name).replace(file)
    except OSError as error:
        raise ProgramError(
            N_("{path} cannot be written: {reason}."), path=file, reason=error.strerror
        ) from error
