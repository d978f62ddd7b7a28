"""Names that the docs use: commands with their options, settings, and labels of buttons."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import typer.main
from tests.core.catalogue import list_packages, read_dutch
from tests.docs.writing import walk_commands, write_settings

from rosterdesk.bot.settings import Settings
from rosterdesk.bot.shell.app import app

if TYPE_CHECKING:
    from collections.abc import Iterator

_CODE = re.compile(r"```\w*\n(?P<block>.*?)```|`(?P<span>[^`\n]+)`", re.DOTALL)
# Where a command may begin; elsewhere the word is the name of a user, a folder, a database.
_COMMAND = re.compile(r"(?:^|\$ |&& |bin/|=\S+ )rosterdesk (?P<words>[a-z-][^#|`]*)")
_OF_THE_PROGRAM = {"--version", "--help", "--install-completion", "--show-completion"}
_SETTING = re.compile(r"(?<![\w./@])(?:chat|mail|printing|retention)\.[a-z_.]+[a-z](?![\w.@/])")
_VARIABLE = re.compile(r"\bROSTERDESK_([A-Z_]*[A-Z])\b")
_LABEL = re.compile(r"\*\*([^*]+)\*\*")
_FILLED = re.compile(r"\s*(?:\{\w+\}|…)[\s…]*")


def list_unknown_commands(text: str) -> list[str]:
    """Return the calls of the program in a page that name no command, or no option of it."""
    calls = [found["words"] for line in _list_code(text) for found in _COMMAND.finditer(line)]
    known = _list_commands()
    return [call for call in calls if not _is_known(call.split(), known)]


def _list_code(text: str) -> Iterator[str]:
    """Yield the lines of code in a page, those that are indented as code too."""
    for found in _CODE.finditer(text):
        yield from (found["block"] or found["span"]).splitlines()
    yield from re.findall(r"^ {4}(\S.*)$", text, re.MULTILINE)


def _list_commands() -> dict[str, set[str]]:
    """Return the options of each command by its words."""
    return {
        path.removeprefix("rosterdesk "): {
            name for parameter in command.params for name in parameter.opts
        }
        | {name for parameter in command.params for name in parameter.secondary_opts}
        for path, command in walk_commands(typer.main.get_command(app), "rosterdesk")
    }


def _is_known(words: list[str], known: dict[str, set[str]]) -> bool:
    options = {word.partition("=")[0].strip(",.'") for word in words if word.startswith("--")}
    if words[0].startswith("-"):
        return options <= _OF_THE_PROGRAM
    for length in (2, 1):
        command = " ".join(words[:length]).strip("'.,")
        if command in known:
            return options <= known[command] | {"--help"}
    # A whole group, as in "see rosterdesk school".
    return not options and any(path.startswith(f"{words[0]} ") for path in known)


def list_unknown_settings(text: str) -> list[str]:
    known = set(re.findall(r"^\| `([a-z_.]+)`", write_settings(), re.MULTILINE))
    groups = {name.rpartition(".")[0] for name in known}
    named = {name for line in _list_code(text) for name in _SETTING.findall(line)}
    variables = {name.lower().partition("__")[0] for name in _VARIABLE.findall(text)}
    outside = {"config", "require_all"}
    return sorted(named - known - groups) + sorted(variables - set(Settings.model_fields) - outside)


def list_unknown_labels(text: str, language: str) -> list[str]:
    """Return the buttons, in bold with their emoji, that no message of that language is."""
    labels = {_fill(message) for message in _list_messages(language)}
    named = [" ".join(bold.split()) for bold in _LABEL.findall(text)]
    return [bold for bold in named if not bold[0].isascii() and _fill(bold) not in labels]


def _fill(label: str) -> str:
    return _FILLED.sub("…", label)


def _list_messages(language: str) -> Iterator[str]:
    for package in list_packages():
        for message in read_dutch(package):
            found = message.string if language == "nl" else message.id
            yield from (found,) if isinstance(found, str) else found
