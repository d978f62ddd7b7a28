"""The pages of docs/ that follow from the code: ``python -m tests.docs.writing`` writes them."""

from __future__ import annotations

from dataclasses import fields
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer.main
from babel.messages.pofile import read_po
from pydantic import BaseModel
from pydantic_core import PydanticUndefined
from tests.docs.policies import SHAPES

from rosterdesk.bot.page import rights_page
from rosterdesk.bot.settings import Settings
from rosterdesk.bot.shell.app import app
from rosterdesk.bot.words.policies import RULES
from rosterdesk.core.compare.answers import COUNTED, WARNINGS
from rosterdesk.core.compare.model import Policy
from rosterdesk.core.roster.problems import LEFT_OUT, PROBLEMS, REFUSALS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DOCS = Path(__file__).resolve().parents[2] / "docs"


def write_commands() -> str:
    """Every command with its options, from the program itself."""
    lines = ["# The command line", "", "Exit status: 0 done, 1 a problem to fix, 2 refused.", ""]
    for path, command in walk_commands(typer.main.get_command(app), "rosterdesk"):
        lines += [f"## `{path}`", "", (command.help or "").strip(), ""]
        for parameter in command.params:
            if parameter.name in {"help", "install_completion", "show_completion"}:
                continue
            names = ", ".join(f"`{name}`" for name in [*parameter.opts, *parameter.secondary_opts])
            needed = " (required)" if parameter.required else ""
            text = getattr(parameter, "help", None) or ""
            lines.append(f"- {names}{needed}{': ' if text else ''}{text}")
        if lines[-1]:
            lines.append("")
    return "\n".join(lines)


def walk_commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    children = getattr(command, "commands", None)
    if children is None:
        yield path, command
        return
    for name, child in children.items():
        yield from walk_commands(child, f"{path} {name}")


def write_settings() -> str:
    lines = [
        "# Settings",
        "",
        "They come from the environment (`ROSTERDESK_…`, parts joined by `__`) or from the file",
        "`rosterdesk.toml` in the working folder (or the one in `ROSTERDESK_CONFIG`); what the",
        "environment says goes first. Unknown names are refused at the start. Secrets can be in",
        "separate files (`…_FILE`, `…_file`).",
        "",
    ]
    return "\n".join(lines + list(_list_fields(Settings, ""))) + "\n"


def _list_fields(model: type[BaseModel], prefix: str) -> Iterator[str]:
    parts = []
    yield f"## {prefix.rstrip('.') or 'General'}\n"
    yield "| Setting | Default | |"
    yield "|---|---|---|"
    for name, field in model.model_fields.items():
        inner = _inner_model(field.annotation)
        if inner is not None:
            parts.append((inner, f"{prefix}{name}."))
            continue
        default = (
            ""
            if field.default is None or field.default is PydanticUndefined
            else f"`{_show(field.default)}`"
        )
        required = " **required**" if field.is_required() else ""
        yield f"| `{prefix}{name}` | {default}{required} | {field.description or ''} |"
    yield ""
    for inner, below in parts:
        yield from _list_fields(inner, below)


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    candidates = [annotation, *getattr(annotation, "__args__", ())]
    return next((c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel)), None)


def _show(value: Any) -> str:
    return str(value.value) if hasattr(value, "value") else str(value)


def write_codes() -> str:
    """Every code that a reading or a comparison can answer with, in both languages."""
    lines = ["# Codes", "", "`rosterdesk read --json` and `import --json` report these codes.", ""]
    lines += [
        "## Refusals: the file as a whole",
        "",
        "| Code | English | Nederlands |",
        "|---|---|---|",
    ]
    lines += [_row(code, text, "rosterdesk.core.roster") for code, text in REFUSALS.items()]
    lines += ["", "## Problems: one row or column", ""]
    lines += ["| Code | Severity | English | Nederlands |", "|---|---|---|---|"]
    for code, (severity, text) in PROBLEMS.items():
        lines.append(_row(f"{code}` | `{severity}", text, "rosterdesk.core.roster"))
    lines += ["", "## Left out: what was in the file and was not used", ""]
    lines += ["| Code | English | Nederlands |", "|---|---|---|"]
    lines += [_row(code, text, "rosterdesk.core.roster") for code, text in LEFT_OUT.items()]
    lines += ["", "## Warnings: the plan as a whole", "", "| Code | English | Nederlands |"]
    lines += ["|---|---|---|"]
    lines += [_row(code, text, "rosterdesk.core.compare") for code, text in WARNINGS.items()]
    for code, forms in COUNTED.items():
        lines.append(_row(code, forms[-1], "rosterdesk.core.compare"))
    return "\n".join(lines) + "\n"


def _row(code: str, text: str, package: str) -> str:
    with files(package).joinpath("locale", "nl.po").open("rb") as file:
        dutch = {
            form: string
            for message in read_po(file, locale="nl")
            for form, string in zip(_as_tuple(message.id), _as_tuple(message.string), strict=False)
        }
    return f"| `{code}` | {text} | {dutch[text]} |"


def _as_tuple(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def write_policies() -> str:
    """Every rule of a school, with its default and an example."""
    lines = [
        "# Policies",
        "",
        "The rules of a school. What a school did not set is the library's default (the setting",
        "`policy`), and else the default below. `rosterdesk school set 12AB00 --policy KEY=VALUE`",
        "sets one for a school, `rosterdesk school set --all --policy KEY=VALUE` for all of them;",
        "`KEY=` takes it away again. Plans that wait are then compared anew. In `rosterdesk.toml`:",
        "",
        "```toml",
        "[policy]",
        'card_numbers = "file"',
        "grace_days = 14",
        "```",
        "",
        "| Key | Default | Example | |",
        "|---|---|---|---|",
    ]
    for each in fields(Policy):
        what, example = RULES[each.name]
        default = "" if each.default in (None, "") else f"`{_show(each.default)}`"
        lines.append(f"| `{each.name}` | {default} | `{example}` | {what} |")
    return "\n".join([*lines, "", *SHAPES]) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "command-line.md": write_commands,
    "settings.md": write_settings,
    "problem-codes.md": write_codes,
    "policies.md": write_policies,
    "page-rights.md": rights_page.write_page,
}


def write_all() -> None:
    for name, write in PAGES.items():
        (DOCS / name).write_text(write(), encoding="utf-8")


if __name__ == "__main__":
    write_all()
