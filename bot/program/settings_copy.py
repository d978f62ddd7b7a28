"""The files of settings as a backup holds them: whole, but without the secrets in them.

What is left out is named, so that nobody finds out on the day of a restore.
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel, SecretStr

from rosterdesk.bot.settings import Settings, find_file
from rosterdesk.printer.settings import OWN_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_NAME = "rosterdesk.toml"
_LINE = re.compile(r"\s*[\"']?(?P<name>\w+)[\"']?\s*=")
_URL_WITH_PASSWORD = re.compile(r"://[^/@\s\"']*:[^/@\s\"']+@")


@dataclass(slots=True)
class SettingsCopy:
    """The texts by file name; the secrets that are in none of them; files that could not be taken.

    ``named`` are the files that the settings name, which are in no backup either.
    """

    texts: dict[str, str] = field(default_factory=dict)
    secrets: list[str] = field(default_factory=list)
    named: list[Path] = field(default_factory=list)
    untaken: list[Path] = field(default_factory=list)


def copy_settings(settings: Settings) -> SettingsCopy:
    copied = SettingsCopy(named=list(_list_named(settings)))
    for name, path in ((_NAME, find_file()), (OWN_FILE, settings.data / OWN_FILE)):
        if not path.is_file():
            continue
        text, secrets = leave_out_secrets(path.read_text(encoding="utf-8"))
        copied.secrets += secrets
        if text is None:
            copied.untaken.append(path)
        else:
            copied.texts[name] = text
    return copied


def leave_out_secrets(text: str) -> tuple[str | None, list[str]]:
    """Return the settings with a remark in the place of each secret, and the names of the secrets.

    None where a secret stands in the middle of something else, such as a table on one line.
    """
    whole = dict(_flatten(tomllib.loads(text)))
    secrets = [path for path, value in whole.items() if _is_secret(path, value)]
    kept = "\n".join(map(_leave_out, text.split("\n")))
    try:
        left = dict(_flatten(tomllib.loads(kept)))
    except tomllib.TOMLDecodeError:
        return None, secrets
    expected = {path: value for path, value in whole.items() if path not in secrets}
    return (kept if left == expected else None), secrets


def put_settings(texts: Mapping[str, str], name: str, path: Path) -> bool:
    """Put a file of settings back where there is none; return whether that was done."""
    if name not in texts or path.exists():
        return False
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(texts[name])
    return True


def put_own_settings(texts: Mapping[str, str]) -> bool:
    return put_settings(texts, _NAME, find_file())


def put_printers(texts: Mapping[str, str], data: Path) -> bool:
    return put_settings(texts, OWN_FILE, data / OWN_FILE)


def list_secrets(text: str) -> list[str]:
    """Return the names of the secrets that were left out of a copied file."""
    return re.findall(rf"^# (\S+) = {re.escape(_LEFT_OUT)}$", text, re.MULTILINE)


_LEFT_OUT = "... (a secret, which is in no backup: put it back)"


def _leave_out(line: str) -> str:
    named = _LINE.match(line)
    if named is None or not _is_secret(named["name"], line):
        return line
    return f"# {named['name']} = {_LEFT_OUT}"


def _is_secret(path: str, value: object) -> bool:
    if path.rpartition(".")[2] in _SECRETS:
        return True
    return isinstance(value, str) and _URL_WITH_PASSWORD.search(value) is not None


def _flatten(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(value, dict) and value:
        for name, each in value.items():
            yield from _flatten(each, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list) and value:
        for number, each in enumerate(value):
            yield from _flatten(each, f"{path}.{number}")
    else:
        yield path, value


def _find_secrets(model: type[BaseModel]) -> Iterator[str]:
    """Return the names of the fields that are secrets, in this model and in those below it."""
    for name, each in model.model_fields.items():
        for kind in _list_kinds(each.annotation):
            if issubclass(kind, SecretStr):
                yield name
            elif issubclass(kind, BaseModel):
                yield from _find_secrets(kind)


def _list_kinds(annotation: Any) -> Iterator[type]:
    if isinstance(annotation, type):
        yield annotation
    for part in get_args(annotation):
        yield from _list_kinds(part)


def _list_named(settings: BaseModel) -> Iterator[Path]:
    for name, value in settings:
        if isinstance(value, BaseModel):
            yield from _list_named(value)
        elif isinstance(value, tuple):
            for each in value:
                if isinstance(each, BaseModel):
                    yield from _list_named(each)
        elif isinstance(value, Path) and name.endswith("_file") and name != "key_file":
            yield value


_SECRETS = frozenset(_find_secrets(Settings))
