"""Setup, without a screen: what is printed, what is asked, what follows from an answer.

A door (command line, chat, page) prints ``Progress.strip``, puts ``Progress.question`` to the
clerk, and goes on with ``follow`` until there is no question any more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_, Language, Phrases, is_no, is_yes
from rosterdesk.printer.model.address import Answers
from rosterdesk.printer.model.paper import Codes, Cut
from rosterdesk.printer.setup.findings import Findings  # noqa: TC001 - chats keep their progress
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

    from rosterdesk.printer.devices.owner import Outcome

phrases = Phrases("rosterdesk.printer")

_WAKE = 3  # seconds that a printer gets which lost its first strip and cannot say so
_TRIES = 3  # strips until it is said that nothing comes out
NOTHING = "0"
AGAIN = "*"
_SIGNS = "9"
_NO_SCAN = ""
_YES = "1"


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
    """``choices`` are answers and what each means; the empty one is Enter, or a button.

    Besides them a code is scanned, or a number typed, where the text asks for that.
    """

    text: str
    choices: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Progress:
    findings: Findings
    step: Step = Step.WIDTH
    tries: int = 1  # strips of this step so far
    again: int = 0  # strips that the clerk asked for once more

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


def learn(progress: Progress, outcome: Outcome) -> Progress:
    """Return the progress with what printing a strip showed: an answer that came too early."""
    if not outcome.too_early:
        return progress
    return replace(progress, findings=replace(progress.findings, answers=Answers.EARLY))


def follow(progress: Progress, answer: str) -> Progress:
    """Return how it goes on after that answer.

    Raises AnswerError for one that cannot be meant, SetupError where it cannot go on.
    """
    meant = _find_meant(progress.step, answer)
    is_free = progress.step in _SCANNED or (progress.step is Step.CUT and meant.isdecimal())
    if meant not in _QUESTIONS[progress.step][1] and not is_free:
        raise AnswerError(_WANTED[progress.step], last=CUT_LINES)
    if meant == AGAIN:
        return _print_again(progress)
    return _FOLLOW[progress.step](progress, meant)


def _find_meant(step: Step, typed: str) -> str:
    """Return the answer that was typed: a choice's own, its words, or a yes or no."""
    words = " ".join(typed.split()).casefold().rstrip(".!")
    for answer, meaning in _QUESTIONS[step][1].items():
        if words in {answer, *(phrases.say(each, meaning).casefold() for each in Language)}:
            return answer
    if words in _AGAIN_WORDS:
        return AGAIN
    if is_no(words):
        return _NO.get(step, words)
    return _YES if is_yes(words) and step is Step.SQUARE else words


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


def _print_again(progress: Progress) -> Progress:
    """Print the strip of this question once more: a part of it is on paper, or it is torn."""
    is_of_codes = progress.step in {Step.SECOND_CODES, Step.SQUARE}
    step = Step.FIRST_CODES if is_of_codes else progress.step
    return replace(progress, step=step, again=progress.again + 1)


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
        raise AnswerError(_WANTED[Step.FIRST_CODES])
    return _go_on(progress, Step.SECOND_CODES)


def _follow_second_codes(progress: Progress, answer: str) -> Progress:
    if answer and not _is_of(answer, DRAWN) and not _is_of(answer, NATIVE):
        raise AnswerError(_WANTED[Step.SECOND_CODES])
    # Drawn is right too where there is no scanner at hand: it is a picture that comes out whole.
    return _go_on(progress, Step.CUT, codes=Codes.DRAWN)


def _follow_square(progress: Progress, answer: str) -> Progress:
    codes = Codes.NATIVE if answer == _YES else Codes.DRAWN
    return _go_on(progress, Step.CUT, codes=codes)


def _follow_cut(progress: Progress, answer: str) -> Progress:
    line = int(answer)
    if line > CUT_LINES:
        raise AnswerError(_WANTED[Step.CUT], last=CUT_LINES)
    if not line:
        return _go_on(progress, Step.DONE, cut=Cut.NONE, feed=None)
    missing = CUT_LINES - line
    return _go_on(progress, Step.DONE, cut=Cut.AUTO, feed=missing + 1 if missing else None)


def _is_of(answer: str, block: str) -> bool:
    return answer in {f"{block}00{module}" for module in MODULES}


_PART = N_("only a part of the strip came out: print it again")
_AGAIN_WORDS = {"again", "opnieuw", "nog een keer"}
_QUESTIONS: dict[Step, tuple[str, dict[str, str]]] = {
    Step.WIDTH: (
        N_("Strip 1. Which is the last line whose black block is whole?"),
        {
            "1": N_("line 1"),
            "2": N_("line 2"),
            "3": N_("line 3"),
            NOTHING: N_("nothing came out"),
            _SIGNS: N_("letters and signs came out, no lines"),
            AGAIN: _PART,
        },
    ),
    Step.LETTERS: (
        N_("Strip 2. Which is the first line that reads “Zoë Şükrü Łukasz”, letter for letter?"),
        {
            "1": N_("line 1"),
            "2": N_("line 2"),
            "3": N_("line 3"),
            NOTHING: N_("nothing came out"),
            AGAIN: _PART,
        },
    ),
    Step.FIRST_CODES: (
        N_("Strip 3. Scan one of the barcodes of block 1."),
        {_NO_SCAN: N_("there are none, or scanning fails"), AGAIN: _PART},
    ),
    Step.SECOND_CODES: (
        N_("Scan one of the barcodes of block 2."),
        {_NO_SCAN: N_("that does not work either"), AGAIN: _PART},
    ),
    Step.SQUARE: (
        N_("Is there a square code in block 1 too, like the one in block 2?"),
        {_YES: N_("yes"), "2": N_("no"), AGAIN: _PART},
    ),
    Step.CUT: (
        N_(
            "Strip 4. Where was the paper cut? Give the number of the last line on the piece with"
            " the title, 1 to {last}."
        ),
        {NOTHING: N_("not cut"), AGAIN: _PART},
    ),
}
# What a no is, where the question can be answered with one.
_NO = {
    Step.FIRST_CODES: _NO_SCAN,
    Step.SECOND_CODES: _NO_SCAN,
    Step.SQUARE: "2",
    Step.CUT: NOTHING,
}
_WANTED_LINE = N_(
    "Answer with the number of the line, 1, 2 or 3, or with one of the other answers."
)
_WANTED = {
    Step.WIDTH: _WANTED_LINE,
    Step.LETTERS: _WANTED_LINE,
    Step.FIRST_CODES: N_(
        "That is no barcode of this strip: scan one of block 1, with bars, not the square one."
    ),
    Step.SECOND_CODES: N_(
        "That is no barcode of this strip: scan one of block 2, with bars, not the square one."
    ),
    Step.SQUARE: N_("Answer yes or no."),
    Step.CUT: N_(
        "Give the number of the last line on the piece with the title, 1 to {last}; or 0 where"
        " nothing was cut."
    ),
}
_SCANNED = {Step.FIRST_CODES, Step.SECOND_CODES}
_FOLLOW = {
    Step.WIDTH: _follow_width,
    Step.LETTERS: _follow_letters,
    Step.FIRST_CODES: _follow_first_codes,
    Step.SECOND_CODES: _follow_second_codes,
    Step.SQUARE: _follow_square,
    Step.CUT: _follow_cut,
}
