"""The door of settings: ``rosterdesk.toml`` and the environment with one thing wrong in them.

What cannot be used is refused with one sentence that names the setting, in both languages, and
that does not show what stood there: it may be a password.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from tests.fuzz.hostile import nasty, numbers, texts
from tests.fuzz.running import Door

from rosterdesk.bot.settings import SettingsError, load_settings
from rosterdesk.core.language import Language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Place = tuple[str | int, ...]
_SECRET = "geheim-4711"
_LONGEST = 500  # characters of a sentence about it

# Every setting that docs/settings.md has, each with a value that is right.
WHOLE: dict[str, Any] = {
    "data": "data", "library_name": "Bibliotheek Voorbeelddam", "language": "nl",
    "database_url": "postgres://rosterdesk@127.0.0.1/rosterdesk", "key_file": "secret.key",
    "password_days": 60, "own_password_length": 15, "login_failures": 10,
    "login_failures_of_chat": 5, "link_code_hours": 72, "card_number_prefix": "2",
    "card_number_length": 10, "undo_days": 14, "read_seconds": 60, "read_memory_mb": 1024,
    "warm_reader": True, "reader_isolation": "available", "without_tls": ["db"],
    "file_bytes": 20_000_000, "bot_token": f"1:{_SECRET}",
    "retention": {"originals_days": 365, "left_days": 400, "folders_days": 90, "mails_days": 90,
                  "refused_mails_days": 30, "plans_days": 730, "private_days": 730},
    "chat": {"api_url": "https://api.telegram.org", "shown_password_seconds": 60,
             "card_symbology": "code128", "bot_name": "rosterdesk_bot", "local_files": False,
             "webhook": {"url": "https://bot.example/x", "secret": _SECRET * 3},
             "approvals": {"approvers": 1, "names_in_private": True}},
    "mail": {"accounts": [{"host": "mail.example", "user": "lijsten", "password": _SECRET,
                           "port": 993, "security": "tls", "name": "mail", "poll_seconds": 30}],
             "smtp": {"host": "mail.example", "port": 587, "sender": "x@library.example",
                      "oauth": {"provider": "microsoft", "tenant": "t", "client_id": "c",
                                "client_secret": _SECRET}},
             "own_addresses": ["x@library.example"], "trusted_authserv_id": "mail.example"},
    "printing": {"printers": {"balie": "dummy:"}, "quiet": {}},
    "watch": {"port": 9187, "host": "127.0.0.1", "alarm": True},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """The place gets the value; ``misspelt``: its name becomes another one instead."""

    place: Place
    value: Any
    misspelt: bool = False


@dataclass(frozen=True, slots=True)
class RawFile:
    """The file is these bytes: not TOML, perhaps not even text."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Environment:
    name: str
    value: str


def _list_places(part: Any, at: Place = ()) -> Iterator[Place]:
    if at:
        yield at
    for key, value in part.items() if isinstance(part, dict) else ():
        yield from _list_places(value, (*at, key))
    for index, value in enumerate(part) if isinstance(part, list) else ():
        yield from _list_places(value, (*at, index))


_places = st.sampled_from(sorted(_list_places(WHOLE), key=repr))
_plain = st.one_of(texts, numbers, st.booleans(), st.floats(), st.just([]), st.just({}))
_values = st.one_of(
    _plain, st.lists(_plain, max_size=3), st.dictionaries(texts, _plain, max_size=2)
)
_letters = st.characters(codec="utf-8")
_top = st.sampled_from(sorted(WHOLE))
_names = _top.map(lambda name: f"ROSTERDESK_{name.upper()}")
_shell_texts = texts.filter(lambda text: "\0" not in text)
_broken = st.one_of(
    st.binary(max_size=60),
    nasty.map(lambda text: f"library_name = {text}".encode()),
    st.integers(0, 1500).map(lambda end: _write_toml(WHOLE).encode()[:end]),
)
inputs = st.one_of(
    st.builds(Change, _places, _values),
    st.builds(Change, _places, st.text(_letters, max_size=12), st.just(value=True)),
    st.builds(RawFile, _broken),
    st.builds(Environment, _names, _shell_texts),
    st.builds(lambda name, part, value: Environment(f"{name}__{part.upper()}", value),
              st.sampled_from(["ROSTERDESK_CHAT", "ROSTERDESK_MAIL", "ROSTERDESK_RETENTION"]),
              st.sampled_from(["webhook", "accounts", "mails_days", "x", "smtp__port", ""]),
              _shell_texts),
)  # fmt: skip


@contextmanager
def open_settings(folder: Path) -> Iterator[Callable[[Any], None]]:
    file = folder / "rosterdesk.toml"
    before = dict(os.environ)
    try:
        yield lambda value: _try_settings(file, value)
    finally:
        os.environ.clear()
        os.environ.update(before)


def _try_settings(file: Path, value: Change | RawFile | Environment) -> None:
    names, whole = [], deepcopy(WHOLE)
    for name in [name for name in os.environ if name.startswith("ROSTERDESK_")]:
        del os.environ[name]
    os.environ["ROSTERDESK_CONFIG"] = str(file)
    if isinstance(value, Change):
        names = [*_apply(whole, value), file.name]
    if isinstance(value, Environment):
        os.environ[value.name] = value.value
        names = [value.name.removeprefix("ROSTERDESK_").partition("__")[0].lower()]
    raw = isinstance(value, RawFile)
    file.write_bytes(value.data if raw else _write_toml(whole).encode())
    try:
        settings = load_settings()
        settings.find_database()
        settings.read_bot_token()
    except SettingsError as error:
        for language in Language:
            _look_at(error.say(language), names)


def _look_at(sentence: str, names: list[str]) -> None:
    assert "\n" not in sentence, sentence
    assert len(sentence) < _LONGEST, sentence
    assert _SECRET not in sentence
    assert not names or any(name in sentence.lower() for name in names), (sentence, names)


def _apply(whole: dict[str, Any], change: Change) -> list[str]:
    """Make the change, and return the names, one of which must be in the sentence."""
    *above, last = change.place
    part: Any = whole
    for key in above:
        part = part[key]
    if change.misspelt and isinstance(last, str):
        part[change.value] = part.pop(last)
        return [str(change.place[0]), _escape(change.value).lower(), str(last)]
    part[last] = change.value
    return [str(change.place[0])]


def _escape(name: str) -> str:
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in name)


def _write_toml(whole: dict[str, Any]) -> str:
    return "".join(f"{_quote(key)} = {_write_value(value)}\n" for key, value in whole.items())


def _write_value(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_quote(k)} = {_write_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_write_value, value)) + "]"
    if isinstance(value, str):
        return _quote(value)
    with suppress(TypeError):
        return json.dumps(value).replace("Infinity", "inf").replace("NaN", "nan")
    return str(value)


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


DOOR = Door("settings", inputs, open_settings)
