"""Sixty ways in which programs attach one roster, beside a logo, a signature and a disclaimer."""

from __future__ import annotations

import base64
import quopri

from tests.mailbox.files.building import (
    ANSI_NAME,
    CODED,
    FOOTER,
    HTML,
    LOGO_PART,
    NAME,
    RAW_NAME,
    SHEET,
    SIGNED,
    TABLE,
    TEXT,
    TOP,
    UNICODE_NAME,
    WORKBOOK,
    Way,
    apple_double,
    as_csv,
    as_message,
    as_object,
    as_property,
    forwarded,
    in_base64,
    inner_mail,
    multi,
    part,
    sheet,
    usual,
    uuencode,
    winmail,
)

EIGHT = b"application/octet-stream"
WAYS = [
    Way("outlook", usual(sheet(SHEET + b'; name="x.xlsx"'))),
    Way("outlook-octet-stream", usual(sheet(EIGHT))),
    Way("outlook-old-type", usual(sheet(b"application/vnd.ms-excel"))),
    Way("outlook-inline", usual(sheet(disposition=b"inline; " + CODED))),
    Way("outlook-raw-utf-8", usual(sheet(disposition=b"attachment; " + RAW_NAME))),
    Way(
        "outlook-encoded-word",
        usual(
            sheet(
                disposition=b'attachment; filename="=?utf-8?b?'
                + base64.b64encode(NAME.encode())
                + b'?="'
            )
        ),
    ),
    Way(
        "outlook-windows-1252",
        usual(sheet(disposition=b'attachment; filename="' + NAME.encode("cp1252") + b'"')),
    ),
    Way(
        "outlook-folded-name",
        usual(
            sheet(
                disposition=b"attachment;\r\n filename*0*=utf-8''leerlingen%20;\r\n"
                b" filename*1*=groep%20%C3%A9;\r\n filename*2*=%C3%A9n.xlsx"
            )
        ),
    ),
    Way(
        "name-only-in-type",
        usual(sheet(SHEET + b"; name*=utf-8''leerlingen%20groep%20%C3%A9%C3%A9n.xlsx", b"")),
    ),
    Way("winmail-object", winmail(as_object(UNICODE_NAME))),
    Way("winmail-object-ansi-name", winmail(as_object(ANSI_NAME))),
    Way("winmail-property", winmail(as_property(UNICODE_NAME))),
    Way("winmail-property-ansi-name", winmail(as_property(ANSI_NAME))),
    Way("winmail-message", winmail(as_message(UNICODE_NAME))),
    Way("winmail-message-ansi-name", winmail(as_message(ANSI_NAME))),
    Way("winmail-octet-stream", winmail(as_object(UNICODE_NAME), EIGHT)),
    Way("winmail-renamed", winmail(as_property(UNICODE_NAME), EIGHT, b"ATT00002.dat")),
    Way("winmail-vnd", winmail(as_object(UNICODE_NAME), b"application/vnd.ms-tnef")),
    Way(
        "apple-mail-inline",
        TOP + multi(b"mixed", TEXT, sheet(disposition=b"inline; " + CODED), TEXT, FOOTER),
    ),
    Way("apple-double", usual(apple_double())),
    Way("apple-double-inline", usual(apple_double(b"inline"))),
    Way(
        "apple-mail-alternative",
        TOP + multi(b"alternative", TEXT, multi(b"mixed", HTML, sheet(), TEXT, boundary=b"b2")),
    ),
    Way(
        "iphone",
        TOP
        + multi(
            b"mixed",
            TEXT,
            sheet(SHEET + b"; name=x.xlsx", b"inline; " + CODED),
            part(b"Content-Type: text/plain", b"\r\nVerstuurd vanaf mijn iPhone\r\n"),
        ),
    ),
    Way("android", usual(sheet(more=b"\r\nContent-ID: <1>\r\nX-Attachment-Id: f_1"))),
    Way("samsung-without-text", TOP + multi(b"mixed", sheet())),
    Way("thunderbird", usual(sheet(SHEET + b'; charset=UTF-8; name="x.xlsx"'))),
    Way(
        "thunderbird-forward-as-attachment",
        forwarded(
            (
                b"Content-Type: message/rfc822; name=Leerlingen.eml\r\n"
                b"Content-Disposition: attachment; filename=Leerlingen.eml"
            ),
            bytes,
        ),
    ),
    Way("gmail", usual(sheet(more=b"\r\nX-Attachment-Id: f_abc\r\nContent-ID: <f_abc>"))),
    Way(
        "gmail-forward", usual(sheet(SHEET + b'; name="x.xlsx"', more=b"\r\nX-Attachment-Id: f_2"))
    ),
    Way("gmail-forward-as-attachment", forwarded(b"Content-Type: message/rfc822", bytes)),
    Way(
        "exchange-journal",
        TOP
        + multi(
            b"mixed",
            part(
                b"Content-Type: text/plain",
                b"Sender: jan@school.example\r\nRecipient: x@library.example\r\n",
            ),
            part(b"Content-Type: message/rfc822", inner_mail()),
        ),
    ),
    Way(
        "forward-in-base64",
        forwarded(b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64", in_base64),
    ),
    Way(
        "forward-in-quoted-printable",
        forwarded(
            b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: quoted-printable",
            lambda raw: quopri.encodestring(raw.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n"),
        ),
    ),
    Way(
        "eml-as-octet-stream",
        forwarded(
            (
                b"Content-Type: application/octet-stream; name=Leerlingen.eml\r\n"
                b"Content-Transfer-Encoding: base64\r\n"
                b"Content-Disposition: attachment; filename=Leerlingen.eml"
            ),
            in_base64,
        ),
    ),
    Way("base64-with-blanks", usual(sheet(encoding=b"base64   "))),
    Way("base64-with-semicolon", usual(sheet(encoding=b"base64;"))),
    Way("base64-with-comment", usual(sheet(encoding=b"base64 (x)"))),
    Way("base64-in-capitals", usual(sheet(encoding=b"BASE64"))),
    Way(
        "base64-in-one-line",
        TOP
        + multi(
            b"mixed", TEXT, sheet().replace(in_base64(WORKBOOK), base64.b64encode(WORKBOOK)), FOOTER
        ),
    ),
    Way(
        "no-semicolon-before-boundary",
        usual(sheet()).replace(b'multipart/mixed; boundary="b1"', b'multipart/mixed boundary="b1"'),
    ),
    Way(
        "no-semicolon-before-a-folded-boundary",
        usual(sheet()).replace(
            b'multipart/mixed; boundary="b1"', b"multipart/mixed\r\n\tboundary=b1"
        ),
    ),
    Way(
        "no-last-boundary",
        TOP + multi(b"mixed", TEXT, FOOTER, sheet(), closing=b"")[: -len(b"--b1")],
    ),
    Way(
        "text-plain-with-a-workbooks-name",
        usual(sheet(b"text/plain; name=x.xlsx", b"inline; " + CODED)),
    ),
    Way(
        "text-html-with-a-workbooks-name",
        usual(sheet(b"text/html; name=x.xlsx", b"inline; " + CODED)),
    ),
    Way("text-plain-attached", usual(sheet(b"text/plain", b"attachment; " + CODED))),
    Way("type-unknown", usual(sheet(b"application/x-msexcel"))),
    Way(
        "type-missing",
        usual(
            part(
                b"Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; " + CODED,
                in_base64(WORKBOOK),
            )
        ),
    ),
    Way("type-broken", usual(sheet(b"excel"))),
    Way("in-related", TOP + multi(b"related", HTML, LOGO_PART, sheet())),
    Way("in-report-like-mixed", TOP + multi(b"x-unknown", TEXT, sheet(), FOOTER)),
    Way(
        "signed",
        TOP
        + multi(
            b'signed; protocol="application/pkcs7-signature"',
            multi(b"mixed", TEXT, sheet(), boundary=b"s1"),
            SIGNED,
        ),
    ),
    Way("the-mail-is-the-file", TOP + sheet()),
    Way(
        "twice-in-an-alternative",
        TOP
        + multi(
            b"alternative",
            multi(b"mixed", TEXT, sheet(), boundary=b"x1"),
            multi(b"mixed", HTML, sheet(), boundary=b"x2"),
        ),
    ),
    Way(
        "uuencoded-in-the-text",
        TOP
        + b"Content-Type: text/plain\r\n\r\nZie hieronder.\r\n\r\n"
        + uuencode(b"lijst.xlsx", WORKBOOK)
        + b"\r\n-- \r\nJan\r\n",
        "lijst.xlsx",
    ),
    Way(
        "uuencoded-part",
        TOP
        + multi(
            b"mixed",
            part(b"Content-Type: text/plain", b"Zie.\r\n" + uuencode(b"lijst.xlsx", WORKBOOK)),
            FOOTER,
        ),
        "lijst.xlsx",
    ),
    as_csv(
        "csv-seven-bit",
        (
            b"Content-Type: text/csv; name=lijst.csv\r\n"
            b"Content-Disposition: attachment; filename=lijst.csv"
        ),
    ),
    as_csv(
        "csv-as-text-inline",
        (
            b"Content-Type: text/plain; name=lijst.csv\r\n"
            b"Content-Disposition: inline; filename=lijst.csv"
        ),
    ),
    as_csv(
        "csv-as-html-inline",
        (
            b"Content-Type: text/html; name=lijst.csv\r\n"
            b"Content-Disposition: inline; filename=lijst.csv"
        ),
    ),
    as_csv(
        "csv-called-txt",
        (
            b"Content-Type: text/plain; name=lijst.txt\r\n"
            b"Content-Disposition: attachment; filename=lijst.txt"
        ),
        "lijst.txt",
    ),
    as_csv(
        "csv-quoted-printable",
        (
            b"Content-Type: text/csv; name=lijst.csv\r\n"
            b"Content-Transfer-Encoding: quoted-printable\r\n"
            b"Content-Disposition: attachment; filename=lijst.csv"
        ),
        body=quopri.encodestring(TABLE, quotetabs=False),
    ),
    as_csv(
        "csv-in-base64-as-text",
        (
            b"Content-Type: text/plain; charset=us-ascii; name=lijst.csv\r\n"
            b"Content-Transfer-Encoding: base64\r\n"
            b"Content-Disposition: attachment; filename=lijst.csv"
        ),
        body=in_base64(TABLE),
    ),
]
