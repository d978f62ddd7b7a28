"""Answers of kinds on which rules went wrong: banners, footers, mixed noes, subjects, reasons."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.mailbox.answers.styles import STYLES
from tests.mailbox.answers.test_answers import CODE, CODES, LETTERS, NAMES

from rosterdesk.core.clock import now
from rosterdesk.mailbox.answers.confirming import Answer, Verdict, judge_answer
from rosterdesk.mailbox.answers.ours import list_our_sentences
from rosterdesk.mailbox.answers.quoting import cut_quoted
from rosterdesk.mailbox.answers.reasons import Why
from rosterdesk.mailbox.answers.subjects import read_written
from rosterdesk.mailbox.answers.thanks import says_only_thanks
from rosterdesk.mailbox.message.subjects import names_machine

GREETED = "Met vriendelijke groet,\n\nMarijke de Wit\n"
ASKED = "Was deze mail van u?"
BANNERS = [
    (
        "LET OP: Deze e-mail is afkomstig van buiten de organisatie. Klik niet op links en open "
        "geen bijlagen als u de afzender niet kent."
    ),
    (
        "CAUTION: This email originated from outside of the organization. Do not click links or "
        "open attachments unless you recognize the sender and know the content is safe."
    ),
    (
        "U ontvangt niet vaak e-mail van r@b.example. Meer informatie over waarom dit belangrijk is"
        "<https://aka.ms/LearnAboutSenderIdentification>"
    ),
    (
        "You don't often get email from r@b.example. Learn why this is important"
        "<https://aka.ms/LearnAboutSenderIdentification>"
    ),
    "Deze e-mail komt van buiten onze school. Wees voorzichtig met links en bijlagen.",
    "[EXTERNAL EMAIL] DO NOT CLICK links or attachments unless you recognize the sender.",
]
NO_BANNERS = [
    "LET OP: deze e-mail komt niet van ons",
    "Let op: ik heb dit niet gestuurd. Klik niet op links.",
    "Deze e-mail komt van buiten de organisatie en is niet van mij.",
    "LET OP: deze e-mail is afkomstig van buiten de organisatie. Dat was ik niet.",
    "CAUTION: this email is phishing. Do not click links.",
]
FOOTERS = [
    "Outlook voor iOS downloaden<https://aka.ms/o0ukef>",
    "Verzonden vanuit Outlook voor iOS<https://aka.ms/o0ukef>",
    "Get Outlook for iOS<https://aka.ms/o0ukef>",
    "Outlook voor Android downloaden<https://aka.ms/AAb9ysg>",
    "Verzonden met Proton Mail beveiligde e-mail.",
    "Verzonden vanaf mijn mobiele telefoon",
    "Verzonden vanuit Mail voor Windows",
    "Von meinem iPhone gesendet",
    "Envoyé de mon iPhone",
    "iPhone'umdan gönderildi",
    "Wysłane z iPhone'a",
]
NO_FOOTERS = [
    "Verzonden vanuit Frankrijk, niet door mij",
    "Verzonden vanaf de telefoon van mijn zoon",
    "Sent from my stolen iPhone",
    "Outlook voor iOS downloaden lukt niet",
]
MACHINES = [
    "Réponse automatique : Was deze mail van u?",
    "Respuesta automática: Was deze mail van u?",
    "Risposta automatica: Leerlingbestand",
    "Automatyczna odpowiedź: Leerlingbestand",
    "Otomatik yanıt: Leerlingbestand",
    "Autosvar: Leerlingbestand",
    "Resposta automática: Leerlingbestand",
    "Автоматична відповідь: Leerlingbestand",
    "رد تلقائي: Leerlingbestand",
    "Automatisch antwoord: Leerlingbestand wacht op goedkeuring",
    "Abwesenheitsnotiz: Leerlingbestand",
    "Automatic reply: Roster received",
]
PEOPLE = [
    "Automatisch passen aanvragen?",
    "Re: Leerlingbestand",
    "Antwoord op uw vraag",
    "Afwezig: wie neemt de lijst aan?",
    "Reading list",
]


def judge(text: str, subject: str = f"Re: {ASKED}", **more: object) -> Answer:
    ours = list_our_sentences()
    return judge_answer(text, ours, subject=subject, codes=CODES, names=NAMES, **more)


@pytest.mark.parametrize("banner", BANNERS)
def test_a_banner_of_a_gateway_says_nothing(banner: str):
    for style in STYLES:
        letter = f"{banner}\n\n{LETTERS[0]}"
        assert judge(style("Ja", letter)).verdict is Verdict.YES, style.__name__
    above = judge(f"{banner}\n\nJa\n\n{CODE}")
    assert (above.verdict, above.words) == (Verdict.YES, f"Ja\n\n{CODE}")


@pytest.mark.parametrize("words", NO_BANNERS)
def test_a_doubt_that_looks_like_a_banner_counts(words: str):
    for style in STYLES:
        assert judge(style("Ja", f"{words}\n\n{LETTERS[0]}")).verdict is not Verdict.YES
    assert judge(f"{words}\n\nJa {CODE}").verdict is not Verdict.YES


@pytest.mark.parametrize("footer", FOOTERS)
def test_the_line_of_a_program_says_nothing(footer: str):
    assert judge(f"Ja\n\n{footer}").verdict is Verdict.YES


@pytest.mark.parametrize("words", NO_FOOTERS)
def test_a_line_with_other_words_says_something(words: str):
    assert judge(f"Ja\n\n{words}").verdict is not Verdict.YES


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("Nee", Verdict.NO),
        ("NEE, die mail was niet van mij!", Verdict.NO),
        ("Beste collega,\n\nNee, dat was ik niet.", Verdict.NO),
        ("Nee, die heb ik niet gestuurd! Ben ik gehackt?", Verdict.NO),
        ("Nee, of ja, toch wel", Verdict.UNCLEAR),
        (f"NEE\n{CODE}", Verdict.NO),
        ("Nee?", Verdict.UNCLEAR),
        ("Nee hoor, geen probleem", Verdict.UNCLEAR),
        ("Nee, wij hebben nog geen passen ontvangen", Verdict.UNCLEAR),
        ("Ja\n\nMet vriendelijke groet,\nMarijke\nDat was ik niet", Verdict.UNCLEAR),
        (
            f"Ja\n\n{GREETED}leerkracht groep 5\nOp woensdag en vrijdag ben ik niet aanwezig",
            Verdict.YES,
        ),
    ],
)
def test_a_no_is_said_at_the_start_and_not_taken_back(words: str, verdict: Verdict):
    assert judge(words).verdict is verdict


@pytest.mark.parametrize(
    ("subject", "text", "verdict", "words"),
    [
        (f"JA Re: {ASKED}", "", Verdict.YES, "JA"),
        (f"Re: {ASKED} - ja", "", Verdict.YES, "ja"),
        (f"JA {CODE}", "", Verdict.YES, f"JA {CODE}"),
        (f"NEE Re: {ASKED}", "", Verdict.NO, "NEE"),
        (f"NEE Re: {ASKED}", "Ja", Verdict.UNCLEAR, "NEE\nJa"),
        (f"JA Re: {ASKED}", "Nee", Verdict.UNCLEAR, "JA\nNee"),
        (f"Re: {ASKED}", "Ja", Verdict.YES, "Ja"),
        ("Re: [EXTERN] " + ASKED, "Ja", Verdict.YES, "Ja"),
    ],
)
def test_the_subject_has_words_too(subject: str, text: str, verdict: Verdict, words: str):
    answer = judge(text, subject)
    assert (answer.verdict, answer.words) == (verdict, words)


def test_an_older_subject_is_nobodys_words():
    assert read_written("Re: Lijst groep 3", list_our_sentences()) == ""
    assert read_written("Wanneer komen de passen?", ()) == "Wanneer komen de passen?"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Ja\n\nMet vriendelijke groet,\nAnna", Why.OTHER_NAME),
        ("Ja\n\nMet vriendelijke groet,\nAnna heeft dit niet gezien", Why.BELOW),
        ("Ja\n\nMvg Marijke, morgen meer", Why.BELOW),
        ("Ja 4673-ACDE", Why.WRONG_CODE),
        ("Akkoord", Why.NEITHER),
        ("Oké", Why.NEITHER),
        ("Is goed", Why.NEITHER),
        ("Ja, is goed", None),
        ("Ja, die was van mij. Excuses voor het ongemak.", None),
        ("Ja, die is van mij. Fijne kerstvakantie!", None),
        ("Beste collega,\n\nJa, dat klopt.", None),
        ("Beste Phisher,\n\nJa, dat klopt.", Why.DOUBT),
    ],
)
def test_the_reason_is_the_true_one(words: str, why: Why | None):
    answer = judge(words, wrong=("4673ACDE",))
    assert answer.why is why
    assert (answer.verdict is Verdict.YES) is (why is None)


def test_a_day_must_be_that_of_the_mail():
    long_ago = datetime(2020, 1, 1, 12, tzinfo=UTC)  # a Wednesday
    for words in ("Ja, gisteren gestuurd", "Ja, vandaag gestuurd", "Ja, die van vrijdag"):
        assert judge(words, came=long_ago).why is Why.ANOTHER_DAY
    assert judge("Ja, woensdag gestuurd", came=long_ago).verdict is Verdict.YES
    assert judge("Ja, vandaag gestuurd", came=now()).verdict is Verdict.YES


@pytest.mark.parametrize("subject", MACHINES)
def test_subjects_of_machines_are_known(subject: str):
    assert names_machine(subject)
    assert judge("Ja", subject).why is Why.AUTOMATIC


@pytest.mark.parametrize("subject", PEOPLE)
def test_subjects_of_people_are_no_machines(subject: str):
    assert not names_machine(subject)


@pytest.mark.parametrize(
    "text",
    [
        "Super, dank voor jullie hulp. Fijne kerstvakantie!\n\nMarijke",
        "Bedankt! Prettige feestdagen en een gelukkig nieuwjaar",
        "Dank u wel, fijn weekend",
    ],
)
def test_good_wishes_are_thanks(text: str):
    assert says_only_thanks(text, NAMES)


def test_a_wish_with_a_question_is_none():
    assert not says_only_thanks("Dank. Fijne vakantie gehad met groep 4", NAMES)


def test_a_message_is_shown_without_the_banner_above_it():
    assert cut_quoted(f"{BANNERS[0]}\n\nWanneer komen de passen?") == "Wanneer komen de passen?"
