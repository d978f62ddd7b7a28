"""One roster, attached in sixty ways: found sixty times, as it was sent and under its name."""

from __future__ import annotations

import pytest
from tests.mailbox.files.building import (
    DISCLAIMER,
    FOOTER,
    HTML,
    LOGO,
    LOGO_PART,
    TABLE,
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


def as_unknown(disposition: bytes, data: bytes, kind: bytes = b"application/octet-stream") -> bytes:
    return usual(sheet(kind, disposition, data=data))


COMMAS = (
    b'"Nr","Naam","Klas"\r\n"1","Bakker, Ada","3a"\r\n"2","Smit, Bo","3a"\r\n"3","Vos","3b"\r\n'
)
TABS = "\ufeffNr\tNaam (roepnaam)\n1\tCas\n2\tD\xf6rte\n".encode("utf-16")
UNMARKED = "Nr;Naam\r\n1;Cas\r\n2;Eef\r\n".encode("utf-16-le")
EDEX = b"<EDEXML><leerlingen><leerling key='1'/></leerlingen></EDEXML>"


@pytest.mark.parametrize(
    ("disposition", "data", "name"),
    [
        (b"attachment; filename=lijst", TABLE, "lijst"),
        (b"attachment; filename=lijst.dat", TABLE, "lijst.dat"),
        (b'attachment; filename="lijst v1.2"', COMMAS, "lijst v1.2"),
        (b"attachment; filename=LIJST.PRN", TABS, "LIJST.PRN"),
        (b"attachment; filename=groep.csv_", UNMARKED, "groep.csv_"),
        (b"inline; filename=export.asc", TABLE, "export.asc"),
        (b"attachment", TABLE, "attachment.csv"),
        (b"", TABLE.replace(b";", b"|"), "attachment.csv"),
        (b"attachment; filename=school.edex", EDEX, "school.edex"),
    ],
)
@pytest.mark.parametrize("kind", [b"application/octet-stream", b"application/x-unknown"])
def test_a_list_under_any_name_is_found_by_its_content(
    kind: bytes, disposition: bytes, data: bytes, name: str
):
    found = parse_mail(as_unknown(disposition, data, kind))
    assert [(each.name, each.data) for each in found.rosters] == [(name, data)]
    assert found.left_out == ()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("instellingen.json", b'{\n "a": 1,\n "b": 2,\n "c": 3,\n "d": 4,\n "e": 5\n}\n'),
        ("lijst.json", b'[["a",1],\n["b",2],\n["c",3]]\n'),
        ("afspraak", b"BEGIN:VCARD\r\nN:Bakker;Ada\r\nTEL;TYPE=work:1\r\nADR;a:b\r\n"),
        ("program.bin", b"\x7fELF;\x00;\x01\n;;\n;;\n"),
        ("brief", b"Geachte heer,\r\n\r\nHierbij onze lijst.\r\nGroet, Ada\r\n"),
        ("config", b"a=1;b=2\nc=3;d=4\ne=5;f=6\n"),
        ("web", b"<table><tr><td>a;b</td></tr>\n<tr><td>c;d</td></tr></table>"),
    ],
)
def test_what_is_no_list_is_none_under_any_name(name: str, data: bytes):
    raw = only(
        f"Content-Type: application/octet-stream; name={name}\r\n"
        f"Content-Disposition: attachment; filename={name}\r\n"
        "Content-Transfer-Encoding: base64".encode(),
        in_base64(data),
    )
    assert parse_mail(raw).rosters == ()


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
        "sealed-without-a-disposition",
        only(
            (
                b'Content-Type: application/octet-stream; name="SMIME.P7M"\r\n'
                b"Content-Transfer-Encoding: base64"
            ),
            in_base64(b"0\x82\x01\x00\x06\x09"),
        ),
        "smime",
    ),
    (
        "second-part-of-a-cut-mail",
        TOP + b"Content-Type: Message/Partial; number=2; total=2;\r\n"
        b' id="y@school.example"\r\n\r\nxx\r\n',
        "partial",
    ),
    (
        "photograph-of-a-telephone",
        only(
            (
                b'Content-Type: image/heic; name="IMG_4711.HEIC"\r\n'
                b'Content-Disposition: inline; filename="IMG_4711.HEIC"\r\n'
                b"Content-Transfer-Encoding: base64"
            ),
            in_base64(b"\0\0\0\x18ftypheic" + b"x" * 60_000),
        ),
        "picture",
    ),
    (
        "saved-mail-without-a-type",
        TOP
        + multi(
            b"mixed",
            TEXT,
            sheet(
                b"application/octet-stream",
                b'attachment; filename="FW Leerlingen"',
                data=bytes.fromhex("D0CF11E0A1B11AE1")
                + (b"\0" * 900 + "__substg1.0_0037001E".encode("utf-16-le")),
            ),
        ),
        "mail_file",
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


@pytest.mark.parametrize("name", ["foto.jpg", "IMG_4711.heic"])
def test_a_photograph_is_named_where_there_is_nothing_better(name: str):
    """Beside a roster nobody is bothered with it: it is as likely a picture of the school."""
    head = (
        f"Content-Type: application/octet-stream; name={name}\r\n"
        f"Content-Disposition: attachment; filename={name}\r\n"
        "Content-Transfer-Encoding: base64"
    )
    picture = part(head.encode(), in_base64(PHOTO))
    assert parse_mail(usual(sheet()).replace(FOOTER, picture)).left_out == ()
    assert parse_mail(TOP + multi(b"mixed", TEXT, picture)).left_out == ((name, "picture"),)


def test_one_good_and_one_protected_file_are_told_apart():
    """The reason stands beside the name of the file that it is about."""
    protected = bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le")
    raw = usual(sheet()).replace(
        FOOTER, sheet(disposition=b"attachment; filename=geheim.xlsx", data=protected)
    )
    found = parse_mail(raw)

    assert len(found.rosters) == 1
    assert found.left_out == (("geheim.xlsx", "encrypted"),)


@pytest.mark.parametrize(
    ("declared", "charset"),
    [
        (b"text/csv; charset=macintosh", "mac-roman"),
        (b'text/csv; charset="X-Mac-Roman"', "mac-roman"),
        (b"application/vnd.ms-excel; charset=IBM850", "cp850"),
        (b"text/csv; charset=zapf-dingbats", None),
        (b"text/csv", None),
    ],
)
def test_the_charset_that_is_declared_goes_with_the_file(declared: bytes, charset: str | None):
    one = sheet(kind=declared, disposition=b"attachment; filename=lijst.csv", data=TABLE)
    (found,) = parse_mail(TOP + multi(b"mixed", TEXT, one)).rosters

    assert found.charset == charset


ENDLESS = b"\r\n--b1"  # what is taken away where a mail has no last boundary
QP = b"quoted-printable"
FORWARD = b"Content-Type: message/rfc822"


def without_end(
    *parts: bytes, kind: bytes = b"mixed", cut: int = 0, boundary: bytes = b"b1"
) -> bytes:
    raw = TOP + multi(kind, *parts, closing=b"", boundary=boundary).removesuffix(b"--" + boundary)
    return raw[: len(raw) - cut] if cut else raw


def listed(data: bytes, encoding: bytes = b"base64") -> bytes:
    head = b"Content-Type: text/csv; name=lijst.csv\r\nContent-Transfer-Encoding: " + encoding
    head += b"\r\nContent-Disposition: attachment; filename=lijst.csv"
    return part(head, in_base64(data) if encoding == b"base64" else data)


FULL = TABLE + b" " * (-len(TABLE) % 3)  # its base64 ends without padding
PADDED = FULL + b"\n"
INNER = multi(b"alternative", TEXT, HTML, boundary=b"b2").removesuffix(b"\r\n--b2--\r\n")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (without_end(TEXT, sheet()), set()),
        (without_end(TEXT, sheet(), cut=400), {"cut_off"}),
        (without_end(TEXT, sheet(data=WORKBOOK[:-40])), {"cut_off"}),
        (without_end(TEXT, sheet(), FOOTER), set()),
        (without_end(TEXT, sheet(), LOGO_PART), set()),
        (without_end(INNER, sheet()) + ENDLESS + b"--\r\n", set()),
        (without_end(TEXT, listed(PADDED)), set()),
        (without_end(TEXT, listed(FULL)), {"no_end"}),
        (without_end(TEXT, listed(FULL), cut=9), {"cut_off"}),
        (without_end(TEXT, listed(TABLE, b"8bit")), {"no_end"}),
        (without_end(TEXT, listed(TABLE, QP)), {"no_end"}),
        (without_end(TEXT, listed(b"", QP)), {"cut_off"}),
        (without_end(TEXT, listed(b"<?xml version='1.0'?><a><b/></a>\r\n", b"8bit")), set()),
        (without_end(TEXT, listed(b"<?xml version='1.0'?><a><b/>", b"8bit")), {"cut_off"}),
        (without_end(TEXT), {"file_lost"}),
        (without_end(TEXT, LOGO_PART), {"file_lost"}),
        (without_end(TEXT, HTML, kind=b"alternative"), set()),
        (usual(part(FORWARD, without_end(TEXT, sheet(), boundary=b"i1"))), set()),
        (usual(part(FORWARD, without_end(TEXT, sheet(), cut=300, boundary=b"i1"))), {"cut_off"}),
        (usual(sheet()), set()),
    ],
)
def test_a_mail_without_an_end_is_torn_only_where_something_may_be_missing(
    raw: bytes, said: set[str]
):
    assert set(parse_mail(raw).findings) & {"cut_off", "no_end", "file_lost"} == said


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
