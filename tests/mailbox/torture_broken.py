"""Mails that are broken, or made to break what reads them."""

from __future__ import annotations

import zlib

from tests.mailbox.torture import (
    CSV,
    HEADER,
    NONE,
    ONE,
    TEXT,
    XLSX,
    Torture,
    attached,
    mixed,
    nested,
    part,
    plain,
)

BROKEN = [
    Torture("charset-bogus", plain(b"hallo", b"Content-Type: text/plain; charset=x-hallo"), NONE),
    Torture("charset-nul", plain(b"hallo", b"Content-Type: text/plain; charset=\x00"), sender=None),
    Torture("charset-utf-7", plain(b"+AGE-", b"Content-Type: text/plain; charset=utf-7"), NONE),
    Torture("charset-base64-codec", plain(b"a", b"Content-Type: text/plain; charset=base64"), NONE),
    Torture("charset-idna", plain(b"a" * 500, b"Content-Type: text/plain; charset=idna"), NONE),
    Torture("encoding-bogus", plain(b"a", b"Content-Transfer-Encoding: hallo"), NONE),
    Torture(
        "base64-damaged",
        mixed(
            part(
                b"Content-Type: text/csv; name=lijst.csv\r\nContent-Transfer-Encoding: base64",
                b"YTti!!\r\n===MTs",
            )
        ),
        ONE,
    ),
    Torture(
        "base64-on-a-multipart",
        mixed(attached(CSV), header=HEADER + b"Content-Transfer-Encoding: base64\r\n"),
        ONE,
    ),
    Torture("no-boundary", plain(b"--x\r\n\r\na", b"Content-Type: multipart/mixed"), None),
    Torture(
        "boundary-never-comes", plain(b"a", b"Content-Type: multipart/mixed; boundary=x"), None
    ),
    Torture("boundary-not-closed", mixed(TEXT, attached(CSV))[:-10], ONE),
    Torture(
        "boundary-of-spaces", plain(b"a", b'Content-Type: multipart/mixed; boundary="  "'), None
    ),
    Torture(
        "boundary-of-the-parent",
        mixed(b'Content-Type: multipart/mixed; boundary="b1"\r\n\r\n', attached(CSV)),
        None,
    ),
    Torture("boundary-with-regex", mixed(attached(CSV), boundary=b"(a+)+$"), ONE),
    Torture("type-without-slash", plain(b"a", b"Content-Type: hallo"), NONE),
    Torture("type-empty", plain(b"a", b"Content-Type:"), NONE),
    Torture(
        "type-of-many-parameters",
        plain(b"a", b"Content-Type: text/plain" + b"; a=b" * 5_000),
        NONE,
    ),
    Torture(
        "disposition-bogus",
        mixed(part(b"Content-Disposition: ;;;=\r\nContent-Type: text/csv", CSV)),
        None,
    ),
    Torture("lf-only", mixed(TEXT, attached(CSV)).replace(b"\r\n", b"\n"), ONE),
    Torture("cr-only", mixed(TEXT, attached(CSV)).replace(b"\r\n", b"\r"), None, sender=None),
    Torture("body-in-the-header", b"hallo\r\n" + HEADER + b"\r\na", None, sender=None),
    Torture("mbox-line-first", b"From jan Mon Jan 1\r\n" + plain(b"a"), None, sender=None),
    Torture("nul-in-the-header", b"X-A: a\0b\r\n" + plain(b"a"), None, sender=None),
    Torture("eight-bit-header", "X-A: é\r\n".encode("latin-1") + plain(b"a"), NONE),
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
    Torture("to-with-an-index-error", plain(b"a", b"To: @@@,,,;:<"), NONE),
    Torture("date-bogus", plain(b"a", b"Date: gisteren"), NONE),
    Torture("date-year-zero", plain(b"a", b"Date: Mon, 00 Jan 0000 00:00:00 +9999"), NONE),
    Torture("date-huge", plain(b"a", b"Date: Mon, 1 Jan " + b"9" * 400 + b" 00:00:00 +0000"), NONE),
    Torture("message-id-twice", plain(b"a", b"Message-ID: <2@x>"), NONE),
    Torture("message-id-bogus", plain(b"a").replace(b"<1@school.example>", b"hallo"), NONE),
    Torture("references-many", plain(b"a", b"References: " + b"<a@b> " * 5_000), NONE),
    Torture(
        "subject-that-is-encoded-badly",
        plain(b"a").replace(b": s\r", b": =?utf-8?b?/w==?=\r"),
        NONE,
    ),
    Torture(
        "subject-with-controls", plain(b"a").replace(b": s\r", b": =?utf-8?q?a=00=0D=0A?=\r"), NONE
    ),
    Torture(
        "subject-long",
        plain(b"a").replace(b": s\r", b": " + b"=?utf-8?q?a?= " * 900 + b"\r"),
        NONE,
    ),
    Torture("long-line", plain(b"a" * 2_000_000), NONE),
    Torture("zip-cut-off", mixed(attached(XLSX[:40], b"filename=a.xlsx")), ("a.xlsx",)),
    Torture("zip-of-four-bytes", mixed(attached(b"PK\x03\x04", b"filename=a.xlsx")), None),
    Torture(
        "gzip-bomb",
        mixed(attached(b"\x1f\x8b" + zlib.compress(b"\0" * 10_000_000), b"filename=a.gz")),
        NONE,
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
