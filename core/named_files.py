"""Files that a setting or an option of the command line names, read in one way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 1_000_000  # a secret, a layout or a logo is far smaller
_LONGEST_PATH = 120


class NamedFileError(RosterdeskError):
    """The file that ``name`` stands for cannot be used; the sentence says why."""


def read_named_bytes(name: str, path: Path, most_bytes: int | None = MOST_BYTES) -> bytes:
    """Return the bytes of the file that the setting or option ``name`` names.

    Raises:
        NamedFileError: The file is missing, a folder, not ours to read, or too large.

    """
    try:
        with path.open("rb") as file:
            data = file.read() if most_bytes is None else file.read(most_bytes + 1)
    except OSError as error:
        raise _explain(name, path, error) from error
    except ValueError as error:  # a NUL in the path
        raise _fail(N_("{name}: {file} cannot be the path of a file."), name, path) from error
    if most_bytes is not None and len(data) > most_bytes:
        raise _fail(N_("{name}: {file} is too large to be the right file."), name, path)
    return data


def read_named_text(name: str, path: Path) -> str:
    """Return the file's text without the white space around it; see ``read_named_bytes``."""
    try:
        text = read_named_bytes(name, path).decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise _fail(N_("{name}: {file} holds no text in UTF-8."), name, path) from error
    if not text:
        raise _fail(N_("{name}: {file} is empty."), name, path)
    return text


def _explain(name: str, path: Path, error: OSError) -> NamedFileError:
    if isinstance(error, FileNotFoundError):
        return _fail(N_("{name}: there is no file {file}."), name, path)
    if isinstance(error, IsADirectoryError):
        return _fail(N_("{name}: {file} is a folder and not a file."), name, path)
    if isinstance(error, PermissionError):
        return _fail(N_("{name}: rosterdesk may not read {file}: whose is it?"), name, path)
    reason = error.strerror or type(error).__name__
    return _fail(N_("{name}: {file} cannot be read ({reason})."), name, path, reason=reason)


def _fail(sentence: str, name: str, path: Path, **values: str) -> NamedFileError:
    shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(path)[-_LONGEST_PATH:])
    return NamedFileError(sentence, name=name, file=shown, **values)
