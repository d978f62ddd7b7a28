from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, cast

import pytest

from rosterdesk.core.language import Language
from rosterdesk.mailbox.opening.parse import parse_mail
from rosterdesk.mailbox.replies.advice import ADVICE
from rosterdesk.mailbox.replies.compose import (
    Enclosure,
    Letterhead,
    Thread,
    freeze,
    make_message_id,
)
from rosterdesk.mailbox.replies.wording import ReplyKind, ReplyValues, compose_reply

if TYPE_CHECKING:
    from email.message import EmailMessage

LETTERHEAD = Letterhead("leerlingen@library.example", "Bibliotheek De Lezer", "De Lezer")
VALUES = ReplyValues(
    reference="K7PX3D",
    file_name="groep 3 <b>.xlsx",
    school="De Regenboog",
    counts={"new": 12, "leaving": 3, "changed": 0},
    sentences=("Rij 4: de geboortedatum klopt niet.",),
    advice="encrypted",
    reason="Dit is de lijst van vorig jaar.",
    code="ABCD-EFGH",
    sender="Jan",
)


def compose(kind: ReplyKind, language: Language = Language.NL, **changes: object) -> bytes:
    values: dict[str, object] = {
        "letterhead": LETTERHEAD,
        "to": "jan@school.example",
        "message_id": make_message_id(LETTERHEAD),
        "date": datetime(2026, 8, 31, 9, 30, tzinfo=UTC),
    }
    return freeze(compose_reply(kind, language, VALUES, **(values | changes)))  # type: ignore[arg-type] - a table


def read(raw: bytes) -> EmailMessage:
    return cast("EmailMessage", message_from_bytes(raw, policy=default))


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("kind", list(ReplyKind))
def test_each_reply_is_a_whole_mail(kind: ReplyKind, language: Language):
    """Plain text and HTML, marked as automatic, sane on the wire, in the reader's language."""
    raw = compose(kind, language)
    message = read(raw)

    assert message["Auto-Submitted"] == "auto-replied"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Message-ID"].endswith("@library.example>")
    assert not message.defects
    assert all(len(line) <= 990 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    greeting = {Language.NL: "Goedendag,", Language.EN: "Hello,"}[language]
    assert text_of(message).startswith(greeting)
    assert greeting in text_of(message, "html")


@pytest.mark.parametrize("kind", list(ReplyKind))
def test_each_reply_is_translated(kind: ReplyKind):
    """No English sentence is left in a Dutch mail."""
    english = set(text_of(read(compose(kind, Language.EN))).split("\n"))
    dutch = set(text_of(read(compose(kind, Language.NL))).split("\n"))

    theirs = {VALUES.reason, VALUES.sentences[0], VALUES.code, LETTERHEAD.library}
    same = {line.strip() for line in english & dutch if line.strip()}
    assert not {each for each in same if not any(str(one) in each for one in theirs)}


@pytest.mark.parametrize("code", ADVICE)
def test_each_piece_of_advice_is_translated(code: str):
    """Each finding says in Dutch what to do."""
    values = ReplyValues(advice=code)
    texts = {
        language: compose_reply(
            ReplyKind.REFUSED,
            language,
            values,
            letterhead=LETTERHEAD,
            to="a@b.example",
            message_id="<1@b>",
            date=datetime.now(UTC),
        )
        .get_body(("plain",))
        .get_content()
        for language in Language
    }

    for sentence in ADVICE[code][:2]:
        assert sentence in texts[Language.EN]
        assert sentence not in texts[Language.NL]


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (["encrypted"], "Stuur ons dat wachtwoord niet."),
        (["encrypted", "encrypted", "no_roster"], "Stuur ons die wachtwoorden niet."),
        (["attachment_empty", "attachment_empty"], "Wilt u ze opnieuw opslaan"),
        (["attachment_empty"], "Wilt u het opnieuw opslaan"),
        (["picture", "picture", "picture"], "en die als antwoord"),
        (["picture"], "en dat als antwoord"),
        (["mail_file", "mail_file"], "met de bestanden zelf"),
        (["attachment_too_large", "attachment_too_large"], "alleen de bladen"),
        (["attachment_empty", "picture"], "met een bestand dat wij kunnen lezen"),
    ],
)
def test_what_to_do_is_about_as_many_files_as_there_are(codes: list[str], said: str):
    left_out = tuple((f"{number}.csv", code) for number, code in enumerate(codes))
    values = ReplyValues(left_out=left_out)
    letter = compose_reply(
        ReplyKind.REFUSED,
        Language.NL,
        values,
        letterhead=LETTERHEAD,
        to="a@b.example",
        message_id="<1@b>",
        date=datetime.now(UTC),
    )
    assert said in text_of(letter)


def test_counts_that_are_nothing_are_left_out():
    """Twelve new and three leaving; no line for the changed that there are not."""
    text = text_of(read(compose(ReplyKind.APPLIED)))

    assert re.search(r"Nieuw +12\r\n", text)
    assert "Vertrekkers" in text
    assert "Met andere gegevens" not in text


def test_a_stranger_learns_nothing():
    """The neutral answer has no school, no file, no count."""
    text = text_of(read(compose(ReplyKind.NEUTRAL)))

    assert not any(word in text for word in ("Regenboog", "groep 3", "12"))


def test_html_is_escaped():
    """A file name cannot bring HTML into the mail."""
    html = text_of(read(compose(ReplyKind.APPLIED)), "html")

    assert "<b>" not in html
    assert "&lt;b&gt;" in html


def test_the_thread_is_kept_with_long_message_ids():
    """Message-IDs longer than a folded line arrive as they are (Python 3.11 would encode them)."""
    long = tuple(f"<{'A' * 90}{number}@eur04.prod.outlook.example>" for number in range(6))
    raw = compose(ReplyKind.RECEIVED, thread=Thread(long[-1], long[:-1]))
    message = read(raw)

    assert b"=?" not in raw.partition(b"\r\n\r\n")[0]
    assert message["In-Reply-To"] == long[-1]
    assert message["References"].split() == list(long)
    assert parse_mail(raw).in_reply_to == (long[-1],)


def test_endless_references_are_shortened_to_the_last():
    """A thread of a year keeps its end, within what a header line may hold."""
    many = tuple(f"<{'B' * 80}{number}@school.example>" for number in range(200))
    message = read(compose(ReplyKind.RECEIVED, thread=Thread("<last@school.example>", many)))

    assert message["References"].split()[-1] == "<last@school.example>"
    assert len(message["References"]) <= 900


def test_a_file_can_go_with_it():
    """The sender's own workbook comes back with its name and its bytes."""
    enclosure = Enclosure("klas één.xlsx", b"PK\x03\x04 xl/workbook", "application/vnd.ms-excel")
    raw = compose(ReplyKind.REFUSED, enclosures=[enclosure])

    (found,) = parse_mail(raw).attachments
    assert (found.name, found.data) == (enclosure.name, enclosure.data)


def test_the_same_mail_is_the_same_bytes():
    """The stored mail is the one that is sent: freezing does not change with time."""
    message = compose_reply(
        ReplyKind.RECEIVED,
        Language.NL,
        VALUES,
        letterhead=LETTERHEAD,
        to="jan@school.example",
        message_id="<1@library.example>",
        date=datetime(2026, 1, 1, tzinfo=UTC),
    )

    assert freeze(message) == freeze(message)
