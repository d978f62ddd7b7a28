"""Mails whose sender must be told what to do instead."""

from __future__ import annotations

import struct

from tests.mailbox.torture import (
    CSV,
    ENCRYPTED_XLSX,
    HEADER,
    NONE,
    OLE,
    TEXT,
    Torture,
    attached,
    encrypted_zip,
    forwarded,
    mixed,
    nested,
    part,
    plain,
    tnef,
    winmail,
    zipped,
)

TOLD = [
    Torture("empty-mail", b"", NONE, ("no_attachment",), sender=None),
    Torture("only-a-header", HEADER, NONE, ("no_attachment",)),
    Torture("only-text", plain(b"Goedendag"), NONE, ("no_attachment",)),
    Torture(
        "only-a-logo",
        mixed(TEXT, attached(b"GIF89a", b"filename=a.gif")),
        NONE,
        ("no_attachment",),
    ),
    Torture(
        "pdf-called-xls",
        mixed(TEXT, attached(b"%PDF-1.7", b"filename=a.xls")),
        NONE,
        ("no_roster",),
    ),
    Torture("pdf", mixed(TEXT, attached(b"%PDF-1.7", b"filename=a.pdf")), NONE, ("no_roster",)),
    Torture(
        "word",
        mixed(TEXT, attached(zipped(word__document_xml=b"x"), b"filename=a.docx")),
        NONE,
        ("no_roster",),
    ),
    Torture(
        "old-word",
        mixed(TEXT, attached(OLE + "WordDocument".encode("utf-16-le"), b"filename=a.doc")),
        NONE,
        ("no_roster",),
    ),
    Torture(
        "seven-zip",
        mixed(TEXT, attached(b"7z\xbc\xaf\x27\x1cxx", b"filename=a.7z")),
        NONE,
        ("no_roster",),
    ),
    Torture(
        "encrypted-zip",
        mixed(TEXT, attached(encrypted_zip(), b"filename=a.zip")),
        NONE,
        ("encrypted",),
    ),
    Torture(
        "encrypted-workbook",
        mixed(TEXT, attached(ENCRYPTED_XLSX, b"filename=a.xlsx")),
        NONE,
        ("encrypted",),
    ),
    Torture("empty-attachment", mixed(TEXT, attached(b"")), NONE, ("attachment_empty",)),
    Torture(
        "too-many",
        mixed(TEXT, *(attached(CSV + b"%d;A" % n) for n in range(30))),
        None,
        ("too_many_attachments",),
    ),
    Torture("zivver", plain(b"Lees: https://app.zivver.com/a/b"), NONE, ("secure_mail",)),
    Torture(
        "smartlockr-in-html",
        plain(b'<a href="https://x.smartlockr.eu/q">', b"Content-Type: text/html"),
        NONE,
        ("secure_mail",),
    ),
    Torture("wetransfer", plain(b"https://we.tl/t-abc"), NONE, ("cloud_link",)),
    Torture("onedrive", plain(b"https://school-my.sharepoint.com/x"), NONE, ("cloud_link",)),
    Torture("look-alike-of-a-service", plain(b"https://notzivver.com/x"), NONE, ("no_attachment",)),
    Torture(
        "smime-encrypted",
        HEADER
        + attached(
            b"0\x80", b"filename=smime.p7m", b"application/pkcs7-mime; smime-type=enveloped-data"
        ),
        NONE,
        ("smime",),
    ),
    Torture("pgp-inline", plain(b"-----BEGIN PGP MESSAGE-----\r\n\r\nabc"), NONE, ("pgp",)),
    Torture(
        "pgp-mime",
        mixed(
            part(b"Content-Type: application/pgp-encrypted", b"Version: 1"),
            attached(b"-----BEGIN PGP MESSAGE-----", b"filename=encrypted.asc"),
        ).replace(b"multipart/mixed", b"multipart/encrypted"),
        NONE,
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
        NONE,
        ("protected",),
    ),
    Torture(
        "forwarded-twice", forwarded(mixed(TEXT, attached(CSV)), 2), NONE, ("nested_too_deep",)
    ),
    Torture("winmail-empty", winmail(tnef()), NONE, ("winmail", "no_attachment")),
    Torture("winmail-torn", winmail(tnef(("A.CSV", CSV))[:-20]), NONE, ("winmail_unreadable",)),
    Torture(
        "winmail-with-a-huge-length",
        winmail(struct.pack("<IHBII", 0x223E9F78, 1, 2, 0x0006800F, 0xFFFFFFFF)),
        NONE,
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
    Torture("nested-thirty", nested(30), NONE, ("nested_too_deep",)),
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
        NONE,
        ("bounce",),
    ),
]
