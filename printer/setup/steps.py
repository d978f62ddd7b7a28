"""Setup, without a screen: what is printed, what is asked, what follows from an answer.

A door (command line, chat, page) prints ``Progress.strip``, puts ``Progress.question`` to the
clerk, and goes on with ``follow`` until there is no question any more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_, Language, Phrases
from rosterdesk.printer.model.address import Answers
from rosterdesk.printer.model.paper import Codes, Cut
from rosterdesk.printer.setup.strips import (
    CUT_LINES,
    DRAWN,
    MODULES,
    NATIVE,
    WIDTHS,
    strip_codes,
    strip_cut,
    strip_letters,
    strip_widths,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rosterdesk.printer.setup.findings import Findings

phrases = Phrases("rosterdesk.printer")

_WAKE = 3  # seconds that a printer gets which lost its first strip and cannot say so
_TRIES = 3  # strips until it is said that nothing comes out
NOTHING = "0"
_SIGNS = "9"


class SetupError(RosterdeskError):
    """The printer cannot be set up; the sentence says what to do."""

    package = "rosterdesk.printer"


class AnswerError(RosterdeskError):
    """The answer is none that can be meant: ask once more."""

    package = "rosterdesk.printer"


class Step(StrEnum):
    WIDTH = "width"
    LETTERS = "letters"
    FIRST_CODES = "first_codes"
    SECOND_CODES = "second_codes"
    SQUARE = "square"
    CUT = "cut"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Question:
    """``choices`` are the answers and what each means; without any a code is scanned."""

    text: str
    choices: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Progress:
    findings: Findings
    step: Step = Step.WIDTH
    tries: int = 1  # strips of this step so far

    def strip(self, language: Language) -> bytes | None:
        """Return what is printed before the question; None where it lies there already."""
        width = self.findings.width
        match self.step:
            case Step.WIDTH:
                return strip_widths(language)
            case Step.LETTERS:
                return strip_letters(width, language)
            case Step.FIRST_CODES:
                return strip_codes(width, language)
            case Step.CUT:
                return strip_cut(width, language)
            case _:
                return None

    def question(self, language: Language) -> Question | None:
        """Return what is asked; None once everything is known."""
        asked = _QUESTIONS.get(self.step)
        if asked is None:
            return None
        text, choices = asked
        said = {answer: phrases.say(language, meaning) for answer, meaning in choices.items()}
        return Question(phrases.say(language, text, last=CUT_LINES), said)


def follow(progress: Progress, answer: str) -> Progress:
    """Return how it goes on after that answer.

    Raises AnswerError for one that cannot be meant, SetupError where it cannot go on.
    """
    answer = answer.strip()
    choices = _QUESTIONS[progress.step][1]
    is_number = progress.step is Step.CUT and answer.isdecimal()
    if choices and answer not in choices and not is_number:
        raise AnswerError(N_("Answer with one of: {answers}."), answers=", ".join(choices))
    return _FOLLOW[progress.step](progress, answer)


def _go_on(progress: Progress, step: Step, **found: object) -> Progress:
    return Progress(replace(progress.findings, **found), step)  # type: ignore[arg-type]


def _follow_width(progress: Progress, answer: str) -> Progress:
    if answer == _SIGNS:
        raise SetupError(
            N_(
                "This printer does not understand ESC/POS images. Switch it to ESC/POS (its manual"
                " says how), then begin again; a Star TSP100 prints in its own language only."
            )
        )
    if answer == NOTHING:
        return _try_again(progress)
    _, width = WIDTHS[int(answer) - 1]
    return _go_on(progress, Step.LETTERS, width=width)


def _try_again(progress: Progress) -> Progress:
    """Print the strip once more: a printer that sleeps loses what wakes it."""
    if progress.tries >= _TRIES:
        raise SetupError(
            N_("Nothing comes out: look at the printer's lights, its paper and its cable.")
        )
    silent = progress.findings.answers is Answers.NONE
    findings = replace(progress.findings, wake=_WAKE) if silent else progress.findings
    return replace(progress, findings=findings, tries=progress.tries + 1)


def _follow_letters(progress: Progress, answer: str) -> Progress:
    if answer == NOTHING:
        return _try_again(progress)
    found: dict[str, dict[str, object]] = {
        "1": {"code_pages": None},
        "2": {"code_pages": None, "kanji_off": True},
        "3": {"code_pages": "none"},
    }
    return _go_on(progress, Step.FIRST_CODES, **found[answer])


def _follow_first_codes(progress: Progress, answer: str) -> Progress:
    if _is_of(answer, NATIVE):
        return _go_on(progress, Step.SQUARE)
    if _is_of(answer, DRAWN):
        return _go_on(progress, Step.CUT, codes=Codes.DRAWN)
    if answer:
        raise AnswerError(N_("That is none of the numbers on the strip: scan once more."))
    return _go_on(progress, Step.SECOND_CODES)


def _follow_second_codes(progress: Progress, answer: str) -> Progress:
    if answer and not _is_of(answer, DRAWN) and not _is_of(answer, NATIVE):
        raise AnswerError(N_("That is none of the numbers on the strip: scan once more."))
    # Drawn is right too where there is no scanner at hand: it is a picture that comes out whole.
    return _go_on(progress, Step.CUT, codes=Codes.DRAWN)


def _follow_square(progress: Progress, answer: str) -> Progress:
    codes = Codes.NATIVE if answer == "1" else Codes.DRAWN
    return _go_on(progress, Step.CUT, codes=codes)


def _follow_cut(progress: Progress, answer: str) -> Progress:
    line = int(answer)
    if line > CUT_LINES:
        raise AnswerError(N_("The last line of the strip is {last}."), last=CUT_LINES)
    if not line:
        return _go_on(progress, Step.DONE, cut=Cut.NONE, feed=None)
    missing = CUT_LINES - line
    return _go_on(progress, Step.DONE, cut=Cut.AUTO, feed=missing + 1 if missing else None)


def _is_of(answer: str, block: str) -> bool:
    return answer in {f"{block}00{module}" for module in MODULES}


_QUESTIONS: dict[Step, tuple[str, dict[str, str]]] = {
    Step.WIDTH: (
        N_("Strip 1. Which is the last line whose black block is whole?"),
        {
            "1": N_("line 1"),
            "2": N_("line 2"),
            "3": N_("line 3"),
            NOTHING: N_("nothing came out"),
            _SIGNS: N_("letters and signs came out, no lines"),
        },
    ),
    Step.LETTERS: (
        N_("Strip 2. Which is the first line that reads “Zoë Şükrü Łukasz”, letter for letter?"),
        {
            "1": N_("line 1"),
            "2": N_("line 2"),
            "3": N_("line 3"),
            NOTHING: N_("nothing came out"),
        },
    ),
    Step.FIRST_CODES: (
        N_(
            "Strip 3. Scan one of the barcodes of block 1, or press Enter: if there are none, or if"
            " none can be scanned."
        ),
        {},
    ),
    Step.SECOND_CODES: (
        N_("Scan one of the barcodes of block 2, or press Enter if that does not work either."),
        {},
    ),
    Step.SQUARE: (
        N_("Is there a square code in block 1 too, like the one in block 2?"),
        {"1": N_("yes"), "2": N_("no")},
    ),
    Step.CUT: (
        N_(
            "Strip 4. Was the paper cut? Type the number of the last line on the piece with the"
            " title ({last} is the last one), or 0 if it was not cut."
        ),
        {NOTHING: N_("not cut")},
    ),
}
_FOLLOW = {
    Step.WIDTH: _follow_width,
    Step.LETTERS: _follow_letters,
    Step.FIRST_CODES: _follow_first_codes,
    Step.SECOND_CODES: _follow_second_codes,
    Step.SQUARE: _follow_square,
    Step.CUT: _follow_cut,
}
