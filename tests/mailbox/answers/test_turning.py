"""Answers of plain words whose order says something else than yes, and plain yeses like them."""

from __future__ import annotations

import pytest

from rosterdesk.mailbox.answers.confirming import Verdict, judge_answer
from rosterdesk.mailbox.answers.reasons import Why
from rosterdesk.mailbox.answers.signing import list_names

CODE = "3467ACDE"
NAMES = list_names("Marijke de Wit", "De Regenboog")
ABOUT = ("Leerlingen groep 3", "groep 3.xlsx")


def judge(words: str, about: tuple[str, ...] = ABOUT):
    text = f"{words}\n\n> {CODE}"
    return judge_answer(text, (), codes=[CODE], names=NAMES, about=about)


@pytest.mark.parametrize(
    "words",
    [
        "Ja, klopt, die is van u",
        "Ja, van de bibliotheek",
        "Ja, die komt van jullie",
        "Ja, die hebben jullie gestuurd",
        "Ja, dat is uw mail",
        "Ja, een vraag",
        "Ja, die mail is aan mij gestuurd",
        "Ja, naar ons gestuurd",
        "Ja, die mail was van mij of van Marijke",
        "Ja, mail of bestand",
        "Ja, heb ik die gestuurd",
        "Ja, was dat van mij",
        "Ja, wij hebben het",
        "Ja, die lijst heb ik",
        "Ja, komt goed",
        "Ja, komt vandaag",
        "Ja, hierbij de nieuwe lijst",
        "Ja, die heb ik door gestuurd",
        "Yes, from you",
        "Yes, that was you",
        "Yes, sent to me",
        "Yes, by the library",
        "Yes, did I send it",
        "Yes, we have the list",
        "Yes, on it",
        "Yes, send it",
        "Yeah right",
        "Yeah, sure",
    ],
)
def test_plain_words_that_say_something_else_are_no_yes(words: str):
    answer = judge(words)
    assert (answer.verdict, answer.why) == (Verdict.UNCLEAR, Why.MORE), answer


@pytest.mark.parametrize(
    "words",
    [
        "Bedankt voor uw vraag. Ja, die was van mij.",
        "Ja, die heb ik aan jullie gestuurd. Dank u wel!",
        "Ja, ik heb de lijst naar de bibliotheek gestuurd",
        "Ja, dat heb ik",
        "Ja, dat heb ik zelf gestuurd",
        "Ja, die mail komt van ons",
        "Ja, is van mij",
        "Ja, heb ik gestuurd",
        "Hierbij bevestig ik de mail",
        "Sorry voor de late reactie. Ja, van mij.",
        "Yes, I have",
        "Yes of course, the list of pupils is mine",
        "Thank you for asking. Yes, I sent it to you today",
        "Yes. Have a good weekend!",
        "Yes, I did send it",
        "Yeah, that was me",
    ],
)
def test_a_plain_yes_is_one(words: str):
    assert judge(words).verdict is Verdict.YES, judge(words)


def test_an_answer_that_names_another_file_is_no_yes():
    for words in (
        "Ja, ik heb het bestand klas5.xlsx gestuurd",
        "Ja, de lijst van groep 5 heb ik gestuurd",
        "Ja, groep 3 en groep 4 zijn van mij",
        "Yes, I sent pupils.csv",
    ):
        answer = judge(words)
        assert (answer.verdict, answer.why) == (Verdict.UNCLEAR, Why.ANOTHER_FILE), words
    for words in ("Ja, groep 3.xlsx is van mij", "Ja, de lijst van groep 3"):
        assert judge(words).verdict is Verdict.YES, words
    unnamed = ("Leerlingen", "leerlingen.xlsx")
    assert judge("Ja, de lijst van groep 5", unnamed).verdict is Verdict.YES
