"""Mails that break programs, each with what ours must make of it."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP

HEADER = (
    b"From: Jan <jan@school.example>\r\nTo: x@library.example\r\nSubject: s\r\n"
    b"Message-ID: <1@school.example>\r\nMIME-Version: 1.0\r\n"
)
CSV = b"Leerlingnummer;Achternaam\r\n1;Jansen\r\n"
OLE = bytes.fromhex("D0CF11E0A1B11AE1")


@dataclass(frozen=True)
class Torture:
    """``names`` are those of the attachments that may be rosters; None: not looked at."""

    name: str
    raw: bytes
    names: tuple[str, ...] | None = None
    findings: tuple[str, ...] = ()
    quarantine: str | None = None
    sender: str | None = "jan@school.example"


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return out.getvalue()


XLSX = zipped(xl__workbook_xml=b"<workbook/>", xl__a_xml=b"x" * 50)
ODS = (
    zipped()[:0]
    + b"PK\x03\x04"
    + b"\x14\0" * 13
    + (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet")
)
XLS = OLE + "Workbook".encode("utf-16-le") + b"\0" * 500
ENCRYPTED_XLSX = OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500


def encrypted_zip() -> bytes:
    data = bytearray(zipped(lijst_csv=CSV))
    data[6] |= 1
    data[data.find(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def part(headers: bytes, body: bytes) -> bytes:
    return headers + b"\r\n\r\n" + body


def attached(data: bytes, name: bytes = b'filename="lijst.csv"', kind: bytes = b"") -> bytes:
    kind = kind or b"application/octet-stream"
    headers = b"Content-Type: " + kind + b"\r\nContent-Disposition: attachment; " + name
    headers += b"\r\nContent-Transfer-Encoding: base64"
    return part(headers, base64.encodebytes(data).replace(b"\n", b"\r\n"))


def mixed(*parts: bytes, header: bytes = HEADER, boundary: bytes = b"b1") -> bytes:
    raw = header + b'Content-Type: multipart/mixed; boundary="' + boundary + b'"\r\n\r\n'
    for each in parts:
        raw += b"--" + boundary + b"\r\n" + each + b"\r\n"
    return raw + b"--" + boundary + b"--\r\n"


TEXT = part(b"Content-Type: text/plain; charset=utf-8", b"Goedendag,\r\n")


def plain(body: bytes, *fields: bytes) -> bytes:
    return HEADER + b"".join(each + b"\r\n" for each in fields) + b"\r\n" + body


def forwarded(inner: bytes, levels: int = 1) -> bytes:
    for number in range(levels):
        inner = mixed(part(b"Content-Type: message/rfc822", inner), boundary=b"f%d" % number)
    return inner


def built(*, name: str, data: bytes = CSV, inline: bool = False) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = "Jan <jan@school.example>"
    message["To"] = "x@library.example"
    message["Message-ID"] = "<1@school.example>"
    message.set_content("Goedendag")
    message.add_attachment(
        data,
        maintype="application",
        subtype="octet-stream",
        filename=name,
        disposition="inline" if inline else "attachment",
    )
    return message.as_bytes()


def tnef(*files: tuple[str, bytes], long_name: str | None = None) -> bytes:
    out = struct.pack("<IH", 0x223E9F78, 1)

    def put(tag: int, data: bytes) -> bytes:
        return struct.pack("<BII", 2, tag, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)

    for name, data in files:
        out += put(0x00069002, b"\0" * 14)
        out += put(0x00018010, name.encode("cp1252") + b"\0")
        out += put(0x0006800F, data)
        if long_name is not None:
            text = long_name.encode("utf-16-le") + b"\0\0"
            body = struct.pack("<IIII", 1, 0x3707001F, 1, len(text)) + text
            out += put(0x00069005, body)
    return out


def winmail(data: bytes) -> bytes:
    return mixed(TEXT, attached(data, b'filename="winmail.dat"', b"application/ms-tnef"))


def nested(depth: int) -> bytes:
    body = attached(CSV)
    for number in range(depth):
        boundary = b"n%d" % number
        body = (
            b"Content-Type: multipart/mixed; boundary="
            + boundary
            + b"\r\n\r\n--"
            + boundary
            + b"\r\n"
            + body
            + b"\r\n--"
            + boundary
            + b"--\r\n"
        )
    return HEADER + body


_ONE = ("lijst.csv",)
_NONE: tuple[str, ...] = ()

ATTACHED = [
    Torture("attached", mixed(TEXT, attached(CSV)), _ONE),
    Torture("attached-without-text", mixed(attached(CSV)), _ONE),
    Torture(
        "two-attached",
        mixed(TEXT, attached(CSV), attached(XLSX, b'filename="b.xlsx"')),
        ("lijst.csv", "b.xlsx"),
    ),
    Torture(
        "inline-as-apple-mail", built(name="lijst.xlsx", data=XLSX, inline=True), ("lijst.xlsx",)
    ),
    Torture("whole-mail-is-the-file", HEADER + attached(CSV), _ONE),
    Torture("in-alternative", mixed(TEXT, attached(CSV)).replace(b"mixed", b"alternative"), _ONE),
    Torture("in-related", mixed(TEXT, attached(CSV)).replace(b"mixed", b"related"), _ONE),
    Torture("in-unknown-multipart", mixed(TEXT, attached(CSV)).replace(b"mixed", b"x-hallo"), _ONE),
    Torture("nested-twice", mixed(mixed(TEXT, attached(CSV), header=b"", boundary=b"b2")), _ONE),
    Torture(
        "quoted-printable",
        mixed(
            part(
                b"Content-Type: text/csv; name=lijst.csv\r\n"
                b"Content-Transfer-Encoding: quoted-printable",
                b"a=3Bb\r\n1=3B2\r\n",
            )
        ),
        _ONE,
    ),
    Torture(
        "uuencoded",
        mixed(
            part(
                b"Content-Type: text/csv; name=lijst.csv\r\nContent-Transfer-Encoding: x-uuencode",
                b"begin 644 lijst.csv\r\n#83MB\r\n`\r\nend\r\n",
            )
        ),
        _ONE,
    ),
    Torture("seven-bit-csv", mixed(part(b"Content-Type: text/csv; name=lijst.csv", CSV)), _ONE),
    Torture(
        "text-plain-named-csv",
        mixed(TEXT, part(b"Content-Type: text/plain; name=lijst.csv", CSV)),
        _ONE,
    ),
    Torture(
        "text-plain-attached",
        mixed(
            TEXT,
            part(
                b"Content-Type: text/plain\r\nContent-Disposition: attachment; filename=lijst.txt",
                CSV,
            ),
        ),
        ("lijst.txt",),
    ),
    Torture(
        "csv-without-a-name", mixed(TEXT, part(b"Content-Type: text/csv", CSV)), ("attachment.csv",)
    ),
    Torture("xlsx-without-a-name", mixed(TEXT, attached(XLSX, b"x=y")), ("attachment.xlsx",)),
    Torture("xlsx-called-csv", mixed(TEXT, attached(XLSX)), _ONE),
    Torture(
        "xlsx-called-jpg",
        mixed(TEXT, attached(XLSX, b'filename="foto.jpg"', b"image/jpeg")),
        ("foto.jpg",),
    ),
    Torture("xls", mixed(TEXT, attached(XLS, b'filename="a.xls"')), ("a.xls",)),
    Torture("ods", mixed(TEXT, attached(ODS, b'filename="a.ods"')), ("a.ods",)),
    Torture("zip", mixed(TEXT, attached(zipped(a_csv=CSV), b'filename="a.zip"')), ("a.zip",)),
    Torture(
        "logo-beside-it",
        mixed(TEXT, attached(b"\x89PNG\r\n", b'filename="logo.png"', b"image/png"), attached(CSV)),
        _ONE,
    ),
    Torture(
        "calendar-beside-it",
        mixed(part(b"Content-Type: text/calendar", b"BEGIN:VCALENDAR\r\n"), attached(CSV)),
        _ONE,
    ),
    Torture(
        "business-card-beside-it",
        mixed(attached(b"BEGIN:VCARD\r\n", b"filename=jan.vcf"), attached(CSV)),
        _ONE,
    ),
    Torture(
        "signed-smime",
        mixed(
            TEXT,
            attached(CSV),
            attached(b"x", b"filename=smime.p7s", b"application/pkcs7-signature"),
        ).replace(
            b"multipart/mixed;", b'multipart/signed; protocol="application/pkcs7-signature";'
        ),
        _ONE,
        ("smime_signed",),
    ),
    Torture("forwarded-once", forwarded(mixed(TEXT, attached(CSV))), _ONE, ("forwarded",)),
    Torture(
        "forwarded-beside-it",
        mixed(
            attached(CSV),
            part(
                b"Content-Type: message/rfc822",
                mixed(TEXT, attached(XLS, b"filename=b.xls"), boundary=b"q"),
            ),
        ),
        ("lijst.csv", "b.xls"),
        ("forwarded",),
    ),
    Torture("winmail", winmail(tnef(("LIJST.CSV", CSV))), ("LIJST.CSV",), ("winmail",)),
    Torture(
        "winmail-with-two",
        winmail(tnef(("A.CSV", CSV), ("B.XLS", XLS))),
        ("A.CSV", "B.XLS"),
        ("winmail",),
    ),
    Torture(
        "winmail-with-a-long-name",
        winmail(tnef(("LEERLI~1.CSV", CSV), long_name="leerlingen groep één.csv")),
        ("leerlingen groep één.csv",),
        ("winmail",),
    ),
    Torture(
        "winmail-called-otherwise",
        mixed(TEXT, attached(tnef(("A.CSV", CSV)), b"filename=att00001.dat")),
        ("A.CSV",),
        ("winmail",),
    ),
]

NAMES: list[tuple[str, bytes, str]] = [
    ("rfc2231", b"filename*=utf-8''klas%20%C3%A9%C3%A9n.csv", "klas één.csv"),
    ("rfc2231-continued", b"filename*0*=utf-8''klas%20; filename*1*=%C3%A9.csv", "klas é.csv"),
    ("rfc2231-plain-continued", b'filename*0="klas"; filename*1="1.csv"', "klas1.csv"),
    ("encoded-words", b'filename="=?utf-8?b?a2xhcyDDqS5jc3Y=?="', "klas é.csv"),
    ("encoded-words-in-latin-1", b'filename="=?iso-8859-1?q?klas_=E9.csv?="', "klas é.csv"),
    ("raw-utf-8", 'filename="klas é.csv"'.encode(), "klas é.csv"),
    ("raw-latin-1", 'filename="klas é.csv"'.encode("latin-1"), "klas é.csv"),
    ("rfc2231-bogus-charset", b"filename*=x-hallo''klas.csv", "klas.csv"),
    ("encoded-bogus-charset", b'filename="=?x-hallo?q?klas?=.csv"', "=x-halloqklas=.csv"),
    ("encoded-broken-base64", b'filename="=?utf-8?b?a2xh!?=.csv"', None),
    ("path", b'filename="../../etc/passwd.csv"', "passwd.csv"),
    ("windows-path", b'filename="C:\\\\Users\\\\jan\\\\klas.csv"', "klas.csv"),
    ("right-to-left", b"filename*=utf-8''klas%E2%80%AEvsc.csv", "klasvsc.csv"),
    ("nul", b"filename*=utf-8''klas%00.csv", "klas.csv"),
    ("newline", b"filename*=utf-8''klas%0D%0AX-Evil:%20a.csv", "klasX-Evil: a.csv"),
    ("only-dots", b'filename="...csv"', None),
    ("long", b'filename="' + b"k" * 5_000 + b'.csv"', None),
    ("no-quotes-with-spaces", b"filename=klas 1.csv", None),
    ("semicolon-in-name", b'filename="klas;1.csv"', "klas;1.csv"),
    ("single-quotes", b"filename='klas.csv'", None),
    ("twice", b'filename="a.csv"; filename="b.csv"', None),
    ("unclosed", b'filename="klas.csv', None),
    ("emoji", b"filename*=utf-8''klas%F0%9F%98%80.csv", "klas😀.csv"),
    ("half-surrogate", b"filename*=utf-8''klas%ED%A0%80.csv", None),
    ("apostrophes", b"filename*='''''klas.csv", None),
]
NAMED = [
    Torture(
        f"name-{name}", mixed(TEXT, attached(CSV, value, b"text/csv")), (shown,) if shown else None
    )
    for name, value, shown in NAMES
]

TOLD = [
    Torture("empty-mail", b"", _NONE, ("no_attachment",), sender=None),
    Torture("only-a-header", HEADER, _NONE, ("no_attachment",)),
    Torture("only-text", plain(b"Goedendag"), _NONE, ("no_attachment",)),
    Torture(
        "only-a-logo",
        mixed(TEXT, attached(b"GIF89a", b"filename=a.gif")),
        _NONE,
        ("no_attachment",),
    ),
    Torture("pdf", mixed(TEXT, attached(b"%PDF-1.7", b"filename=a.pdf")), _NONE, ("no_roster",)),
    Torture(
        "word",
        mixed(TEXT, attached(zipped(word__document_xml=b"x"), b"filename=a.docx")),
        _NONE,
        ("no_roster",),
    ),
    Torture(
        "old-word",
        mixed(TEXT, attached(OLE + "WordDocument".encode("utf-16-le"), b"filename=a.doc")),
        _NONE,
        ("no_roster",),
    ),
    Torture(
        "seven-zip",
        mixed(TEXT, attached(b"7z\xbc\xaf\x27\x1cxx", b"filename=a.7z")),
        _NONE,
        ("no_roster",),
    ),
    Torture(
        "encrypted-zip",
        mixed(TEXT, attached(encrypted_zip(), b"filename=a.zip")),
        _NONE,
        ("encrypted",),
    ),
    Torture(
        "encrypted-workbook",
        mixed(TEXT, attached(ENCRYPTED_XLSX, b"filename=a.xlsx")),
        _NONE,
        ("encrypted",),
    ),
    Torture("empty-attachment", mixed(TEXT, attached(b"")), _NONE, ("attachment_empty",)),
    Torture("too-many", mixed(TEXT, *[attached(CSV)] * 30), None, ("too_many_attachments",)),
    Torture("zivver", plain(b"Lees: https://app.zivver.com/a/b"), _NONE, ("secure_mail",)),
    Torture(
        "smartlockr-in-html",
        plain(b'<a href="https://x.smartlockr.eu/q">', b"Content-Type: text/html"),
        _NONE,
        ("secure_mail",),
    ),
    Torture("wetransfer", plain(b"https://we.tl/t-abc"), _NONE, ("cloud_link",)),
    Torture("onedrive", plain(b"https://school-my.sharepoint.com/x"), _NONE, ("cloud_link",)),
    Torture(
        "look-alike-of-a-service", plain(b"https://notzivver.com/x"), _NONE, ("no_attachment",)
    ),
    Torture(
        "smime-encrypted",
        HEADER
        + attached(
            b"0\x80", b"filename=smime.p7m", b"application/pkcs7-mime; smime-type=enveloped-data"
        ),
        _NONE,
        ("smime",),
    ),
    Torture("pgp-inline", plain(b"-----BEGIN PGP MESSAGE-----\r\n\r\nabc"), _NONE, ("pgp",)),
    Torture(
        "pgp-mime",
        mixed(
            part(b"Content-Type: application/pgp-encrypted", b"Version: 1"),
            attached(b"-----BEGIN PGP MESSAGE-----", b"filename=encrypted.asc"),
        ).replace(b"multipart/mixed", b"multipart/encrypted"),
        _NONE,
        ("pgp",),
    ),
    Torture(
        "microsoft-protected",
        mixed(
            TEXT,
            attached(
                b"\x76\xe8\x04\x60\xc4\x11\xe3\x86x",
                b"filename=message.rpmsg",
                b"application/x-microsoft-rpmsg-message",
            ),
        ),
        _NONE,
        ("protected",),
    ),
    Torture(
        "forwarded-twice", forwarded(mixed(TEXT, attached(CSV)), 2), _NONE, ("nested_too_deep",)
    ),
    Torture("winmail-empty", winmail(tnef()), _NONE, ("winmail", "no_attachment")),
    Torture("winmail-torn", winmail(tnef(("A.CSV", CSV))[:-20]), _NONE, ("winmail_unreadable",)),
    Torture(
        "winmail-with-a-huge-length",
        winmail(struct.pack("<IHBII", 0x223E9F78, 1, 2, 0x0006800F, 0xFFFFFFFF)),
        _NONE,
        ("winmail_unreadable",),
    ),
    Torture(
        "winmail-with-a-huge-count",
        winmail(
            tnef(("A.CSV", CSV)) + struct.pack("<BIII", 2, 0x00069005, 4, 0xFFFFFFFF) + b"\0\0"
        ),
        ("A.CSV",),
        ("winmail",),
    ),
    Torture("nested-thirty", nested(30), _NONE, ("nested_too_deep",)),
    Torture(
        "bounce",
        mixed(
            TEXT,
            part(
                b"Content-Type: message/delivery-status",
                b"Reporting-MTA: dns; x\r\n\r\nStatus: 5.1.1\r\n",
            ),
            part(b"Content-Type: text/rfc822-headers", b"Message-ID: <9@library.example>"),
        ).replace(b"multipart/mixed", b"multipart/report; report-type=delivery-status"),
        _NONE,
        ("bounce",),
    ),
]

BROKEN = [
    Torture("charset-bogus", plain(b"hallo", b"Content-Type: text/plain; charset=x-hallo"), _NONE),
    Torture("charset-nul", plain(b"hallo", b"Content-Type: text/plain; charset=\x00"), sender=None),
    Torture("charset-utf-7", plain(b"+AGE-", b"Content-Type: text/plain; charset=utf-7"), _NONE),
    Torture(
        "charset-base64-codec", plain(b"a", b"Content-Type: text/plain; charset=base64"), _NONE
    ),
    Torture("charset-idna", plain(b"a" * 500, b"Content-Type: text/plain; charset=idna"), _NONE),
    Torture("encoding-bogus", plain(b"a", b"Content-Transfer-Encoding: hallo"), _NONE),
    Torture(
        "base64-damaged",
        mixed(
            part(
                b"Content-Type: text/csv; name=lijst.csv\r\nContent-Transfer-Encoding: base64",
                b"YTti!!\r\n===MTs",
            )
        ),
        _ONE,
    ),
    Torture(
        "base64-on-a-multipart",
        mixed(attached(CSV), header=HEADER + b"Content-Transfer-Encoding: base64\r\n"),
        _ONE,
    ),
    Torture("no-boundary", plain(b"--x\r\n\r\na", b"Content-Type: multipart/mixed"), None),
    Torture(
        "boundary-never-comes", plain(b"a", b"Content-Type: multipart/mixed; boundary=x"), None
    ),
    Torture("boundary-not-closed", mixed(TEXT, attached(CSV))[:-10], _ONE),
    Torture(
        "boundary-of-spaces", plain(b"a", b'Content-Type: multipart/mixed; boundary="  "'), None
    ),
    Torture(
        "boundary-of-the-parent",
        mixed(b'Content-Type: multipart/mixed; boundary="b1"\r\n\r\n', attached(CSV)),
        None,
    ),
    Torture("boundary-with-regex", mixed(attached(CSV), boundary=b"(a+)+$"), _ONE),
    Torture("type-without-slash", plain(b"a", b"Content-Type: hallo"), _NONE),
    Torture("type-empty", plain(b"a", b"Content-Type:"), _NONE),
    Torture(
        "type-of-many-parameters",
        plain(b"a", b"Content-Type: text/plain" + b"; a=b" * 5_000),
        _NONE,
    ),
    Torture(
        "disposition-bogus",
        mixed(part(b"Content-Disposition: ;;;=\r\nContent-Type: text/csv", CSV)),
        None,
    ),
    Torture("lf-only", mixed(TEXT, attached(CSV)).replace(b"\r\n", b"\n"), _ONE),
    Torture("cr-only", mixed(TEXT, attached(CSV)).replace(b"\r\n", b"\r"), None, sender=None),
    Torture("body-in-the-header", b"hallo\r\n" + HEADER + b"\r\na", None, sender=None),
    Torture("mbox-line-first", b"From jan Mon Jan 1\r\n" + plain(b"a"), None, sender=None),
    Torture("nul-in-the-header", b"X-A: a\0b\r\n" + plain(b"a"), None, sender=None),
    Torture("eight-bit-header", "X-A: é\r\n".encode("latin-1") + plain(b"a"), _NONE),
    Torture(
        "header-without-end",
        b"X-A: " + b"a" * 300_000 + b"\r\n" + plain(b"a"),
        quarantine="header_too_large",
        sender=None,
    ),
    Torture(
        "header-of-many-fields",
        b"X: y\r\n" * 5_000 + plain(b"a"),
        quarantine="header_too_large",
        sender=None,
    ),
    Torture(
        "header-never-ends",
        HEADER + b" a\r\n" * 100_000,
        quarantine="header_too_large",
        sender=None,
    ),
    Torture("many-parts", mixed(*[b"\r\n"] * 5_000), quarantine="too_many_parts"),
    Torture(
        "one-thousand-forwards",
        HEADER + b"Content-Type: message/rfc822\r\n\r\n" * 3_000,
        quarantine="too_deep",
    ),
    Torture("one-thousand-multiparts", nested(900), quarantine="too_many_parts"),
    Torture(
        "from-with-an-index-error",
        plain(b"a").replace(b"Jan <jan@school.example>", b"<@"),
        sender=None,
    ),
    Torture(
        "from-of-brackets",
        plain(b"a").replace(b"Jan <jan@school.example>", b"<" * 1_900),
        sender=None,
    ),
    Torture("from-that-doubles", plain(b"a").replace(b"Jan ", b"a " * 900 + b'"'), sender=None),
    Torture("to-with-an-index-error", plain(b"a", b"To: @@@,,,;:<"), _NONE),
    Torture("date-bogus", plain(b"a", b"Date: gisteren"), _NONE),
    Torture("date-year-zero", plain(b"a", b"Date: Mon, 00 Jan 0000 00:00:00 +9999"), _NONE),
    Torture(
        "date-huge", plain(b"a", b"Date: Mon, 1 Jan " + b"9" * 400 + b" 00:00:00 +0000"), _NONE
    ),
    Torture("message-id-twice", plain(b"a", b"Message-ID: <2@x>"), _NONE),
    Torture("message-id-bogus", plain(b"a").replace(b"<1@school.example>", b"hallo"), _NONE),
    Torture("references-many", plain(b"a", b"References: " + b"<a@b> " * 5_000), _NONE),
    Torture(
        "subject-that-is-encoded-badly",
        plain(b"a").replace(b": s\r", b": =?utf-8?b?/w==?=\r"),
        _NONE,
    ),
    Torture(
        "subject-with-controls", plain(b"a").replace(b": s\r", b": =?utf-8?q?a=00=0D=0A?=\r"), _NONE
    ),
    Torture(
        "subject-long",
        plain(b"a").replace(b": s\r", b": " + b"=?utf-8?q?a?= " * 900 + b"\r"),
        _NONE,
    ),
    Torture("long-line", plain(b"a" * 2_000_000), _NONE),
    Torture("zip-cut-off", mixed(attached(XLSX[:40], b"filename=a.xlsx")), ("a.xlsx",)),
    Torture("zip-of-four-bytes", mixed(attached(b"PK\x03\x04", b"filename=a.xlsx")), None),
    Torture(
        "gzip-bomb",
        mixed(attached(b"\x1f\x8b" + zlib.compress(b"\0" * 10_000_000), b"filename=a.gz")),
        _NONE,
        ("no_roster",),
    ),
    Torture(
        "millions-of-lines-in-many-multiparts",
        nested(29)[:-200] + b"\n" * 2_500_000,
        quarantine="too_many_parts",
    ),
    Torture("a-million-lines-in-many-multiparts", nested(25)[:-200] + b"\n" * 400_000, ()),
    Torture(
        "millions-of-parameters",
        mixed(part(b"Content-Type: multipart/mixed; x=y" + b";a=b" * 2_000_000, b"a")),
        (),
    ),
    Torture("millions-of-fields", mixed(b"a:b\r\n" * 1_000_000), quarantine="too_many_parts"),
    Torture(
        "millions-of-delivery-reports",
        mixed(part(b"Content-Type: message/delivery-status", b"\r\n" * 900_000)),
        quarantine="too_many_parts",
    ),
    Torture("random-bytes", bytes(range(256)) * 400, None, sender=None),
]

ALL = [*ATTACHED, *NAMED, *TOLD, *BROKEN]
