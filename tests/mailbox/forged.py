"""Mails that are not what they say: in the sender, in the signature, on their way again."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

from tests.mailbox.forgeries import (
    NOW,
    OURS,
    PASS,
    Case,
    changed,
    domain,
    evil,
    mail,
    results,
    school,
    signature_field,
    with_key,
)

from rosterdesk.core.models import Trust

FROM_TRICKS: dict[str, tuple[str | bytes, str]] = {
    "address-before-brackets": ("jan@school.example <x@evil.example>", "from_not_plain"),
    "address-as-quoted-name": ('"jan@school.example" <x@evil.example>', "from_name_misleads"),
    "address-in-quoted-name": ('"Jan (jan@school.example)" <x@evil.example>', "from_name_misleads"),
    "address-as-encoded-name": (
        "=?utf-8?b?amFuQHNjaG9vbC5leGFtcGxl?= <x@evil.example>",
        "from_name_misleads",
    ),
    "address-with-wide-at": ('"jan＠school.example" <x@evil.example>', "from_name_misleads"),
    "spaced-address-as-name": ('"jan @ school.example" <x@evil.example>', "from_name_misleads"),
    "two-addresses": ("jan@school.example, x@evil.example", "from_not_plain"),
    "two-bracketed": ("<jan@school.example> <x@evil.example>", "from_not_plain"),
    "name-hides-brackets": ('"a" <jan@school.example> b <x@evil.example>', "from_not_plain"),
    "group": ("School: jan@school.example;", "from_not_plain"),
    "empty-group": ("School:;", "from_not_plain"),
    "comment-inside": ("jan(x)@school.example", "from_not_plain"),
    "comment-with-an-address": ("jan@school.example (x@evil.example)", "from_not_plain"),
    "comment-with-brackets": ("jan@school.example (<x@evil.example>)", "from_not_plain"),
    "quoted-local-part": ('"jan"@school.example', "from_not_plain"),
    "quoted-local-part-in-brackets": ('<"jan@school.example"@evil.example>', "from_not_plain"),
    "literal": ("<jan@[192.0.2.1]>", "from_not_plain"),
    "route": ("<@evil.example:jan@school.example>", "from_not_plain"),
    "no-domain": ("<jan>", "from_not_plain"),
    "trailing-dot": ("<jan@school.example.>", "from_not_plain"),
    "dots": ("<jan..x@school.example>", "from_not_plain"),
    "empty": ("<>", "from_not_plain"),
    "cyrillic-domain": ("jan@schооl.example", "from_not_plain"),
    "accent-in-local-part": ("<jän@school.example>", "from_not_plain"),
    "encoded-address": ("=?utf-8?q?jan=40school.example?=", "from_not_plain"),
    "latin-1-address": ("<réné@school.example>".encode("latin-1"), "from_not_plain"),
    "nul": (b"jan@school.example\x00 <x@evil.example>", "from_not_plain"),
    "unclosed": ("Jan <jan@school.example", "from_not_plain"),
    "nothing": (b"", "from_missing"),
}

SIGNED_AND_NOT = [
    Case(
        name,
        lambda value=value: evil().sign(mail(value)) if value else mail(value),
        Trust.D,
        reason,
    )
    for name, (value, reason) in FROM_TRICKS.items()
] + [
    Case("unsigned", mail, Trust.B, "dkim_none"),
    Case(
        "two-from-fields",
        lambda: mail("jan@school.example", "From: x@evil.example"),
        Trust.D,
        "from_twice",
    ),
    Case(
        "second-from-above-a-signed-one",
        lambda: b"From: x@evil.example\r\n" + school().sign(mail()),
        Trust.D,
        "from_twice",
    ),
    Case(
        "from-with-space-before-colon",
        lambda: b"From : jan@school.example\r\n" + evil().sign(mail("x@evil.example")),
        Trust.D,
        "header_line",
    ),
    Case(
        "from-behind-a-bare-cr",
        lambda: b"X-A: b\rFrom: jan@school.example\r\n" + evil().sign(mail("x@evil.example")),
        Trust.D,
        "header_control",
    ),
    Case("signed-by-another", lambda: evil().sign(mail()), Trust.B, "dkim_unaligned"),
    Case(
        "signed-by-the-suffix",
        lambda: domain("example").sign(mail()),
        Trust.B,
        "dkim_unaligned",
    ),
    Case(
        "signed-by-a-longer-name",
        lambda: domain("school.example.evil.example").sign(mail()),
        Trust.B,
        "dkim_unaligned",
    ),
    Case(
        "identity-of-the-school-by-another",
        lambda: changed(evil().sign(mail()), b"i=@evil.example", b"i=@school.example"),
        Trust.B,
        "dkim_unaligned",
    ),
    Case(
        "length-and-more-body",
        lambda: school().sign(mail(), length=True) + b"\r\nen nog wat",
        Trust.B,
        "dkim_length",
    ),
    Case(
        "length-and-nothing-more",
        lambda: school().sign(mail(), length=True),
        Trust.B,
        "dkim_length",
    ),
    Case("body-appended", lambda: school().sign(mail()) + b"meer\r\n", Trust.B, "dkim_fail"),
    Case(
        "body-changed",
        lambda: changed(school().sign(mail()), b"bijlage", b"bijlade"),
        Trust.B,
        "dkim_fail",
    ),
    Case(
        "subject-changed",
        lambda: changed(school().sign(mail()), b"Subject: Leer", b"Subject: Heer"),
        Trust.B,
        "dkim_fail",
    ),
    Case(
        "from-changed-after-signing",
        lambda: changed(school().sign(mail("piet@school.example")), b"piet@school", b"jan@school"),
        Trust.B,
        "dkim_fail",
    ),
    Case(
        "from-not-signed",
        lambda: signature_field(h="subject:date") + mail(),
        Trust.B,
        "dkim_from_unsigned",
    ),
    Case(
        "sha1",
        lambda: school().sign(mail(), signature_algorithm=b"rsa-sha1"),
        Trust.B,
        "dkim_weak",
    ),
    Case(
        "key-in-test",
        lambda: with_key("test", lambda key: key.replace(b"v=DKIM1;", b"v=DKIM1; t=y;")).sign(
            mail()
        ),
        Trust.B,
        "dkim_testing",
    ),
    Case(
        "key-revoked",
        lambda: with_key("gone", lambda key: key.split(b"p=")[0] + b"p=").sign(mail()),
        Trust.B,
        "dkim_fail",
    ),
    Case(
        "key-of-another-service",
        lambda: with_key("service", lambda _: b"google-site-verification=abc").sign(mail()),
        Trust.B,
        "dkim_fail",
    ),
    Case(
        "key-for-the-very-domain-only",
        lambda: with_key("strict", lambda key: key.replace(b"v=DKIM1;", b"v=DKIM1; t=s;")).sign(
            mail(), identity=b"@sub.school.example"
        ),
        Trust.B,
        "dkim_fail",
    ),
    Case("key-missing", lambda: signature_field(s="none") + mail(), Trust.B, "dkim_no_key"),
    Case(
        "key-not-answered",
        lambda: signature_field(s="slow") + mail(),
        Trust.B,
        "dkim_temporary",
        temporary=True,
    ),
    Case(
        "key-of-a-stranger-not-answered",
        lambda: signature_field(s="slow") + mail("piet@school.example"),
        Trust.D,
        "dkim_temporary",
        temporary=True,
    ),
    Case("tag-twice", lambda: signature_field(d="x; d=y") + mail(), Trust.B, "dkim_malformed"),
    Case("no-tags", lambda: b"DKIM-Signature: hallo\r\n" + mail(), Trust.B, "dkim_malformed"),
    Case(
        "selector-with-a-path",
        lambda: signature_field(s="../x") + mail(),
        Trust.B,
        "dkim_malformed",
    ),
    Case(
        "good-one-below-fifteen-broken-ones",
        lambda: signature_field() * 15 + school().sign(mail()),
        Trust.B,
        "dkim_fail",
    ),
    Case(
        "old-mail-again",
        lambda: school().sign(mail()),
        Trust.B,
        "signature_old",
        arrived_at=NOW + timedelta(days=30),
    ),
    Case(
        "old-mail-again-with-a-new-date-above",
        lambda: (
            f"Date: {format_datetime(NOW)}\r\n".encode()
            + school().sign(mail(date=NOW - timedelta(days=90)))
        ),
        Trust.B,
        "header_twice",
    ),
    Case(
        "old-mail-that-our-server-vouches-for",
        lambda: mail(
            "jan@school.example", *results(f"{OURS}; {PASS}"), date=NOW - timedelta(days=90)
        ),
        Trust.B,
        "signature_old",
        OURS,
    ),
    Case(
        "without-a-date",
        lambda: mail("jan@school.example", *results(f"{OURS}; {PASS}"), date=None),
        Trust.B,
        "undated",
        OURS,
    ),
    Case(
        "from-the-future",
        lambda: mail(
            "jan@school.example", *results(f"{OURS}; {PASS}"), date=NOW + timedelta(days=90)
        ),
        Trust.B,
        "undated",
        OURS,
    ),
    Case(
        "second-content-type",
        lambda: b"Content-Type: text/csv\r\n" + school().sign(mail()),
        Trust.B,
        "header_twice",
    ),
]
