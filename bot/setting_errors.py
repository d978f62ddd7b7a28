"""Explanations of a wrong setting: one sentence each that says how to correct it.

pydantic's own words name its types and its parser; a person needs the setting, what is expected
there, and the right name where it was misspelt. The kinds of error are those of pydantic 2
(https://docs.pydantic.dev/latest/errors/validation_errors/).
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

from rosterdesk.bot.errors import ProgramError
from rosterdesk.bot.setting_examples import find_example
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_, Language, Phrases

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

_NEAR = 0.6  # difflib's ratio from which a name counts as a misspelling of another
_LONGEST_NAME, _LONGEST_REASON = 80, 250

_UNKNOWN = N_("There is no setting {name}: docs/settings.md lists them all.")
_MISSPELT = N_("There is no setting {name}. Did you mean {near}?")
_OTHER = N_("Setting {name}: {reason}.")
_EXAMPLE = N_("For example: {example}")
_CAUSED = N_("Setting {name}: {reason}")
_LIST = N_("Setting {name} is a list: write it between [ and ].")
_SENTENCES = {  # by the beginning of pydantic's name for the kind of error
    "missing": N_("Setting {name} is missing."),
    "too_short": N_("Setting {name} is empty: name at least one."),
    "int_": N_("Setting {name} must be a whole number, written without quotes."),
    "float_": N_("Setting {name} must be a number, written without quotes."),
    "bool_": N_("Setting {name} must be true or false."),
    "string_type": N_("Setting {name} must be text, written between quotes."),
    "string_pattern_mismatch": N_("Setting {name} has another form than it should: {pattern}."),
    "path_": N_("Setting {name} must be the path of a file or folder, between quotes."),
    "greater_than": N_("Setting {name} must be at least {ge}."),
    "less_than": N_("Setting {name} must be at most {le}."),
    "literal_error": N_("Setting {name} must be one of these: {expected}."),
    "enum": N_("Setting {name} must be one of these: {expected}."),
    "model_": N_(
        "Setting {name} is a group of settings: write [{name}] and its settings below it."
    ),
    "dict_": N_('Setting {name} is a table of names and values, for example {{ desk = "…" }}.'),
    "list_": _LIST,
    "tuple_": _LIST,
    "": N_("Setting {name} cannot be used as it stands: docs/settings.md says what it takes."),
}


class SettingsError(ProgramError):
    """A setting is missing, misspelt or of the wrong kind; ``example`` is a line that is right."""

    example: str | None = None

    def say(self, language: Language) -> str:
        said = super().say(language)
        if self.example is None:
            return said
        example = Phrases(self.package).say(language, _EXAMPLE, example=self.example)
        return f"{said} {example}"


def choose_error(errors: Sequence[ErrorDetails]) -> ErrorDetails:
    """Return the one to speak of: a setting that is missing is often there, misspelt."""
    kinds = ("extra_forbidden", "", "missing")
    return min(errors, key=lambda each: kinds.index(each["type"] if each["type"] in kinds else ""))


def explain_setting(error: ErrorDetails, settings: type[BaseModel]) -> SettingsError:
    """Return the error of pydantic as a sentence about the setting of that name."""
    explained = _explain(error, settings)
    misspelt = error["type"] == "extra_forbidden"
    near = explained.values.get("near") if misspelt else ".".join(map(str, error["loc"]))
    explained.example = find_example(str(near), settings) if near else None
    return explained


def _explain(error: ErrorDetails, settings: type[BaseModel]) -> SettingsError:
    name = ".".join(map(str, error["loc"])) or "(all)"
    kind, facts = error["type"], dict(error.get("ctx") or {})
    if kind == "extra_forbidden":
        near = find_near(name, settings)
        if near is None:
            return SettingsError(_UNKNOWN, name=in_one_line(name, _LONGEST_NAME))
        return SettingsError(_MISSPELT, name=in_one_line(name, _LONGEST_NAME), near=near)
    facts = {"ge": facts.get("gt"), "le": facts.get("lt"), **facts}
    cause = facts.get("error")
    if isinstance(cause, RosterdeskError):  # its own sentence, in the language of who reads it
        return SettingsError(_CAUSED, name=in_one_line(name, _LONGEST_NAME), reason=cause)
    if kind == "value_error":  # raised by a check of ours
        return complain(name, error["msg"].removeprefix("Value error, "))
    sentence = next(said for start, said in _SENTENCES.items() if kind.startswith(start))
    return SettingsError(sentence, **facts | {"name": in_one_line(name, _LONGEST_NAME)})


def complain(name: str, reason: str) -> SettingsError:
    """Return an error about a setting, with a reason that needs no more words of ours."""
    return SettingsError(
        _OTHER,
        name=in_one_line(name, _LONGEST_NAME),
        reason=in_one_line(reason.rstrip("."), _LONGEST_REASON),
    )


def find_near(name: str, settings: type[BaseModel]) -> str | None:
    """Return the setting whose full or last name is most like the given one, if one is."""
    known = list(list_names(settings))
    found = difflib.get_close_matches(name, known, 1, _NEAR)
    if found:
        return found[0]
    last = {each.rpartition(".")[2]: each for each in known}
    found = difflib.get_close_matches(name.rpartition(".")[2], last, 1, _NEAR)
    return last[found[0]] if found else None


def list_names(settings: type[BaseModel], before: str = "") -> Iterator[str]:
    """Yield the dotted name of every setting and group of settings."""
    for name, field in settings.model_fields.items():
        yield f"{before}{name}"
        group = _find_group(field)
        if group is not None:
            yield from list_names(group, f"{before}{name}.")


def _find_group(field: FieldInfo) -> type[BaseModel] | None:
    kinds: tuple[Any, ...] = (field.annotation, *get_args(field.annotation))
    return next((k for k in kinds if isinstance(k, type) and issubclass(k, BaseModel)), None)


def in_one_line(text: str, most: int) -> str:
    """Return it as a terminal can show it: a misspelt name may hold anything."""
    shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"
