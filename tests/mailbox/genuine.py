"""Mails that are what they say."""

from __future__ import annotations

from tests.mailbox.forgeries import (
    OURS,
    PASS,
    Case,
    domain,
    evil,
    mail,
    results,
    school,
    signature_field,
)

from rosterdesk.core.models import Trust

GENUINE = [
    Case("signed", lambda: school().sign(mail()), Trust.A, "dkim_pass"),
    Case(
        "signed-simple",
        lambda: school().sign(mail(), canonicalize=(b"simple", b"simple")),
        Trust.A,
    ),
    Case("signed-bare-address", lambda: school().sign(mail("jan@school.example")), Trust.A),
    Case(
        "signed-quoted-name",
        lambda: school().sign(mail('"Jansen, Jan (adm.)" <jan@school.example>')),
        Trust.A,
    ),
    Case(
        "signed-encoded-name",
        lambda: school().sign(mail("=?utf-8?q?Ren=C3=A9?= <jan@school.example>")),
        Trust.A,
    ),
    Case(
        "name-is-the-address-itself",
        lambda: school().sign(mail('"jan@school.example" <jan@school.example>')),
        Trust.A,
    ),
    Case("upper-case", lambda: school().sign(mail("Jan <Jan@School.example>")), Trust.A),
    Case(
        "signed-by-parent-domain",
        lambda: school().sign(mail("jan@mail.school.example")),
        Trust.A,
    ),
    Case(
        "signed-by-subdomain",
        lambda: domain("mail.school.example").sign(mail()),
        Trust.A,
    ),
    Case("good-one-second", lambda: evil().sign(school().sign(mail())), Trust.A),
    Case(
        "good-one-below-a-broken-one",
        lambda: signature_field() + school().sign(mail()),
        Trust.A,
    ),
    Case(
        "good-one-below-fifteen-of-others",
        lambda: signature_field(d="evil.example") * 15 + school().sign(mail()),
        Trust.A,
    ),
    Case(
        "our-server-vouches",
        lambda: mail(
            "jan@school.example",
            *results(f"{OURS}; spf=pass smtp.mailfrom=jan@school.example; {PASS}"),
        ),
        Trust.A,
        "dmarc_pass",
        OURS,
    ),
    Case(
        "our-server-vouches-without-a-name",
        lambda: mail(
            "jan@school.example",
            *results(
                "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=school.example; dkim=none "
                "(message not signed) header.d=none;dmarc=pass action=none "
                "header.from=school.example;compauth=pass reason=100"
            ),
        ),
        Trust.A,
        "dmarc_pass",
        "-",
    ),
    Case(
        "our-server-vouches-with-odd-comments",
        lambda: mail(
            "jan@school.example", *results(f'{OURS} 1 (a; "b (dmarc=fail)); {PASS} (c; d)')
        ),
        Trust.A,
        "dmarc_pass",
        OURS,
    ),
    Case(
        "answers-asked-elsewhere",
        lambda: school().sign(mail(below=("Reply-To: evil@evil.example",))),
        Trust.A,
        "reply_to_elsewhere",
    ),
    Case("stranger-signed", lambda: evil().sign(mail("x@evil.example")), Trust.C, "unknown_sender"),
]
