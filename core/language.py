"""The texts that people read, in their own language.

Messages are written in English in the code and translated in ``<package>/locale/<language>.po``.
The catalogues are read as they stand: there is no compiled copy that can be forgotten.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog


class Language(StrEnum):
    NL = "nl"
    EN = "en"


_YES = frozenset({"yes", "y", "ja", "j"})
_NO = frozenset({"no", "n", "nee"})


def is_yes(answer: str) -> bool:
    """Tell whether that is a yes, in either language: people type what they are used to."""
    return answer.strip().casefold() in _YES


def is_no(answer: str) -> bool:
    """Tell whether that is a no, in either language."""
    return answer.strip().casefold() in _NO


def N_(message: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Mark a message that stands in a table, so that the catalogue test finds it."""
    return message


class Phrases:
    """The messages of one package, for example ``Phrases("rosterdesk.printer")``."""

    def __init__(self, package: str) -> None:
        self.package = package

    def say(self, language: Language, message: str, /, **values: object) -> str:
        """Return the message in that language, its ``{placeholders}`` filled from the values."""
        translated = _translate(self.package, language, message)
        return translated.format(**values) if values else translated

    def say_many(
        self, language: Language, count: int, one: str, many: str, /, **values: object
    ) -> str:
        """Return the form that fits the count; ``{count}`` is always filled."""
        translated = _translate_plural(self.package, language, one, many, count)
        return translated.format(count=count, **values)

    def list_all(self) -> list[str]:
        """Return every message in every language, with its placeholders: what we may have said."""
        found: list[str] = []
        for language in Language:
            if language is Language.EN:
                continue
            for message in _read_catalogue(self.package, language):
                for each in (message.id, message.string):
                    found += [each] if isinstance(each, str) else list(each or ())
        return [each for each in found if each]


def _translate(package: str, language: Language, message: str) -> str:
    if language is Language.EN:
        return message
    found = _read_catalogue(package, language).get(message)
    return str(found.string) if found and found.string else message


def _translate_plural(package: str, language: Language, one: str, many: str, count: int) -> str:
    singular = count == 1  # the rule of both languages (CLDR, plural rules, nl and en)
    if language is Language.EN:
        return one if singular else many
    found = _read_catalogue(package, language).get(one)
    if found and isinstance(found.string, tuple) and all(found.string):
        return found.string[0 if singular else 1]
    return _translate(package, language, one if singular else many)


@cache
def _read_catalogue(package: str, language: Language) -> Catalog:
    from babel.messages.pofile import read_po  # noqa: PLC0415 - the command line starts light

    # One step at a time: mailbox is a namespace package, whose joinpath takes one name (3.11).
    with (files(package) / "locale" / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)
