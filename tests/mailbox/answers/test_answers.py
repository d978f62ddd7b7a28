"""The answers that people write: whether one is a yes, and which words are their own."""

from __future__ import annotations

from itertools import cycle

import pytest
from tests.mailbox.answers.cases import CASES, CODE, Case
from tests.mailbox.answers.styles import STYLES, as_outlook

from rosterdesk.core.language import Language
from rosterdesk.mailbox.answers.confirming import Verdict, judge_answer
from rosterdesk.mailbox.answers.ours import list_our_sentences
from rosterdesk.mailbox.answers.quoting import read_own_words
from rosterdesk.mailbox.answers.signing import list_names
from rosterdesk.mailbox.answers.thanks import says_only_thanks
from rosterdesk.mailbox.message.htmltext import write_plain
from rosterdesk.mailbox.opening.parse import parse_mail
from rosterdesk.mailbox.replies.texts import WORDINGS, ReplyKind
from rosterdesk.mailbox.replies.wording import phrases

NAMES = list_names("Marijke de Wit", "Joost van Dam", "De Regenboog", "m.wit@regenboog.example")
CODES = [CODE.replace("-", "")]


def our_letter(language: Language) -> str:
    """The question as it was sent, with its code."""
    wording = WORDINGS[ReplyKind.CONFIRM]
    said = [phrases.say(language, each) for each in (*wording.sentences, wording.next_step)]
    return "\n\n".join([*said[:-1], f"    {CODE}", said[-1]])


LETTERS = [our_letter(language) for language in Language]
QUOTED = [
    pytest.param(case, style, letter, id=f"{number}-{style.__name__}")
    for number, (case, style, letter) in enumerate(
        zip(CASES, cycle(STYLES), cycle(LETTERS), strict=False)
    )
]


def test_there_are_two_hundred_answers():
    """The table is long, and most of it is no yes."""
    assert len(CASES) >= 200
    assert sum(case.yes for case in CASES) >= 50


@pytest.mark.parametrize(("case", "style", "letter"), QUOTED)
def test_only_a_yes_confirms(case: Case, style, letter: str):
    """Our letter is quoted, with its code, in the way of one mail program or another."""
    answer = judge_answer(
        style(case.words, letter),
        list_our_sentences(),
        subject=case.subject or "Re: Was deze mail van u?",
        codes=CODES,
        names=NAMES,
    )
    assert (answer.verdict is Verdict.YES) is case.yes, answer


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.__name__)
@pytest.mark.parametrize("words", ["Nee!", "Dat was ik niet", "Wat is dit?"])
def test_words_are_read_above_and_below(words: str, style):
    """A yes above and a no below, or the other way round, is no yes."""
    for text in (
        f"Ja\n\n{style('', LETTERS[0])}\n\n{words}",
        f"{words}\n\n{style('', LETTERS[0])}\n\nJa",
    ):
        verdict = judge_answer(text, list_our_sentences(), codes=CODES).verdict
        assert verdict is not Verdict.YES


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.__name__)
def test_the_quoted_code_alone_is_no_yes(style):
    """A forward to a colleague says nothing to us."""
    answer = judge_answer(style("", LETTERS[0]), list_our_sentences(), codes=CODES)
    assert answer.verdict is Verdict.UNCLEAR


def test_only_our_own_sentences_are_taken_out():
    """Text below an unmarked quotation that is not ours is shown."""
    own = read_own_words(as_outlook("Hoi", f"{LETTERS[0]}\nDat was ik niet!"), list_our_sentences())
    assert own.written == "Hoi"
    assert "Dat was ik niet!" in own.left
    assert "kwam" not in own.left


def test_a_mail_of_html_alone_has_words():
    """Telephones send HTML without a plain part."""
    raw = (
        b"From: a@b.example\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        b"<html><head><style>p {color: red}</style></head><body><p>Nee, <b>niet</b> van mij</p>"
        b"<!-- ja --><blockquote>Ja</blockquote></body></html>"
    )
    assert parse_mail(raw).text == "Nee, niet van mij\n\n> Ja"


@pytest.mark.parametrize(
    "html", ["<" * 100_000, "<!--" * 25_000, "<a " * 30_000, "&#" * 50_000, "<![" * 30_000]
)
def test_hostile_html_is_read(html: str):
    """Words come of it and not an error, whatever it is."""
    assert isinstance(write_plain(html), str)


@pytest.mark.parametrize(
    ("text", "thanks"),
    [
        ("Dank u wel!", True),
        ("Bedankt voor de snelle reactie.\n\nMet vriendelijke groet,\nMarijke de Wit", True),
        ("Beste Anna,\n\nTop, hartelijk dank!", True),
        ("Thanks a lot", False),  # "a lot" is no word of the list: read once too often
        ("Thank you very much!", True),
        ("Prima, dank je wel. Fijn weekend!", True),
        ("Dank u wel, wanneer komen de passen?", False),
        ("Dank, maar groep 4 ontbreekt", False),
        ("Bedankt, er komen nog 12 leerlingen bij", False),
        ("Ja", False),
        ("", False),
        ("Thanks!\n\nMarijke", True),
        ("Dank je wel\nM. de Wit", True),
        ("Dank, Marijke", True),
        ("Bedankt!\n\nMarijke\nadministratie OBS De Regenboog\nT 030 123 45 67", True),
        ("Bedankt!\n\nMvg\nMarijke\nPS groep 4 volgt nog", False),
        ("Bedankt!\n\nKees mist nog een pas", False),
    ],
)
def test_only_bare_thanks_are_for_nobody(text: str, thanks: bool):
    assert says_only_thanks(text, NAMES) is thanks
