"""A yes is one only where nothing else is said anywhere in the mail, as people see it."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from tests.mailbox.answers.test_answers import CODE, CODES, LETTERS, NAMES

from rosterdesk.mailbox.answers.confirming import Verdict, judge_answer
from rosterdesk.mailbox.answers.ours import list_our_sentences
from rosterdesk.mailbox.opening.parse import parse_mail

SUBJECT = "Re: Was deze mail van u?"
LED = "Op ma 30 nov 2026 om 10:12 schreef Bibliotheek <leerlingen@library.example>:"


def quote(letter: str = LETTERS[0]) -> str:
    return "\n".join(f"> {line}".rstrip() for line in letter.splitlines())


def write(text: str | None, html: str | None = None, subject: str = SUBJECT) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Joost <joost@regenboog.example>", "leerlingen@library.example"
    mail["Subject"] = subject
    if text is not None:
        mail.set_content(text)
    if html is not None and text is not None:
        mail.add_alternative(html, subtype="html")
    elif html is not None:
        mail.set_content(html, subtype="html")
    return mail


def judge(mail: EmailMessage) -> Verdict:
    parsed = parse_mail(mail.as_bytes())
    return judge_answer(
        parsed.text,
        list_our_sentences(),
        subject=parsed.subject,
        codes=CODES,
        shown=parsed.shown,
        hidden=parsed.hidden,
        whole=parsed.whole,
        beside=parsed.beside,
        names=NAMES,
    ).verdict


def with_file(name: str, kind: str, subtype: str, data: bytes = b"x") -> EmailMessage:
    mail = write(f"Ja\n\n{LED}\n{quote()}\n")
    mail.add_attachment(data, maintype=kind, subtype=subtype, filename=name)
    return mail


def with_second_text(words: str) -> EmailMessage:
    mail = write(f"Ja\n\n{LED}\n{quote()}\n")
    second = EmailMessage()
    second.set_content(words)
    mail.make_mixed()
    mail.attach(second)
    return mail


def with_mail(words: str) -> EmailMessage:
    mail = write(f"Ja\n\n{LED}\n{quote()}\n")
    mail.add_attachment(write(words, subject="dit is niet van ons"))
    return mail


PLAIN_YES = [
    write(f"Ja\n\n{LED}\n{quote()}\n"),
    write(f"Ja\n\n{LED}\n{quote()}\n", f"<p>Ja</p><p>{LED}</p><blockquote>{CODE}</blockquote>"),
    write(f"Ja, dat klopt.\n\nVerstuurd vanaf mijn iPhone\n\n{LED}\n{quote()}\n"),
]
NO_PLAIN_YES = {
    "other words in the HTML": write("Ja", "<p>Dat weet ik niet zeker</p>"),
    "a denial in the HTML": write(f"Ja {CODE}", f"<div>Nee, niet van mij. {CODE}</div>"),
    "struck through": write(None, "<p><s>Ja</s></p>"),
    "struck through, and a no": write(None, "<p><del>Ja</del> nee</p>"),
    "a second text": with_second_text("maar dat bestand ken ik niet"),
    "another second text": with_second_text("Graag eerst bellen."),
    "a text as a file": with_file("toelichting.txt", "text", "plain", b"Nee, toch niet van mij"),
    "a document": with_file("toelichting.docx", "application", "octet-stream"),
    "another mail": with_mail("Dit klopt niet"),
    "another mail, of few words": with_mail("Zie onder"),
    "a no in the quotation": write(
        f"Ja\n\n{LED}\n" + quote("Heeft u die mail gestuurd? Weet ik niet. Beantwoord deze mail.")
    ),
    "a no between our lines": write(f"Ja\n\n{LED}\n{quote()}\n> Nee, dat was mijn collega\n"),
    "a sentence that looks as if it led to a quotation": write(
        f"Ja\n\nOp 30 november schreef ik u dat die mail niet van mij is:\n\n{LED}\n{quote()}\n"
    ),
    "such a sentence in English": write(
        f"Yes\n\nOn Monday I wrote that it is not mine:\n{quote()}"
    ),
    "somebody else's telephone": write(
        f"Ja\n\nVerstuurd vanaf mijn iPhone door mijn zoontje\n\n{LED}\n{quote()}\n"
    ),
    "somebody's name": write(f"Ja\n\nSent from my phone by Sam's son\n\n{LED}\n{quote()}\n"),
    "a no in the subject": write(
        f"Ja\n\n{LED}\n{quote()}\n", subject=f"{SUBJECT} Nee niet van mij"
    ),
    "a doubt in the subject": write("Ja", subject=f"{SUBJECT} Weet ik niet"),
}


@pytest.mark.parametrize("mail", PLAIN_YES, ids=["text", "with HTML", "telephone"])
def test_a_plain_yes_confirms(mail: EmailMessage):
    assert judge(mail) is Verdict.YES


@pytest.mark.parametrize("mail", NO_PLAIN_YES.values(), ids=NO_PLAIN_YES)
def test_what_is_said_elsewhere_in_the_mail_counts(mail: EmailMessage):
    assert judge(mail) is not Verdict.YES


def test_a_picture_of_a_signature_is_no_answer():
    mail = write(f"Ja\n\n{LED}\n{quote()}\n")
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png")
    assert judge(mail) is Verdict.YES
