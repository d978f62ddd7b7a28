"""One roster, attached in sixty ways: found sixty times, as it was sent and under its name."""

from __future__ import annotations

import pytest
from tests.mailbox.files.building import (
    DISCLAIMER,
    FOOTER,
    LOGO,
    TOP,
    WORKBOOK,
    Way,
    apple_double,
    in_base64,
    multi,
    part,
    sheet,
    usual,
)
from tests.mailbox.files.ways import WAYS
from tests.mailbox.torture import TEXT

from rosterdesk.mailbox.files.decoding import take_uuencoded
from rosterdesk.mailbox.files.junk import looks_like_table
from rosterdesk.mailbox.files.mapi import MapiError, read_properties
from rosterdesk.mailbox.opening.parse import parse_mail
from rosterdesk.mailbox.replies.advice import choose


def test_there_are_sixty_ways():
    assert len({way.title for way in WAYS}) == len(WAYS) >= 60


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.title)
def test_a_roster_is_found_however_it_was_attached(way: Way):
    """A roster is found, decoded and named as a mail program shows it; what is beside it is not."""
    found = parse_mail(way.raw)

    assert [(each.name, each.data) for each in found.rosters] == [(way.name, way.data)]
    assert found.left_out == ()


def only(head: bytes, body: bytes) -> bytes:
    return TOP + multi(b"mixed", TEXT, part(head, body))


PHOTO = b"\xff\xd8\xff\xe0" + b"x" * 60_000
ALONE = [
    ("disclaimer", TOP + multi(b"mixed", TEXT, FOOTER), "only_extras"),
    (
        "html-footer",
        only(
            (
                b'Content-Type: text/html; name="ATT00002.htm"\r\n'
                b'Content-Disposition: attachment; filename="ATT00002.htm"'
            ),
            b"<p>Groet</p>",
        ),
        "only_extras",
    ),
    (
        "apple-fork",
        TOP
        + multi(
            b"mixed",
            TEXT,
            part(
                (
                    b"Content-Type: application/octet-stream; name=._lijst.xlsx\r\n"
                    b"Content-Disposition: attachment; filename=._lijst.xlsx\r\n"
                    b"Content-Transfer-Encoding: base64"
                ),
                in_base64(b"\x00\x05\x16\x07" + b"\0" * 100),
            ),
        ),
        "only_extras",
    ),
    (
        "outlook-message",
        TOP
        + multi(
            b"mixed",
            TEXT,
            sheet(
                b"application/vnd.ms-outlook",
                b"attachment; filename=lijst.msg",
                data=bytes.fromhex("D0CF11E0A1B11AE1") + "__substg1.0_".encode("utf-16-le"),
            ),
        ),
        "mail_file",
    ),
    (
        "partial",
        TOP + b'Content-Type: message/partial; id="x"; number=1; total=2\r\n\r\nFrom: a\r\n',
        "partial",
    ),
    (
        "photograph",
        only(
            (
                b"Content-Type: image/jpeg; name=lijst.jpg\r\n"
                b"Content-Disposition: attachment; filename=lijst.jpg\r\n"
                b"Content-Transfer-Encoding: base64"
            ),
            in_base64(PHOTO),
        ),
        "picture",
    ),
    (
        "sealed",
        only(
            (
                b"Content-Type: application/octet-stream; name=smime.p7m\r\n"
                b"Content-Disposition: attachment; filename=smime.p7m\r\n"
                b"Content-Transfer-Encoding: base64"
            ),
            in_base64(b"0\x80xx"),
        ),
        "smime",
    ),
    (
        "logo",
        only(
            b"Content-Type: image/png; name=logo.png\r\nContent-Transfer-Encoding: base64",
            in_base64(LOGO),
        ),
        "no_attachment",
    ),
]


@pytest.mark.parametrize(("raw", "reason"), [case[1:] for case in ALONE], ids=[c[0] for c in ALONE])
def test_junk_alone_gets_a_sentence_of_its_own(raw: bytes, reason: str):
    found = parse_mail(raw)

    assert found.rosters == ()
    assert choose(found.findings) == reason


def test_one_good_and_one_protected_file_are_told_apart():
    """The reason stands beside the name of the file that it is about."""
    protected = bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le")
    raw = usual(sheet()).replace(
        FOOTER, sheet(disposition=b"attachment; filename=geheim.xlsx", data=protected)
    )
    found = parse_mail(raw)

    assert len(found.rosters) == 1
    assert found.left_out == (("geheim.xlsx", "encrypted"),)


def test_a_torn_mail_is_said_to_be_torn():
    found = parse_mail(TOP + multi(b"mixed", TEXT, sheet(), closing=b"")[: -len(b"--b1") - 400])

    assert "cut_off" in found.findings


@pytest.mark.parametrize("text", [b"a;b\r\n1;2\r\n", "\ufeffNr\tNaam\n1\tBo\n".encode("utf-16")])
def test_lists_look_like_lists(text: bytes):
    assert looks_like_table(text)
    assert not looks_like_table(DISCLAIMER)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff" * 4,
        b"\xff\xff\xff\xff\x1f\x00\x07\x37\xff\xff\xff\xff",
        b"\x01\0\0\0\x99\x00\x01\x00",
    ],
)
def test_hostile_properties_are_refused_at_once(raw: bytes):
    """No more is read than there is, whatever count is stated."""
    with pytest.raises(MapiError):
        read_properties(raw)


def test_a_text_that_only_begins_like_a_file_stays_text():
    text = b"begin 644 a\r\nniet echt\r\n"
    assert take_uuencoded(text) == (text, [])


def test_the_fork_beside_the_file_is_no_second_roster():
    found = parse_mail(usual(apple_double()))
    assert [each.data for each in found.rosters] == [WORKBOOK]
