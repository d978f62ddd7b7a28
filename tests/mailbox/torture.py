"""Mails that break programs, each with what ours must make of it."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
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


ONE = ("lijst.csv",)
NONE: tuple[str, ...] = ()

ATTACHED = [
    Torture("attached", mixed(TEXT, attached(CSV)), ONE),
    Torture("attached-without-text", mixed(attached(CSV)), ONE),
    Torture(
        "two-attached",
        mixed(TEXT, attached(CSV), attached(XLSX, b'filename="b.xlsx"')),
        ("lijst.csv", "b.xlsx"),
    ),
    Torture(
        "inline-as-apple-mail", built(name="lijst.xlsx", data=XLSX, inline=True), ("lijst.xlsx",)
    ),
    Torture("whole-mail-is-the-file", HEADER + attached(CSV), ONE),
    Torture("in-alternative", mixed(TEXT, attached(CSV)).replace(b"mixed", b"alternative"), ONE),
    Torture("in-related", mixed(TEXT, attached(CSV)).replace(b"mixed", b"related"), ONE),
    Torture("in-unknown-multipart", mixed(TEXT, attached(CSV)).replace(b"mixed", b"x-hallo"), ONE),
    Torture("nested-twice", mixed(mixed(TEXT, attached(CSV), header=b"", boundary=b"b2")), ONE),
    Torture(
        "quoted-printable",
        mixed(
            part(
                b"Content-Type: text/csv; name=lijst.csv\r\n"
                b"Content-Transfer-Encoding: quoted-printable",
                b"a=3Bb\r\n1=3B2\r\n",
            )
        ),
        ONE,
    ),
    Torture(
        "uuencoded",
        mixed(
            part(
                b"Content-Type: text/csv; name=lijst.csv\r\nContent-Transfer-Encoding: x-uuencode",
                b"begin 644 lijst.csv\r\n#83MB\r\n`\r\nend\r\n",
            )
        ),
        ONE,
    ),
    Torture("seven-bit-csv", mixed(part(b"Content-Type: text/csv; name=lijst.csv", CSV)), ONE),
    Torture(
        "text-plain-named-csv",
        mixed(TEXT, part(b"Content-Type: text/plain; name=lijst.csv", CSV)),
        ONE,
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
    Torture("xlsx-called-csv", mixed(TEXT, attached(XLSX)), ONE),
    Torture(
        "xlsx-called-jpg",
        mixed(TEXT, attached(XLSX, b'filename="foto.jpg"', b"image/jpeg")),
        ("foto.jpg",),
    ),
    Torture(
        "html-called-xls",
        mixed(TEXT, attached(b"<html><table><tr><td>1", b'filename="a.xls"')),
        ("a.xls",),
    ),
    Torture("text-called-xlsx", mixed(TEXT, attached(CSV, b'filename="a.xlsx"')), ("a.xlsx",)),
    Torture("xls", mixed(TEXT, attached(XLS, b'filename="a.xls"')), ("a.xls",)),
    Torture("ods", mixed(TEXT, attached(ODS, b'filename="a.ods"')), ("a.ods",)),
    Torture("zip", mixed(TEXT, attached(zipped(a_csv=CSV), b'filename="a.zip"')), ("a.zip",)),
    Torture(
        "logo-beside-it",
        mixed(TEXT, attached(b"\x89PNG\r\n", b'filename="logo.png"', b"image/png"), attached(CSV)),
        ONE,
    ),
    Torture(
        "calendar-beside-it",
        mixed(part(b"Content-Type: text/calendar", b"BEGIN:VCALENDAR\r\n"), attached(CSV)),
        ONE,
    ),
    Torture(
        "business-card-beside-it",
        mixed(attached(b"BEGIN:VCARD\r\n", b"filename=jan.vcf"), attached(CSV)),
        ONE,
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
        ONE,
        ("smime_signed",),
    ),
    Torture("forwarded-once", forwarded(mixed(TEXT, attached(CSV))), ONE, ("forwarded",)),
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
