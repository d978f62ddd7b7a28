"""The errors that people can mend, with the sentence that says how."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rosterdesk.core.language import Language, Phrases

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def list_causes(error: BaseException) -> Iterator[BaseException]:
    """Yield what lies under it first: libraries wrap the errors of drivers and systems."""
    below = error.__cause__ or error.__context__
    if below is not None:
        yield from list_causes(below)
    yield error


class RosterdeskError(Exception):
    """Something a person can mend: one sentence, fit to be shown to them in their language.

    The sentence is marked with ``N_`` where it is raised; its values fill the placeholders. A value
    that is such an error itself, its cause, is said in the same language.
    The program's exit status for it is 1; no traceback is shown.
    """

    package: ClassVar[str] = "rosterdesk.core"  # whose catalogue has the translation

    def __init__(self, message: str, /, **values: object) -> None:
        # Without values nothing is filled: what a server said may hold braces.
        super().__init__(message.format(**values) if values else message)
        self.message = message
        self.values: Mapping[str, object] = values

    def say(self, language: Language) -> str:
        said = {
            name: value.say(language) if isinstance(value, RosterdeskError) else value
            for name, value in self.values.items()
        }
        return Phrases(self.package).say(language, self.message, **said)


class NotThereError(RosterdeskError):
    """The thing that was named is not there, or no longer."""


class RefusedError(RosterdeskError):
    """The file or the call was refused as a whole (exit status 2).

    ``code`` is one of the refusal codes of the command line's contract.
    """

    def __init__(self, code: str, message: str, /, **values: object) -> None:
        super().__init__(message, **values)
        self.code = code
