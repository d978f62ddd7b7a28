"""What stands in the quotation, the subject or the signature, and is not ours or the writer's."""

from __future__ import annotations

import pytest
from tests.mailbox.answers.styles import marked
from tests.mailbox.answers.test_answers import CODES, LETTERS, NAMES

from rosterdesk.mailbox.answers.confirming import Verdict, judge_answer
from rosterdesk.mailbox.answers.ours import list_our_sentences
from rosterdesk.mailbox.answers.reasons import Why

ASKED = "Re: Was deze mail van u?"
HEADER = "Van: Bibliotheek <r@b.example>\nVerzonden: maandag 31 augustus 2026 09:30\nAan: Marijke"


def judge(text: str, subject: str = ASKED):
    return judge_answer(
        marked(text, LETTERS[0]),
        list_our_sentences(),
        subject=subject,
        codes=CODES,
        names=NAMES,
        about=("Leerlingen", "leerlingen.xlsx"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "Ja\nVan: nee, toch niet",
        "Ja\nVan: niet van mij",
        "Ja\nVan: Petra",
        "Ja\nSent: by Petra",
        "Ja\nVerzonden: alleen groep 3",
        "Ja\n\nVan: Petra\nIk stuurde die",
        "Ja\n> alleen groep 3 is van mij",
        "Ja\n>> Petra stuurde hem",
        "> Petra was het\nKlopt",
        "> Zal ik hem weggooien\nJa",
        "Ja\n> 👎",
        "Ja\n-----Oorspronkelijk bericht----- was van Petra",
        "Ja\nPetra schreef die mail:",
        "Ja\nZoals ik al schreef:\nPetra doet de lijsten",
        "Ja\nOn Monday I was ill, Petra wrote:",
        f"Ja\n\n{HEADER}\nOnderwerp: Was deze mail van u?\n\nPetra heeft die lijst gestuurd",
        "Ja\n\nOp ma 31 aug 2026 om 09:40 schreef Petra:\n> Ik heb die lijst gestuurd",
    ],
)
def test_other_words_in_a_quotation_are_read(text: str):
    """They have the shape of a frame, or of a quotation, and are none of ours."""
    answer = judge(text)
    assert answer.verdict is not Verdict.YES
    assert answer.why in {Why.QUOTED, Why.DOUBT, Why.MORE}


@pytest.mark.parametrize(
    "text",
    [
        f"Ja\n\n{HEADER}\nOnderwerp: Was deze mail van u?",
        "Ja\n\n-----Oorspronkelijk bericht-----",
        "Ja\n\n---------- Original Message ---------",
        "Ja\n\nOn Mon, Aug 31, 2026 at 9:30 AM Bibliotheek <r@b.example> wrote:",
        "Ja\n\nOp 31 aug. 2026 om 09:30 heeft Bibliotheek <r@b.example> het volgende geschreven:",
    ],
)
def test_the_frame_of_a_mail_program_says_nothing(text: str):
    assert judge(text).verdict is Verdict.YES, judge(text)


@pytest.mark.parametrize(
    "subject",
    [
        f"Petra was het {ASKED}",
        f"{ASKED} Deels",
        f"{ASKED} van Kees",
        f"{ASKED} vorig jaar wel",
        f"{ASKED} 👎",
        "Ingetrokken: Was deze mail van u?",
        "Onbestelbaar: Was deze mail van u?",
        "Re: Iets heel anders",
    ],
)
def test_a_subject_with_other_words_is_no_yes(subject: str):
    assert judge("Ja", subject).verdict is not Verdict.YES


@pytest.mark.parametrize("subject", [ASKED, f"JA {ASKED}", "Re: Leerlingen", "", "Leerlingenlijst"])
def test_a_subject_of_ours_or_of_the_mail_says_nothing(subject: str):
    assert judge("Ja", subject).verdict is Verdict.YES, judge("Ja", subject)


@pytest.mark.parametrize(
    "signed",
    [
        "juf Petra",
        "mevrouw Bos",
        "Peter de Wit",
        "Buurvrouw van Marijke",
        "Leerling groep 8",
        "p/o Marijke",
        "i.o. Marijke",
        "b.a. Marijke",
        "Voor Marijke",
        "Petra i.p.v. Marijke",
        "Marijke of Petra",
        "Marijke Onzin",
        "Zogenaamd Marijke",
        "Ex-leerkracht",
        "≠ Marijke",
        "Marijke de Wit ❌",
    ],
)
def test_somebody_elses_signature_is_no_yes(signed: str):
    assert judge(f"Ja\n\nGroet,\n{signed}").verdict is not Verdict.YES


@pytest.mark.parametrize(
    "signed",
    [
        "Marijke de Wit\nleerkracht groep 5\n📞 030 123 45 67",
        "M. de Wit\nOBS De Regenboog | Oude Markt 3, 1234 AB Utrecht\nT +31 30 123 45 67",
        "Marijke\nBasisschool De Regenboog\nhttps://www.regenboog.example",
    ],
)
def test_her_own_signature_says_nothing(signed: str):
    assert judge(f"Ja\n\nMet vriendelijke groet,\n{signed}").verdict is Verdict.YES
