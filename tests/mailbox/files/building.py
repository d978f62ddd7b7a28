"""Parts of mails, as real programs write them."""

from __future__ import annotations

import base64
import binascii
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.core.roster.samples import sample_pupils, write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable

NAME = "leerlingen groep één.xlsx"
WORKBOOK = write_workbook(sample_pupils(5))
TABLE = b"Leerlingnummer;Voornaam;Achternaam\r\n1;Ada;Bakker\r\n2;Bo;Smit\r\n"
LOGO = b"\x89PNG\r\n\x1a\n" + b"x" * 900
DISCLAIMER = (
    b"Dit bericht is vertrouwelijk, en alleen voor de geadresseerde.\r\nPrint met mate.\r\n"
)
TOP = (
    b"From: Jan <jan@school.example>\r\nTo: x@library.example\r\nSubject: Leerlingen\r\n"
    b"Message-ID: <1@school.example>\r\nMIME-Version: 1.0\r\n"
)
SHEET = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RAW_NAME = b'filename="leerlingen groep \xc3\xa9\xc3\xa9n.xlsx"'
CODED = b"filename*=utf-8''leerlingen%20groep%20%C3%A9%C3%A9n.xlsx"


@dataclass(frozen=True, slots=True)
class Way:
    """``name`` and ``data`` are those that a mail program shows."""

    title: str
    raw: bytes
    name: str = NAME
    data: bytes = WORKBOOK


def part(head: bytes, body: bytes) -> bytes:
    return head + b"\r\n\r\n" + body


def in_base64(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def sheet(
    kind: bytes = SHEET,
    disposition: bytes = b"attachment; " + CODED,
    encoding: bytes = b"base64",
    more: bytes = b"",
    data: bytes = WORKBOOK,
) -> bytes:
    head = b"Content-Type: " + kind + b"\r\nContent-Transfer-Encoding: " + encoding + more
    if disposition:
        head += b"\r\nContent-Disposition: " + disposition
    return part(head, in_base64(data))


TEXT = part(b"Content-Type: text/plain; charset=utf-8", b"Zie bijlage.\r\n")
HTML = part(b"Content-Type: text/html; charset=utf-8", b"<p>Zie bijlage.</p>\r\n")
LOGO_PART = part(
    b"Content-Type: image/png; name=image001.png\r\nContent-ID: <logo>\r\n"
    b"Content-Disposition: inline; filename=image001.png\r\nContent-Transfer-Encoding: base64",
    in_base64(LOGO),
)
SIGNED = part(
    b"Content-Type: application/pkcs7-signature; name=smime.p7s\r\n"
    b"Content-Disposition: attachment; filename=smime.p7s\r\nContent-Transfer-Encoding: base64",
    in_base64(b"0\x80signature"),
)
FOOTER = part(
    b'Content-Type: text/plain; name="ATT00001.txt"\r\n'
    b'Content-Disposition: attachment; filename="ATT00001.txt"',
    DISCLAIMER,
)


def multi(kind: bytes, *parts: bytes, boundary: bytes = b"b1", closing: bytes = b"--\r\n") -> bytes:
    raw = b"Content-Type: multipart/" + kind + b'; boundary="' + boundary + b'"\r\n\r\n'
    for each in parts:
        raw += b"--" + boundary + b"\r\n" + each + b"\r\n"
    return raw + b"--" + boundary + closing


def usual(one: bytes) -> bytes:
    """Return the mail as most programs send it, with what comes along by itself."""
    body = multi(
        b"alternative", TEXT, multi(b"related", HTML, LOGO_PART, boundary=b"b3"), boundary=b"b2"
    )
    return TOP + multi(b"mixed", body, one, SIGNED, FOOTER)


def tnef_object(level: int, tag: int, data: bytes) -> bytes:
    return struct.pack("<BII", level, tag, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def mapi(*properties: tuple[int, int, bytes]) -> bytes:
    raw = struct.pack("<I", len(properties))
    for number, kind, value in properties:
        raw += struct.pack("<HH", kind, number)
        if kind in (0x0D, 0x1E, 0x1F, 0x102):
            raw += struct.pack("<II", 1, len(value)) + value + b"\0" * (-len(value) % 4)
        else:
            raw += value
    return raw


def tnef(*objects: bytes) -> bytes:
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(objects)


def attach(*objects: bytes) -> bytes:
    return tnef_object(2, 0x00069002, b"\0" * 14) + b"".join(objects)


UNICODE_NAME = (0x3707, 0x1F, NAME.encode("utf-16-le") + b"\0\0")
ANSI_NAME = (0x3707, 0x1E, NAME.encode("cp1252") + b"\0")
OTHERS = (
    (0x0E21, 0x03, struct.pack("<I", 3)),
    (0x3705, 0x03, struct.pack("<I", 1)),
    (0x7FFE, 0x0B, struct.pack("<I", 0)),
    (0x3007, 0x40, b"\0" * 8),
)


def named_property() -> tuple[int, int, bytes]:
    guid = b"\x01" * 16
    text = "naam".encode("utf-16-le") + b"\0\0"
    name = struct.pack("<II", 1, len(text)) + text + b"\0" * (-len(text) % 4)
    return (0x8001, 0x03, guid + name + struct.pack("<I", 7))


def as_object(name: tuple[int, int, bytes]) -> bytes:
    return tnef(
        attach(
            tnef_object(2, 0x00018010, b"LEERLI~1.XLS\0"),
            tnef_object(2, 0x0006800F, WORKBOOK),
            tnef_object(2, 0x00069005, mapi(*OTHERS, name)),
        )
    )


def as_property(name: tuple[int, int, bytes]) -> bytes:
    return tnef(
        attach(
            tnef_object(
                2, 0x00069005, mapi(*OTHERS, named_property(), name, (0x3701, 0x102, WORKBOOK))
            )
        )
    )


def as_message(name: tuple[int, int, bytes]) -> bytes:
    message = bytes.fromhex("0703020000000000c000000000000046") + as_object(name)
    inner = mapi((0x3705, 0x03, struct.pack("<I", 5)), (0x3701, 0x0D, message))
    return tnef(attach(tnef_object(2, 0x00069005, inner)))


def winmail(
    data: bytes, kind: bytes = b"application/ms-tnef", name: bytes = b"winmail.dat"
) -> bytes:
    return usual(sheet(kind + b"; name=" + name, b"attachment; filename=" + name, data=data))


def inner_mail() -> bytes:
    return TOP + multi(b"mixed", TEXT, sheet(), boundary=b"i1")


def forwarded(head: bytes, encode: Callable[[bytes], bytes]) -> bytes:
    return usual(part(head, encode(inner_mail())))


def uuencode(name: bytes, data: bytes) -> bytes:
    lines = b"".join(
        binascii.b2a_uu(data[at : at + 45]).replace(b"\n", b"\r\n")
        for at in range(0, len(data), 45)
    )
    return b"begin 644 " + name + b"\r\n" + lines + b"`\r\nend\r\n"


def apple_double(inline: bytes = b"attachment") -> bytes:
    fork = b"\x00\x05\x16\x07\x00\x02\x00\x00" + b"\0" * 200
    return multi(
        b"appledouble",
        part(
            b"Content-Type: application/applefile\r\nContent-Transfer-Encoding: base64\r\n"
            b"Content-Disposition: attachment; " + CODED,
            in_base64(fork),
        ),
        sheet(disposition=inline + b"; " + CODED),
        boundary=b"a1",
    )


def csv(head: bytes, body: bytes = TABLE) -> bytes:
    return usual(part(head, body))


def as_csv(title: str, head: bytes, name: str = "lijst.csv", body: bytes = TABLE) -> Way:
    return Way(title, csv(head, body), name, TABLE)
