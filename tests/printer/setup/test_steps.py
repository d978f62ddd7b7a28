"""Questions of setup about its strips, and the step that follows from an answer."""

from __future__ import annotations

import pytest

from rosterdesk.core.language import Language
from rosterdesk.printer.devices.owner import Outcome, Result
from rosterdesk.printer.errors import Reason
from rosterdesk.printer.setup.findings import Findings, add_caution
from rosterdesk.printer.setup.holding import describe_fault, find_fault
from rosterdesk.printer.setup.sample import build_sample
from rosterdesk.printer.setup.steps import AGAIN, AnswerError, Progress, SetupError, Step, follow
from rosterdesk.printer.slips.layout import Layout


def test_all_that_setup_prints_takes_less_than_five_minutes_on_the_slowest_line():
    """The time is counted in bytes at 2,400 baud, ten bits each; 80 mm, all codes drawn."""
    findings = Findings("tcp://h", width=80)
    strips = [Progress(findings, step).strip(Language.NL) or b"" for step in Step]
    sample = build_sample(Layout(), findings.paper, Language.NL, "Bibliotheek De Boekenberg")
    assert sum(map(len, [*strips, sample])) / 240 < 300


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("tcp://h", "tcp://h?width=58&codepage=none&codes=drawn&cut=none"),
        ("tcp://h?timeout=3", "tcp://h?timeout=3&width=58&codepage=none&codes=drawn&cut=none"),
        ("tcp://h?width=80", "tcp://h?width=80"),
        ("tcp://h?profile=TM-T20II", "tcp://h?profile=TM-T20II"),
        ("dummy:", "dummy:"),
        ("lpt1", "lpt1"),
    ],
)
def test_only_an_address_that_says_nothing_of_the_paper_is_made_cautious(url, written):
    assert add_caution(url) == written


@pytest.mark.parametrize(
    ("step", "typed", "said"),
    [
        *(
            (Step.WIDTH, typed, "met het nummer van de regel, 1, 2 of 3")
            for typed in ("", "7", "ja")
        ),
        *(
            (Step.LETTERS, typed, "met het nummer van de regel, 1, 2 of 3")
            for typed in ("9", "nee")
        ),
        *(
            (Step.FIRST_CODES, typed, "een code van blok 1, een met strepen")
            for typed in ("8712345", "ja", "https://example.org/1")
        ),
        (Step.SECOND_CODES, "x", "een code van blok 2"),
        *((Step.SQUARE, typed, "met ja of nee") for typed in ("", "0", "3", "misschien")),
        *((Step.CUT, typed, "1 tot en met 12, of 0") for typed in ("", "13", "ja", "-1", "2½")),
    ],
)
def test_an_answer_that_cannot_be_meant_is_asked_again_for_what_is_wanted(step, typed, said):
    with pytest.raises(AnswerError) as refused:
        follow(Progress(Findings("tcp://h"), step), typed)
    assert said in refused.value.say(Language.NL)


@pytest.mark.parametrize(
    ("step", "typed", "meant"),
    [
        *((Step.SQUARE, typed, "1") for typed in ("ja", "J", "yes", "y", " Ja. ")),
        *((Step.SQUARE, typed, "2") for typed in ("nee", "N", "no", "No!")),
        *((Step.CUT, typed, "0") for typed in ("nee", "no", "niet gesneden", "Not cut")),
        *(
            (Step.FIRST_CODES, typed, "")
            for typed in ("nee", "n", "  ", "there are none, or scanning fails")
        ),
        *((Step.SECOND_CODES, typed, "") for typed in ("Nee", "dat lukt ook niet")),
        *((Step.WIDTH, typed, "2") for typed in ("regel 2", "Line  2", " 2 ")),
        (Step.WIDTH, "er kwam niets uit", "0"),
        (Step.LETTERS, "Regel 3.", "3"),
        *(
            (step, typed, AGAIN)
            for step in (Step.WIDTH, Step.FIRST_CODES, Step.SQUARE, Step.CUT)
            for typed in (
                "opnieuw",
                "Again",
                "er kwam maar een deel van de strook uit: print hem opnieuw",
            )
        ),
    ],
)
def test_an_answer_may_be_given_in_words_of_either_language(step, typed, meant):
    progress = Progress(Findings("tcp://h"), step)
    assert follow(progress, typed) == follow(progress, meant)


@pytest.mark.parametrize(
    ("step", "prints"),
    [
        (Step.WIDTH, Step.WIDTH),
        (Step.LETTERS, Step.LETTERS),
        (Step.FIRST_CODES, Step.FIRST_CODES),
        (Step.SECOND_CODES, Step.FIRST_CODES),
        (Step.SQUARE, Step.FIRST_CODES),
        (Step.CUT, Step.CUT),
    ],
)
def test_any_strip_can_be_had_again_as_often_as_its_paper_runs_out(step, prints):
    """Whatever the printer can tell: one that is silent does not say that its cover was opened."""
    progress = Progress(Findings("tcp://h"), step)
    for _ in range(5):
        before, progress = progress, follow(progress, AGAIN)
        assert (progress.step, progress.findings) == (prints, before.findings)
        assert progress != before
        assert progress.strip(Language.NL)


@pytest.mark.parametrize(
    ("outcome", "first", "again"),
    [
        (Outcome(Result.CONFIRMED), None, None),
        (Outcome(Result.SENT), None, None),
        (Outcome(Result.SENT, too_early=True), None, None),
        *(
            (Outcome(Result.NOT_SENT, reason), reason, reason)
            for reason in (Reason.COVER_OPEN, Reason.NO_ANSWER, Reason.UNREACHABLE)
        ),
        *(
            (Outcome(Result.UNKNOWN, reason), reason, reason)
            for reason in (Reason.COVER_OPEN, Reason.PAPER_OUT, Reason.OFFLINE)
        ),
        # A buffer that is full lets no question through: it may be the cover, or the line.
        *(
            (Outcome(Result.UNKNOWN, reason), reason, None)
            for reason in (Reason.NO_ANSWER, Reason.GARBLED, Reason.TIMED_OUT)
        ),
    ],
)
def test_what_must_be_mended_before_a_strip_is_printed_again(outcome, first, again):
    assert find_fault(outcome, again=False) is first
    assert find_fault(outcome, again=True) is again


@pytest.mark.parametrize("reason", Reason)
def test_a_clerk_is_told_no_words_of_an_address(reason):
    """In setup there is none yet that could be changed."""
    for language in Language:
        said = describe_fault(reason, language)
        assert "answers=" not in said
        assert said == reason.say(language) or reason in {Reason.NO_PROOF, Reason.NO_ANSWER}
    assert describe_fault(reason, Language.NL) != describe_fault(reason, Language.EN)


def test_a_printer_without_images_or_without_a_sign_of_life_ends_setup():
    progress = Progress(Findings("tcp://h"))
    with pytest.raises(SetupError, match="TSP100"):
        follow(progress, "9")
    for _ in range(2):
        progress = follow(progress, "0")
        assert (progress.step, progress.findings.wake) == (Step.WIDTH, 3)
    with pytest.raises(SetupError, match="Nothing comes out"):
        follow(progress, "0")
