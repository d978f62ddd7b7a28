"""Answers of plain words that say something else than yes, and plain yeses like them."""

from __future__ import annotations

import random

import pytest
from tests.mailbox.answers.cases import CASES

from rosterdesk.mailbox.answers.confirming import Verdict, judge_answer
from rosterdesk.mailbox.answers.grammar import read_yes
from rosterdesk.mailbox.answers.reasons import Why
from rosterdesk.mailbox.answers.signing import list_names

CODE = "3467ACDE"
NAMES = list_names("Marijke de Wit", "De Regenboog")
UNNAMED = ("Leerlingen", "leerlingen.xlsx")
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
        "Ja, die komt uit uw eigen bibliotheek",
        "Ja, heb ik van jullie gekregen",
        "Ja, dat heb ik van u",
        "Ja, u heeft die gestuurd",
        "Ja, mij is die gestuurd",
        "Ja, die is door u aan mij gestuurd",
        "Ja, de lijst van mij is van u",
        "Ja, van mij of van u",
        "Ja, ik heb de mail van u",
        "Ja, dat is de vraag",
        "Ja, zo is het van u",
        "Ja, dat bestand is van vorig jaar",
        "Ja, heb ik dat gestuurd",
        "Ja, zijn die van mij",
        "Ja, is dit van mij",
        "Ja, was dat mijn mail",
        "Ja, is dat onze lijst",
        "Ja, was ik dat",
        "Ja, mag u verwerken, de nieuwe",
        "Ja, graag de nieuwe lijst",
        "Ja, die mail is aan ons",
        "Yes, is this from me",
        "Yes, was it mine",
        "Yes, do I have it",
        "Yes, have we sent it",
        "Yes, it was sent to me",
        "Yes, I have it",
        "Yes, we have the mail",
        "Yes, mine was from you",
        "Yes, this is to you",
        "Yes, it was you",
        "Yes, from the library",
        "Yes, sent by you",
        "Yes. This is a mail. From you.",
        "Ja, verwerk hem dan",
        '"Ja" zegt u',
        "Ja, en",
        "Ja en de lijst",
        "Ja, de mail",
        "~~Ja~~",
        "Ja ^",
        "ja / mail",
        "Ja, graag. De nieuwe lijst.",
        "Ja, wij hebben jullie gestuurd",
        "Ja, klopt, u",
        "Ja, bibliotheek gestuurd",
        "Ja graag!",
        "Ja, ik wist niet dat mijn account gehackt was",
        "Ja, ik wist niet dat dit vals is",
        "Ja, ik wist niet dat het de oude lijst was",
        "Yes, I didn't know that Kees had it",
        "Yes, I did not realise that this was forged",
        "Ja, heeft team verstuurd",
        "Ja, van mij en",
        "Ja, was van mij en van jullie",
    ],
)
def test_plain_words_that_say_something_else_are_no_yes(words: str):
    answer = judge(words, UNNAMED)
    assert answer.verdict is Verdict.UNCLEAR
    assert answer.why in {Why.MORE, Why.DOUBT}, answer


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
        "Ja, dat bestand heb ik vanochtend naar jullie gestuurd.",
        "Ja, die mail met de leerlingenlijst is van mij.",
        "Ja, dit klopt. Ik heb de lijst gestuurd.",
        "Ja hoor, dat klopt!",
        "Ja, de mail is door mij verstuurd.",
        "Ja, deze mail is van mij afkomstig.",
        "Ja, die mail heb ik zelf gestuurd",
        "Dat klopt, ik heb de leerlingenlijst gestuurd.",
        "Ja, klopt! De lijst is van onze school.",
        "Ja dat ben ik",
        "Ja, het bestand is van ons.",
        "Hallo, ja die mail was van mij. Groetjes Marijke",
        "Ja, ik heb gisteren de lijst gemaild.",
        "Ja, de bijlage komt van mij",
        "JA DIE MAIL WAS VAN MIJ",
        "ja, was van mij",
        "Ja, ik heb het bestand gestuurd. Bedankt voor de controle!",
        "Ja, ik bevestig dat ik deze mail heb gestuurd.",
        "Hierbij bevestig ik dat de mail van mij is.",
        "Ja, dat is onze leerlingenlijst voor dit schooljaar.",
        "Ja, dat heb ik gedaan",
        "Ja, klopt, gisteren verstuurd.",
        "Jazeker, die mail komt bij ons vandaan.",
        "Ja, die heb ik jullie gestuurd",
        "Ja die heb ik u toegestuurd",
        "Yes, that's correct, I sent the list yesterday.",
        "Yes, this is our list of pupils.",
        "Yes, that's right. Thanks for checking!",
        "Yes I sent the file to the library this morning.",
        "Yes it is from me",
        "I can confirm that this mail was from me.",
        "I confirm that I sent this mail",
        "Yes, that was our mail",
        "Yes, both files are ours",
        "Yes that's mine, thanks",
        "Ja, mijn mail. Dank voor de controle.",
        "Ja, prima, is van mij",
        "Ja, die mail is inderdaad door ons verzonden",
        "Ja, het klopt dat ik deze mail heb gestuurd",
        "Dat klopt, ik heb dat bestand verzonden.",
        "Klopt helemaal",
        "Ja, dat klopt helemaal",
        "Ja, helemaal juist",
        "Ja! Sorry voor het ongemak",
        "Ja, van mij :)",
        "Ja, deze lijst mag verwerkt worden",
        "Bevestigd, dank u wel",
        "Ik bevestig dit.",
        "Ja, dat was mijn mail.",
        "Ja, dat mailtje was van mij",
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
    assert judge("Ja, de lijst van groep 5", UNNAMED).verdict is Verdict.YES


def test_a_word_more_anywhere_in_a_yes_is_for_a_person_to_read():
    """Whatever the word is: no list can name them all."""
    chance = random.Random(20261201)
    letters = "bcdfghklmnprst"
    for words in (case.words for case in CASES if case.yes and "\n" not in case.words):
        parts = words.split()
        strange = "".join(chance.choices(letters, k=7))
        parts.insert(chance.randint(0, len(parts)), strange)
        assert judge(" ".join(parts), UNNAMED).verdict is not Verdict.YES, parts


@pytest.mark.parametrize("sign", ["~", "=", "/", "^", "[", ">", "|", "#", "≠", "%", "\\"])
def test_a_sign_that_nobody_says_yes_with_is_for_a_person_to_read(sign: str):
    assert judge(f"{sign}Ja{sign}", UNNAMED).verdict is not Verdict.YES


@pytest.mark.parametrize(
    "words", ["ja " * 10_000, "die lijst van de leerlingen " * 200, "met de lijst van onze " * 200]
)
def test_an_answer_without_end_is_no_yes(words: str):
    assert not read_yes(words).whole
