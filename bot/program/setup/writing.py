"""The settings as files: one that people read, and each secret in one of its own."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from rosterdesk.bot.program.setup.dialog import SetupError
from rosterdesk.core.language import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FOLDER = "secrets"
_SECRETS = {
    ("bot_token",): "bot-token",
    ("mail", "accounts", "password"): "mail-in-password",
    ("mail", "smtp", "password"): "mail-out-password",
}


def require_new(file: Path) -> None:
    """Refuse to set up over an installation: its files may be the only copy of a secret."""
    folder = file.parent / FOLDER
    for path in (file, *(folder / name for name in _SECRETS.values())):
        if path.exists():
            raise SetupError(
                N_("{path} is there already and stays as it is: move it away, or change it."),
                path=path,
            )


def write_settings(file: Path, draft: Mapping[str, Any]) -> list[Path]:
    """Write the settings and their secrets, readable for their owner only; return the files.

    Raises SetupError where one is there already or cannot be written.
    """
    secrets: dict[Path, str] = {}
    settings = _take_out_secrets(draft, file.parent.absolute() / FOLDER, secrets)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if secrets:
            (file.parent / FOLDER).mkdir(mode=0o700, exist_ok=True)
            (file.parent / FOLDER).chmod(0o700)
        for path, secret in secrets.items():
            _write_private(path, f"{secret}\n")
        _write_private(file, render_toml(settings))
    except OSError as error:
        raise SetupError(
            N_("{path} cannot be written: {reason}."), path=error.filename, reason=error.strerror
        ) from error
    return [*secrets, file]


def _write_private(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)


def _take_out_secrets(
    part: Mapping[str, Any], folder: Path, secrets: dict[Path, str], place: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return the settings with the name of a file where a secret was; ``secrets`` is filled."""
    taken: dict[str, Any] = {}
    for key, value in part.items():
        here = (*place, key)
        if here in _SECRETS:
            path = folder / _SECRETS[here]
            secrets[path] = value
            taken[f"{key}_file"] = str(path)
        elif isinstance(value, dict):
            taken[key] = _take_out_secrets(value, folder, secrets, here)
        elif isinstance(value, list):
            taken[key] = [_take_out_secrets(each, folder, secrets, here) for each in value]
        else:
            taken[key] = value
    return taken


def render_toml(settings: Mapping[str, Any]) -> str:
    """Return it as TOML: text, numbers, tables, and lists of tables."""
    return "\n".join(_render(settings, "")) + "\n"


def _render(table: Mapping[str, Any], name: str) -> Iterator[str]:
    for key, value in table.items():
        if not isinstance(value, dict | list):
            yield f"{_render_key(key)} = {_render_value(value)}"
    for key, value in table.items():
        below = f"{name}.{_render_key(key)}" if name else _render_key(key)
        if isinstance(value, dict):
            yield f"\n[{below}]"
            yield from _render(value, below)
        elif isinstance(value, list):
            for each in value:
                yield f"\n[[{below}]]"
                yield from _render(each, below)


def _render_key(key: str) -> str:
    plain = key.isascii() and key.replace("_", "").replace("-", "").isalnum()
    return key if plain else _render_value(key)


def _render_value(value: object) -> str:
    # A basic string of TOML is JSON's, but for DEL (toml.io, 1.0.0, String).
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
