"""Adding a printer to the settings' file, which people write in too: the rest stays as it is."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomlkit
from pydantic import ValidationError
from tomlkit.exceptions import TOMLKitError

from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.printer.settings import OWN_FILE, PrinterSettings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tomlkit import TOMLDocument

    from rosterdesk.printer.setup.findings import Findings


class WritingError(RosterdeskError):
    """The printer cannot be written down; the sentence says why."""

    package = "rosterdesk.printer"


@dataclass(frozen=True, slots=True)
class Addition:
    """A printer that is to be written down, and the profiles that it needs.

    ``before`` is the name that it had; its quiet hours get the new one too.
    """

    name: str
    url: str
    profiles: Mapping[str, str] = field(default_factory=dict)
    before: str = ""


def add_findings(findings: Findings, name: str, profile: str, before: str = "") -> Addition:
    """Return the printer of that name, with what was found of it as a profile."""
    url = findings.url_with_profile(profile)
    return Addition(name, url, {profile: findings.profile}, before)


def choose_file(settings: Path, data: Path) -> Path:
    """Return the settings' file, or one in the data folder where we may not change that.

    A service often may not: its settings belong to the administrator of the machine. Raises
    WritingError where we may write neither.
    """
    for file in (settings, data / OWN_FILE):
        if _may_write(file):
            return file
    raise WritingError(
        N_(
            "You may write neither {settings} nor {own}: run this as the user that rosterdesk"
            " runs as."
        ),
        settings=settings.absolute(),
        own=(data / OWN_FILE).absolute(),
    )


def _may_write(file: Path) -> bool:
    may_replace = os.access(file.absolute().parent, os.W_OK | os.X_OK)
    return may_replace and (not file.exists() or os.access(file, os.W_OK))


def write_printer(file: Path, addition: Addition, known: PrinterSettings) -> PrinterSettings:
    """Write a printer, in place of an earlier one of that name; return the settings with it.

    ``known`` are all that is set, whichever file it stands in. Raises WritingError where the file
    cannot be read or written, or the settings would be refused.
    """
    document, merged = _add(file, addition, known)
    _replace(file, tomlkit.dumps(document))
    return merged


def check_printer(file: Path, addition: Addition, known: PrinterSettings) -> None:
    """Raise WritingError where that printer could not be written under that name."""
    _add(file, addition, known)


def write_line(name: str, value: str) -> str:
    """Return a line of a settings' file, with quotes where they must be."""
    return f"{tomlkit.key(name).as_string()} = {tomlkit.string(value).as_string()}"


def forget_printer(data: Path, name: str) -> None:
    """Drop a printer that was set up from chat: what is written elsewhere is newer."""
    file = data / OWN_FILE
    document = _read(file)
    printing = document.get("printing", {})
    dropped = [printing.get(kind, {}).pop(name, None) for kind in ("printers", "quiet")]
    if dropped != [None, None]:
        _replace(file, tomlkit.dumps(document))


def _add(
    file: Path, addition: Addition, known: PrinterSettings
) -> tuple[TOMLDocument, PrinterSettings]:
    document = _read(file)
    printing = _find_table(document, "printing")
    if addition.profiles:
        _find_table(printing, "profiles").update(addition.profiles)
    _find_table(printing, "printers")[addition.name] = addition.url
    if addition.before:
        here_alone = file.name == OWN_FILE
        if here_alone and addition.before not in printing["printers"]:
            raise say_fixed(addition.before)
        _rename(printing, addition, known)
        known = _leave_out(known, addition)
    return document, _merge(document.unwrap()["printing"], known)


def say_fixed(name: str) -> WritingError:
    """Return what to say of a printer whose name stands in a file that we may not change."""
    return WritingError(
        N_("“{name}” stands in a file that may not be changed: rename it there."), name=name
    )


def require_changeable(names: Iterable[str], environment: Mapping[str, Mapping[str, str]]) -> None:
    """Raise WritingError for a name that the environment sets something of.

    It goes before every file: whatever setup wrote, the printer would stay as it was.
    """
    for name in filter(None, names):
        if any(name in environment.get(kind, {}) for kind in ("printers", "profiles", "quiet")):
            raise WritingError(
                N_(
                    "“{name}” stands in the environment of this program (ROSTERDESK_PRINTING…),"
                    " which goes before every file: change it there."
                ),
                name=name,
            )


def list_written(file: Path, *kinds: str) -> set[str]:
    """Return the names of printers that have an entry of these kinds there; raises WritingError."""
    printing = _read(file).get("printing", {})
    return {name for kind in kinds for name in printing.get(kind, {})}


def _rename(printing: Any, addition: Addition, known: PrinterSettings) -> None:
    """Drop the old name, and give its quiet hours the new one, wherever they stood."""
    printing["printers"].pop(addition.before, None)
    printing.get("quiet", {}).pop(addition.before, None)
    if addition.before in known.quiet:
        _find_table(printing, "quiet")[addition.name] = known.quiet[addition.before]


def _leave_out(known: PrinterSettings, addition: Addition) -> PrinterSettings:
    """Return the settings without what is told of the old name: the document has it now."""
    printers, quiet = dict(known.printers), dict(known.quiet)
    printers.pop(addition.before, None)
    if addition.before in quiet:
        quiet[addition.name] = quiet.pop(addition.before)
    return known.model_copy(update={"printers": printers, "quiet": quiet})


def _merge(written: dict[str, Any], known: PrinterSettings) -> PrinterSettings:
    whole = known.model_dump()
    for name in ("profiles", "printers"):
        written[name] = whole[name] | written.get(name, {})
    try:
        return PrinterSettings.model_validate(whole | written)
    except ValidationError as error:
        found = error.errors()[0]
        reason = found.get("ctx", {}).get("error", found["msg"])
        raise WritingError(N_("This cannot be set: {reason}"), reason=reason) from error


def _read(file: Path) -> TOMLDocument:
    try:
        return tomlkit.parse(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return tomlkit.document()
    except (OSError, UnicodeDecodeError, TOMLKitError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise WritingError(
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
        raise WritingError(
            N_("{path} cannot be written: {reason}."), path=file, reason=error.strerror
        ) from error
